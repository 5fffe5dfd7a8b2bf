package sources_test

import (
	"context"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
)

// FuzzRead gives bytes to a source, if it recognizes them: each row is accounted
// for, and all terms are sound.
func FuzzRead(f *testing.F) {
	all := sources.Sources()
	for _, seed := range []string{
		"ISSN\tISSN-L\n0028-0836\t0028-0836\n1476-4687\t0028-0837\n",
		"item,issn,title\nQ1,0028-0836,\"Nature\n",
		"Generated,2020\nISSN,Title,Publisher,Url,Vol,No,Published,Deposited\n1476-4687,x,,,1,2,2012-01-01,\n",
		"publication_title\tprint_identifier\tonline_identifier\tholding_list\n\tNature\t0028-0836\t\t2001 - v. 1 (1)\n",
		`{"id":"https://openalex.org/S1","display_name":"Nature","issn":["0028-0836"]}`,
		`{"type":"item","id":"Q1","labels":{"en":{"value":"x"}},"claims":{"P236":[{"rank":"normal","mainsnak":{"snaktype":"value","datavalue":{"value":"0028-0836"}}}]}}`,
		"<http://www.wikidata.org/entity/Q1> <http://www.wikidata.org/prop/direct/P236> \"0028-0836\" .\n",
		`<rss><channel><item><title>Nature</title><description>ISSN: 0028-0836 | Receiving publisher: x</description></item></channel></rss>`,
		`{"@graph":[{"@id":"https://isni.org/isni/000000041936877X","@type":"schema:Organization"}]}`,
		"miteinander;miteinand.;ger\n",
		"0008-7769 -> 0341-8162\n",
		"JournalTitle,JournalID,Publisher,pissn,eissn,additionalIssns,doi\nx,1,y,00280836,00280836,\"\",\n",
	} {
		for i, src := range all {
			if ok, err := sources.Recognizes(src, formats.Bytes("seed", []byte(seed))); err != nil || ok {
				f.Add(uint8(i), []byte(seed))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		src, file := all[int(which)%len(all)], formats.Bytes("fuzz", content)
		if ok, err := sources.Recognizes(src, file); err != nil || !ok {
			return
		}
		emit := func(q rdf.Quad) error {
			for _, term := range []rdf.Term{q.S, q.P, q.O, q.G} {
				if term.IsZero() || !utf8.ValidString(term.Value()) || term.IsIRI() && rdf.CheckIRI(term.Value()) != nil ||
					term.Language() != "" && !rdf.IsLanguage(term.Language()) {
					t.Errorf("%s: bad term in %v", src.Info().Name, q)
				}
			}
			return nil
		}
		report, err := links.Link(context.Background(), src, []*formats.File{file}, links.Options{Register: linktest.Nature(), Emit: emit})
		if err != nil && !errors.Is(err, formats.ErrSyntax) {
			t.Fatalf("%s: %v", src.Info().Name, err)
		}
		if rows, linked, rejected, outOfScope := report.Rows(); rows != linked+rejected+outOfScope {
			t.Errorf("%s: %d rows are not %d + %d + %d", src.Info().Name, rows, linked, rejected, outOfScope)
		}
	})
}
