package links

import (
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Triples writes the discrepancy with the node as subject.
func (d *Discrepancy) Triples(node rdf.Term, add func(rdf.Triple) error) error {
	give := func(s rdf.Term, predicate string, o rdf.Term) error {
		return add(rdf.Triple{S: s, P: rdf.NewIRI(predicate), O: o})
	}
	if err := give(node, vocab.ISSNDiscrepancyKind, rdf.NewIRI(vocab.Discrepancy+string(d.Kind))); err != nil {
		return err
	}
	for _, f := range []struct{ predicate, value string }{
		{vocab.DCIdentifier, d.ISSN}, {vocab.ISSNFound, d.Found}, {vocab.ISSNExpected, d.Expected}, {vocab.DCTSource, d.File},
	} {
		if f.value == "" {
			continue
		}
		if err := give(node, f.predicate, rdf.NewString(f.value)); err != nil {
			return err
		}
	}
	for _, f := range []struct{ predicate, value string }{{vocab.RDFSubject, d.Serial}, {vocab.RDFObject, d.Item}} {
		if f.value == "" {
			continue
		}
		if err := give(node, f.predicate, rdf.NewIRI(f.value)); err != nil {
			return err
		}
	}
	if d.Row > 0 {
		if err := give(node, vocab.ISSNRow, integer(d.Row)); err != nil {
			return err
		}
	}
	for i, c := range d.Corrections {
		n := rdf.NewIRI(node.Value() + "-correction-" + strconv.Itoa(i+1))
		if err := give(node, vocab.SchemaHasPart, n); err != nil {
			return err
		}
		for _, f := range []struct{ predicate, value string }{
			{vocab.ISSNCorrectedItem, c.Item}, {vocab.ISSNCorrectedField, c.Field}, {vocab.ISSNCorrectionOld, c.Old}, {vocab.ISSNCorrectionNew, c.New},
		} {
			if f.value == "" {
				continue
			}
			if err := give(n, f.predicate, rdf.NewString(f.value)); err != nil {
				return err
			}
		}
	}
	return nil
}
