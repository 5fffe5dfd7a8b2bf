package catalog

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/vocab"
)

// formatIRIs is the namespace of the W3C's names for syntaxes.
const formatIRIs = "http://www.w3.org/ns/formats/"

// syntaxNames are the local names below formatIRIs.
var syntaxNames = map[format.Format]string{
	format.NTriples: "N-Triples", format.NQuads: "N-Quads", format.Turtle: "Turtle",
	format.TriG: "TriG", format.RDFXML: "RDF_XML", format.JSONLD: "JSON-LD",
}

// tableNames are those of results.
var tableNames = map[results.Format]string{
	results.JSON: "SPARQL_Results_JSON", results.XML: "SPARQL_Results_XML",
	results.CSV: "SPARQL_Results_CSV", results.TSV: "SPARQL_Results_TSV",
}

// datasetDescription states what a server has: VoID and DCAT, and the SPARQL
// Service Description. All numbers are those of the statistics.
type datasetDescription struct {
	s      *Service
	origin string
	stats  *sparql.Statistics
	sets   []sparql.Linkset
	quads  []rdf.Quad
	blanks int
}

func (d *datasetDescription) add(subject rdf.Term, property string, object rdf.Term) {
	d.quads = append(d.quads, rdf.Quad{S: subject, P: rdf.NewIRI(property), O: object})
}

func (d *datasetDescription) types(subject rdf.Term, classes ...string) {
	for _, class := range classes {
		d.add(subject, vocab.RDFType, rdf.NewIRI(class))
	}
}

func (d *datasetDescription) number(subject rdf.Term, property string, n int64) {
	d.add(subject, property, rdf.NewLiteral(strconv.FormatInt(n, 10), vocab.XSDInteger))
}

func (d *datasetDescription) blank() rdf.Term {
	d.blanks++
	return rdf.NewBlankNode("d" + strconv.Itoa(d.blanks))
}

// at is the address of the server with a path.
func (d *datasetDescription) at(path string) rdf.Term { return rdf.NewIRI(d.origin + path) }

// dataset is the IRI of all that the server has.
func (d *datasetDescription) dataset() rdf.Term { return rdf.NewIRI(d.s.opt.Base + "void.ttl#dataset") }

// build returns the description of the datasets and, where it is asked for, of the
// service.
func (d *datasetDescription) build(ctx context.Context, service bool) ([]rdf.Quad, error) {
	document := rdf.NewIRI(d.s.opt.Base + "void.ttl")
	d.types(document, vocab.VoID+"DatasetDescription")
	d.add(document, vocab.FOAF+"primaryTopic", d.dataset())
	if service {
		d.service()
	}
	d.catalogue()
	if err := d.wholeText(ctx); err != nil {
		return nil, err
	}
	d.whole()
	d.linksets(d.sets)
	for _, g := range d.stats.Graphs {
		if err := d.graph(ctx, g); err != nil {
			return nil, err
		}
	}
	return d.quads, nil
}

// whole describes the union of all graphs.
func (d *datasetDescription) whole() {
	all, base := d.dataset(), d.s.opt.Base
	d.types(all, vocab.VoIDDataset, vocab.DCAT+"Dataset")
	d.add(all, vocab.DCTTitle, rdf.NewLangString("ISSN linked data", "en"))
	d.add(all, vocab.FOAF+"homepage", d.at("/"))
	d.add(all, vocab.VoID+"sparqlEndpoint", d.at("/sparql"))
	d.add(all, vocab.VoID+"uriSpace", rdf.NewString(base+"resource/"))
	d.number(all, vocab.VoID+"triples", d.stats.Triples)
	d.number(all, vocab.VoID+"distinctSubjects", d.stats.Subjects)
	d.number(all, vocab.VoID+"distinctObjects", d.stats.Objects)
	d.number(all, vocab.VoID+"properties", int64(len(d.stats.Properties)))
	d.number(all, vocab.VoID+"classes", int64(len(d.stats.Classes)))
	for _, f := range negotiate.Graphs {
		d.add(all, vocab.VoID+"feature", rdf.NewIRI(formatIRIs+syntaxNames[f.RDF]))
	}
	for _, p := range vocab.Prefixes() {
		if d.uses(p.IRI) {
			d.add(all, vocab.VoID+"vocabulary", rdf.NewIRI(p.IRI))
		}
	}
	for _, p := range d.stats.Properties {
		part := d.blank()
		d.add(all, vocab.VoID+"propertyPartition", part)
		d.add(part, vocab.VoID+"property", p.Term)
		d.number(part, vocab.VoID+"triples", p.Count)
	}
	for _, class := range d.stats.Classes {
		if !class.Term.IsIRI() {
			continue
		}
		part := d.blank()
		d.add(all, vocab.VoID+"classPartition", part)
		d.add(part, vocab.VoID+"class", class.Term)
		d.number(part, vocab.VoID+"entities", class.Count)
	}
}

// uses reports whether properties of a namespace are used.
func (d *datasetDescription) uses(namespace string) bool {
	for _, p := range d.stats.Properties {
		if strings.HasPrefix(p.Term.Value(), namespace) {
			return true
		}
	}
	return false
}

// graph describes a graph: what the store says about it and what is counted.
func (d *datasetDescription) graph(ctx context.Context, g sparql.TermCount) error {
	node := g.Term
	if node.IsZero() {
		node = rdf.NewIRI(d.s.opt.Base + "void.ttl#default-graph")
	} else {
		if err := d.stored(ctx, node); err != nil {
			return err
		}
	}
	d.types(node, vocab.VoIDDataset, vocab.DCAT+"Dataset")
	d.add(d.dataset(), vocab.VoID+"subset", node)
	d.add(d.dataset(), vocab.DCT+"hasPart", node)
	d.number(node, vocab.VoID+"triples", g.Count)
	d.entry(node)
	if err := d.about(ctx, node, g.Term); err != nil {
		return err
	}
	d.distribution(node, g.Term)
	return nil
}

// distribution describes the dump of a graph: size and digest as soon as there is one.
func (d *datasetDescription) distribution(node, graph rdf.Term) {
	path := dumpPath(graph)
	if path == "" || d.s.spool == nil {
		return
	}
	dump, dist := d.at(path), d.blank()
	for _, dataset := range []rdf.Term{node, d.dataset()} {
		d.add(dataset, vocab.VoID+"dataDump", dump)
		d.add(dataset, vocab.DCAT+"distribution", dist)
	}
	d.types(dist, vocab.DCAT+"Distribution")
	d.add(dist, vocab.DCTTitle, rdf.NewLangString("N-Quads, compressed with gzip", "en"))
	d.add(dist, vocab.DCAT+"accessURL", d.at(DumpsPath))
	d.add(dist, vocab.DCAT+"downloadURL", dump)
	d.add(dist, vocab.DCAT+"mediaType", rdf.NewIRI(mediaTypes+format.NQuads.MediaType()))
	d.add(dist, vocab.DCAT+"compressFormat", rdf.NewIRI(mediaTypes+"application/gzip"))
	file := d.s.kept(graph)
	if file == nil {
		return
	}
	sum := d.blank()
	d.add(dist, vocab.DCAT+"byteSize", rdf.NewLiteral(strconv.FormatInt(file.Bytes, 10), vocab.XSD+"nonNegativeInteger"))
	d.add(dist, vocab.DCTModified, rdf.NewLiteral(file.Modified.Format(time.RFC3339), vocab.XSDDateTime))
	d.add(dist, spdx+"checksum", sum)
	d.types(sum, spdx+"Checksum")
	d.add(sum, spdx+"algorithm", rdf.NewIRI(spdx+"checksumAlgorithm_sha256"))
	d.add(sum, spdx+"checksumValue", rdf.NewLiteral(file.SHA256, vocab.XSD+"hexBinary"))
}

// mediaTypes is the namespace of media types as resources, and spdx that of checksums.
const (
	mediaTypes = "https://www.iana.org/assignments/media-types/"
	spdx       = "http://spdx.org/rdf/terms#"
)

// stored adds what the store says about a graph, the files that it was made from
// and the run that made it. Other parts of it, such as its discrepancies, may be
// very many.
func (d *datasetDescription) stored(ctx context.Context, graph rdf.Term) (err error) {
	if strings.ContainsAny(graph.Value(), "<>\"{}|^`\\ ") {
		return nil // cannot stand in a query
	}
	query := fmt.Sprintf(`SELECT DISTINCT ?s ?p ?o WHERE {
		{ BIND(<%[1]s> AS ?s) } UNION { <%[1]s> <%[2]s>|<%[3]s> ?s FILTER(STRSTARTS(STR(?s), "%[1]s#")) }
		?s ?p ?o
	} ORDER BY ?s ?p ?o`, graph.Value(), vocab.PROVWasDerivedFrom, vocab.PROVWasGeneratedBy)
	res, err := d.s.engine.Query(ctx, query, sparql.QueryOptions{Timeout: d.s.opt.QueryTimeout})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for row, err := range res.Rows() {
		if err != nil {
			return err
		}
		d.quads = append(d.quads, rdf.Quad{S: row[0], P: rdf.NewIRI(row[1].Value()), O: row[2]})
	}
	return nil
}

// service describes the endpoint.
func (d *datasetDescription) service() {
	endpoint := d.at("/sparql")
	d.types(endpoint, vocab.SD+"Service")
	d.add(endpoint, vocab.SD+"endpoint", endpoint)
	d.add(endpoint, vocab.SD+"supportedLanguage", rdf.NewIRI(vocab.SD+"SPARQL11Query"))
	if d.s.opt.Updates {
		d.add(endpoint, vocab.SD+"supportedLanguage", rdf.NewIRI(vocab.SD+"SPARQL11Update"))
	}
	if !d.s.opt.StrictDefaultGraph {
		d.add(endpoint, vocab.SD+"feature", rdf.NewIRI(vocab.SD+"UnionDefaultGraph"))
	}
	for _, f := range results.Formats {
		d.add(endpoint, vocab.SD+"resultFormat", rdf.NewIRI(formatIRIs+tableNames[f]))
	}
	for _, f := range format.All() {
		d.add(endpoint, vocab.SD+"resultFormat", rdf.NewIRI(formatIRIs+syntaxNames[f]))
	}
	dataset, union := d.blank(), d.blank()
	d.add(endpoint, vocab.SD+"defaultDataset", dataset)
	d.types(dataset, vocab.SD+"Dataset")
	d.add(dataset, vocab.SD+"defaultGraph", union)
	d.types(union, vocab.SD+"Graph")
	n := d.stats.Triples
	if d.s.opt.StrictDefaultGraph {
		n = 0
	}
	for _, g := range d.stats.Graphs {
		if g.Term.IsZero() {
			if d.s.opt.StrictDefaultGraph {
				n = g.Count
			}
			continue
		}
		named, graph := d.blank(), d.blank()
		d.add(dataset, vocab.SD+"namedGraph", named)
		d.types(named, vocab.SD+"NamedGraph")
		d.add(named, vocab.SD+"name", g.Term)
		d.add(named, vocab.SD+"graph", graph)
		d.types(graph, vocab.SD+"Graph")
		d.number(graph, vocab.VoID+"triples", g.Count)
	}
	d.number(union, vocab.VoID+"triples", n)
}
