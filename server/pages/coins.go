package pages

import (
	"net/url"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/vocab"
)

// coins is the context object of a serial in force as a key/encoded-value string of
// OpenURL (ANSI/NISO Z39.88-2004, matrix info:ofi/fmt:kev:mtx:journal): reference managers
// and link resolvers read it from the page (COinS). It is empty for other subjects.
func coins(d *documents.Description) string {
	r, ok := issn.ParseIRI(d.Subject.Value())
	title := d.Title()
	if !ok || r.Space != issn.SpaceISSN || title == "" || d.Standing() != register.InForce {
		return ""
	}
	number := "rft.issn"
	for _, medium := range d.Objects(d.Subject, vocab.DCFormat) {
		if medium.Value() == vocab.MediumOnline {
			number = "rft.eissn"
		}
	}
	var b strings.Builder
	for i, field := range [...][2]string{
		{"ctx_ver", "Z39.88-2004"},
		{"rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"},
		{"rft.genre", "journal"},
		{"rft.jtitle", title},
		{number, r.ISSN.String()},
	} {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(field[0])
		b.WriteByte('=')
		// Readers of COinS differ over "+"; all know %20.
		b.WriteString(strings.ReplaceAll(url.QueryEscape(field[1]), "+", "%20"))
	}
	return b.String()
}
