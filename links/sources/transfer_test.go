package sources_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// A label of a notice whose value is missing does not take the next label for
// it; a value may stand on the line below its label.
func TestTransferValues(t *testing.T) {
	for name, description := range map[string]string{
		"both missing but one":   "Print ISSN: 0028-0836<br/>Online ISSN: <br/>ISSN-L:<br/>Transferring publisher: Old<br/>Receiving publisher: New",
		"first missing":          "Print ISSN: <br/>Online ISSN: 1476-4687<br/>Transferring publisher: Old<br/>Receiving publisher: New",
		"values below":           "Print ISSN:<br/>0028-0836<br/>Transferring publisher:<br/>Old<br/>Receiving publisher:<br/>New",
		"values between strokes": "Print ISSN: | Online ISSN: 1476-4687 | Transferring publisher: Old | Receiving publisher: New",
	} {
		t.Run(name, func(t *testing.T) {
			var feed bytes.Buffer
			feed.WriteString(`<rss version="2.0"><channel><item><title>Nature</title><link>https://journaltransfer.issn.org/transfer/1</link><description><![CDATA[`)
			feed.WriteString(description)
			feed.WriteString(`]]></description></item></channel></rss>`)
			file := filepath.Join(t.TempDir(), "feed.xml")
			if err := os.WriteFile(file, feed.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			files, err := formats.Expand(file)
			if err != nil {
				t.Fatal(err)
			}
			r := linktest.Run(t, linktest.SampleRegister(t), "transfer", files...)
			const notice = "https://journaltransfer.issn.org/transfer/1"
			if !r.Has(linktest.NatureL, vocab.SchemaSubjectOf, notice) {
				t.Errorf("the notice is linked to nothing: %v", r.Rows)
			}
			if !r.Has(notice, vocab.SchemaSender, "Old") || !r.Has(notice, vocab.SchemaRecipient, "New") {
				t.Errorf("sender %q, recipient %q", r.Objects(notice, vocab.SchemaSender), r.Objects(notice, vocab.SchemaRecipient))
			}
			if len(r.Discrepancies) > 0 {
				t.Errorf("discrepancies: %v", r.Discrepancies)
			}
		})
	}
}
