package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// Terms of Dublin Core for descriptions of datasets.
const (
	dctDescription = vocab.DCT + "description"
	dctPublisher   = vocab.DCT + "publisher"
	dctRights      = vocab.DCT + "rights"
)

// internationalCentre publishes the register.
const internationalCentre = vocab.ISSNCentre + "_0"

// graphText is what is known of a graph of the program's own.
type graphText struct{ title, description, publisher string }

// graphTexts describe the graphs that do not describe themselves. Where no publisher is
// named it is whoever runs the server.
var graphTexts = map[string]graphText{
	vocab.GraphFree: {
		"ISSN Register, free statements",
		"The statements of the ISSN Register that are free for everybody: identifiers, key titles, titles, media, countries, web addresses and dates of the records.",
		internationalCentre,
	},
	vocab.GraphFull: {
		"ISSN Register, further statements",
		"The statements of the ISSN Register beyond the free ones: publishers, dates, frequencies, subjects, relations between serials and notes.",
		internationalCentre,
	},
	vocab.GraphState: {
		"ISSN Register, notes of the store",
		"Versions and withdrawals of records, as the program that imported them has noted them.", "",
	},
	vocab.GraphVocabularies: {
		"Controlled lists",
		"The lists that the ISSN linked data application profile uses, with their labels: countries, languages, media, statuses, centres and archives.", "",
	},
	"": {"Default graph", "Statements in no named graph.", ""},
}

// catalogue describes the one catalogue of all datasets.
func (d *datasetDescription) catalogue() {
	c, endpoint := rdf.NewIRI(d.s.opt.Base+"void.ttl#catalog"), d.at("/sparql")
	d.types(c, vocab.DCAT+"Catalog")
	d.add(c, vocab.DCTTitle, rdf.NewLangString("Datasets of this server", "en"))
	d.add(c, dctDescription, rdf.NewLangString("Serials of the ISSN Register as linked data, and the links between them and other systems: one dataset for each named graph, and one of all together.", "en"))
	d.add(c, vocab.FOAF+"homepage", d.at("/"))
	d.add(c, vocab.DCAT+"service", endpoint)
	d.add(c, dctPublisher, d.operator())
	d.types(endpoint, vocab.DCAT+"DataService")
	d.add(endpoint, vocab.DCTTitle, rdf.NewLangString("SPARQL endpoint", "en"))
	d.add(endpoint, vocab.DCAT+"endpointURL", endpoint)
	d.add(endpoint, vocab.DCAT+"servesDataset", d.dataset())
	d.types(d.operator(), vocab.FOAF+"Agent")
	d.add(d.operator(), vocab.FOAF+"name", rdf.NewLangString("The operator of "+d.origin, "en"))
	centre := rdf.NewIRI(internationalCentre)
	d.types(centre, vocab.FOAF+"Agent", vocab.FOAF+"Organization")
	d.add(centre, vocab.FOAF+"name", rdf.NewLangString("ISSN International Centre", "en"))
	d.entry(d.dataset())
}

// operator is whoever runs the server.
func (d *datasetDescription) operator() rdf.Term { return d.at("/#operator") }

// entry puts a dataset into the catalogue.
func (d *datasetDescription) entry(dataset rdf.Term) {
	d.add(rdf.NewIRI(d.s.opt.Base+"void.ttl#catalog"), vocab.DCAT+"dataset", dataset)
}

// about adds to what a graph says of itself what a dataset has to say: title, description,
// publisher, licence and an example. A licence is stated or it is said that none is.
func (d *datasetDescription) about(ctx context.Context, node, graph rdf.Term) error {
	said := make(map[string]rdf.Term)
	for _, q := range d.quads {
		if q.S == node {
			said[q.P.Value()] = q.O
		}
	}
	missing := func(property string, o rdf.Term) {
		if said[property].IsZero() {
			d.add(node, property, o)
		}
	}
	text, known := graphTexts[graph.Value()]
	if !known {
		text.title = strings.TrimPrefix(graph.Value(), vocab.GraphBase)
		text.description = "Statements in the graph <" + graph.Value() + ">."
		if source := said[vocab.DCTSource]; !source.IsZero() {
			text.description = fmt.Sprintf("What %s (%s) says of serials and organizations, linked to their ISSNs, with the evidence for each link.", said[vocab.DCTTitle].Value(), source.Value())
		}
	}
	missing(vocab.DCTTitle, rdf.NewLangString(text.title, "en"))
	missing(dctDescription, rdf.NewLangString(text.description, "en"))
	publisher := d.operator()
	if text.publisher != "" {
		publisher = rdf.NewIRI(text.publisher)
	}
	missing(dctPublisher, publisher)
	if said[vocab.DCTLicense].IsZero() {
		licences := LicencesOf(graph.Value(), nil)
		for _, licence := range licences {
			d.add(node, vocab.DCTLicense, rdf.NewIRI(licence))
		}
		if len(licences) == 0 {
			d.rights(node, NoLicence)
		}
	}
	example, err := d.example(ctx, graph)
	if err == nil && !example.IsZero() {
		missing(vocab.VoID+"exampleResource", example)
	}
	return err
}

func (d *datasetDescription) rights(node rdf.Term, text string) {
	rights := d.blank()
	d.add(node, dctRights, rights)
	d.types(rights, vocab.DCT+"RightsStatement")
	d.add(rights, vocab.RDFSLabel, rdf.NewLangString(text, "en"))
}

// example is a resource that a graph describes: a serial that many know, if it does, or
// any.
// Without a graph it is one of any.
func (d *datasetDescription) example(ctx context.Context, graph ...rdf.Term) (rdf.Term, error) {
	for _, query := range [...]string{
		"SELECT ?s WHERE { VALUES ?s { <" + vocab.Resource + "ISSN/0028-0836> <" + vocab.Resource + "ISSN-L/0028-0836> } ?s ?p ?o } LIMIT 1",
		"SELECT ?s WHERE { ?s ?p ?o FILTER(isIRI(?s)) } LIMIT 1",
	} {
		if t, err := d.first(ctx, query, graph...); err != nil || !t.IsZero() {
			return t, err
		}
	}
	return rdf.Term{}, nil
}

// first returns the term of the first row of a query over a graph, or over all where none
// is given; the zero term if there is no row.
func (d *datasetDescription) first(ctx context.Context, query string, graph ...rdf.Term) (t rdf.Term, err error) {
	opt := sparql.QueryOptions{Timeout: d.s.opt.QueryTimeout}
	opt.Dataset.Default = graph
	res, err := d.s.engine.Query(ctx, query, opt)
	if err != nil {
		return rdf.Term{}, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for row, err := range res.Rows() {
		if err != nil {
			return rdf.Term{}, err
		}
		return row[0], nil
	}
	return rdf.Term{}, nil
}

// wholeText describes the union of all graphs as a dataset.
func (d *datasetDescription) wholeText(ctx context.Context) error {
	all := d.dataset()
	d.add(all, dctDescription, rdf.NewLangString("All graphs of this server together: the ISSN Register as linked data, and what other systems say of the same serials.", "en"))
	d.add(all, dctPublisher, d.operator())
	d.rights(all, "Each graph has a licence of its own, or none is stated: see the datasets that are parts of this one.")
	example, err := d.example(ctx)
	if err == nil && !example.IsZero() {
		d.add(all, vocab.VoID+"exampleResource", example)
	}
	return err
}
