package links

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// provenance describes the graph: where it comes from, under which licence, from
// which files of which dates, with how many rows.
func (w *writer) provenance(report *Report, now time.Time) error {
	run := rdf.NewIRI(w.graph.Value() + "#run")
	stamp := rdf.NewLiteral(now.UTC().Format("2006-01-02T15:04:05Z"), vocab.XSDDateTime)
	facts := []Fact{
		{vocab.RDFType, rdf.NewIRI(vocab.VoIDDataset)},
		{vocab.RDFType, rdf.NewIRI(vocab.PROVEntity)},
		{vocab.DCTTitle, rdf.NewLangString(w.info.Title, "en")},
		{vocab.DCTModified, stamp},
		{vocab.PROVWasGeneratedBy, run},
	}
	if w.info.Homepage != "" {
		facts = append(facts, Fact{vocab.DCTSource, rdf.NewIRI(w.info.Homepage)})
	}
	if w.info.Licence != "" {
		facts = append(facts, Fact{vocab.DCTLicense, rdf.NewIRI(w.info.Licence)})
	}
	if err := w.statements(w.graph, facts...); err != nil {
		return err
	}
	if w.info.Catalog != "" {
		catalog := rdf.NewIRI(w.info.Catalog)
		err := w.statements(catalog, Fact{vocab.RDFType, rdf.NewIRI(vocab.SchemaDataCatalog)}, Fact{vocab.SchemaName, rdf.NewLangString(w.info.Title, "en")})
		if err != nil {
			return err
		}
	}
	err := w.statements(run, Fact{vocab.RDFType, rdf.NewIRI(vocab.PROVActivity)}, Fact{vocab.PROVStartedAtTime, stamp})
	if err != nil {
		return err
	}
	for i := range report.Files {
		w.file(i + 1)
		if err := w.fileFacts(run, &report.Files[i]); err != nil {
			return err
		}
	}
	return nil
}

// fileFacts describes a file and counts its rows.
func (w *writer) fileFacts(run rdf.Term, f *FileReport) error {
	var rejected, outOfScope int64
	for _, n := range f.Rejected {
		rejected += n
	}
	for _, n := range f.OutOfScope {
		outOfScope += n
	}
	facts := []Fact{
		{vocab.RDFType, rdf.NewIRI(vocab.PROVEntity)},
		{vocab.SchemaName, rdf.NewString(filepath.Base(f.Name))},
		{vocab.ISSNRowsRead, integer(f.Rows)},
		{vocab.ISSNRowsLinked, integer(f.Linked)},
		{vocab.ISSNRowsRejected, integer(rejected)},
		{vocab.ISSNRowsOutOfScope, integer(outOfScope)},
	}
	if strings.Contains(f.Name, "://") { // an endpoint, not a file
		facts[1] = Fact{vocab.SchemaName, rdf.NewString(f.Name)}
		facts = append(facts, Fact{vocab.DCTSource, rdf.NewIRI(f.Name)})
	}
	if !f.Modified.IsZero() {
		facts = append(facts, Fact{vocab.DCTModified, rdf.NewLiteral(f.Modified.UTC().Format("2006-01-02"), vocab.XSDDate)})
	}
	if err := w.give(run, vocab.PROVUsed, w.fileNode); err != nil {
		return err
	}
	if err := w.give(w.graph, vocab.PROVWasDerivedFrom, w.fileNode); err != nil {
		return err
	}
	return w.statements(w.fileNode, facts...)
}
