package vocab

// Namespaces of the RDF family.
const (
	RDF  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	RDFS = "http://www.w3.org/2000/01/rdf-schema#"
	XSD  = "http://www.w3.org/2001/XMLSchema#"
	OWL  = "http://www.w3.org/2002/07/owl#"
)

// Terms of the RDF namespace.
const (
	RDFType          = RDF + "type"
	RDFValue         = RDF + "value"
	RDFFirst         = RDF + "first"
	RDFRest          = RDF + "rest"
	RDFNil           = RDF + "nil"
	RDFReifies       = RDF + "reifies"
	RDFLangString    = RDF + "langString"
	RDFDirLangString = RDF + "dirLangString"
	RDFXMLLiteral    = RDF + "XMLLiteral"
	RDFHTML          = RDF + "HTML"
	RDFJSON          = RDF + "JSON"
)

// Terms of the RDF Schema and OWL namespaces.
const (
	RDFSLabel   = RDFS + "label"
	RDFSComment = RDFS + "comment"
	RDFSSeeAlso = RDFS + "seeAlso"
	OWLSameAs   = OWL + "sameAs"
)

// XSD datatypes (XML Schema Definition Language 1.1 Part 2).
const (
	XSDString             = XSD + "string"
	XSDBoolean            = XSD + "boolean"
	XSDInteger            = XSD + "integer"
	XSDDecimal            = XSD + "decimal"
	XSDDouble             = XSD + "double"
	XSDFloat              = XSD + "float"
	XSDDate               = XSD + "date"
	XSDTime               = XSD + "time"
	XSDDateTime           = XSD + "dateTime"
	XSDDateTimeStamp      = XSD + "dateTimeStamp"
	XSDGYear              = XSD + "gYear"
	XSDGYearMonth         = XSD + "gYearMonth"
	XSDGMonth             = XSD + "gMonth"
	XSDGMonthDay          = XSD + "gMonthDay"
	XSDGDay               = XSD + "gDay"
	XSDDuration           = XSD + "duration"
	XSDDayTimeDuration    = XSD + "dayTimeDuration"
	XSDYearMonthDuration  = XSD + "yearMonthDuration"
	XSDLong               = XSD + "long"
	XSDInt                = XSD + "int"
	XSDShort              = XSD + "short"
	XSDByte               = XSD + "byte"
	XSDNonNegativeInteger = XSD + "nonNegativeInteger"
	XSDPositiveInteger    = XSD + "positiveInteger"
	XSDNonPositiveInteger = XSD + "nonPositiveInteger"
	XSDNegativeInteger    = XSD + "negativeInteger"
	XSDUnsignedLong       = XSD + "unsignedLong"
	XSDUnsignedInt        = XSD + "unsignedInt"
	XSDUnsignedShort      = XSD + "unsignedShort"
	XSDUnsignedByte       = XSD + "unsignedByte"
	XSDAnyURI             = XSD + "anyURI"
	XSDBase64Binary       = XSD + "base64Binary"
	XSDHexBinary          = XSD + "hexBinary"
)
