// Package marc reads bibliographic records: ISO 2709 (MARC 21 and UNIMARC, in
// UTF-8 and MARC-8) and MARCXML. It knows no RDF.
package marc
