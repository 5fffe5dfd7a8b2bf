package links

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// provenance describes the graph: its origin, its licence, its files with their dates,
// and the number of rows.
func (w *writer) provenance(report *Report, now time.Time) error {
	run := rdf.NewIRI(w.graph.Value() + "#run")
	stamp := rdf.NewLiteral(now.UTC().Format("2006-01-02T15:04:05Z"), vocab.XSDDateTime)
	facts := []formats.Fact{
		{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.VoIDDataset)},
		{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.PROVEntity)},
		{Predicate: vocab.DCTTitle, Object: rdf.NewLangString(w.info.Title, "en")},
		{Predicate: vocab.DCTModified, Object: stamp},
		{Predicate: vocab.PROVWasGeneratedBy, Object: run},
	}
	if w.info.Homepage != "" {
		facts = append(facts, formats.Fact{Predicate: vocab.DCTSource, Object: rdf.NewIRI(w.info.Homepage)})
	}
	if w.info.Licence != "" {
		facts = append(facts, formats.Fact{Predicate: vocab.DCTLicense, Object: rdf.NewIRI(w.info.Licence)})
	}
	if err := w.statements(w.graph, facts...); err != nil {
		return err
	}
	if w.info.Catalog != "" {
		catalog := rdf.NewIRI(w.info.Catalog)
		err := w.statements(catalog, formats.Fact{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.SchemaDataCatalog)}, formats.Fact{Predicate: vocab.SchemaName, Object: rdf.NewLangString(w.info.Title, "en")})
		if err != nil {
			return err
		}
	}
	err := w.statements(run, formats.Fact{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.PROVActivity)}, formats.Fact{Predicate: vocab.PROVStartedAtTime, Object: stamp})
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
	facts := []formats.Fact{
		{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.PROVEntity)},
		{Predicate: vocab.SchemaName, Object: rdf.NewString(filepath.Base(f.Name))},
		{Predicate: vocab.ISSNRowsRead, Object: integer(f.Rows)},
		{Predicate: vocab.ISSNRowsLinked, Object: integer(f.Linked)},
		{Predicate: vocab.ISSNRowsRejected, Object: integer(rejected)},
		{Predicate: vocab.ISSNRowsOutOfScope, Object: integer(outOfScope)},
	}
	if strings.Contains(f.Name, "://") { // an endpoint, not a file
		facts[1] = formats.Fact{Predicate: vocab.SchemaName, Object: rdf.NewString(f.Name)}
		facts = append(facts, formats.Fact{Predicate: vocab.DCTSource, Object: rdf.NewIRI(f.Name)})
	}
	if !f.Modified.IsZero() {
		facts = append(facts, formats.Fact{Predicate: vocab.DCTModified, Object: rdf.NewLiteral(f.Modified.UTC().Format("2006-01-02"), vocab.XSDDate)})
	}
	if err := w.give(run, vocab.PROVUsed, w.fileNode); err != nil {
		return err
	}
	if err := w.give(w.graph, vocab.PROVWasDerivedFrom, w.fileNode); err != nil {
		return err
	}
	return w.statements(w.fileNode, facts...)
}
