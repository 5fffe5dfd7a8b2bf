package links_test

import (
	"context"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
)

// FuzzRead gives bytes to a source, if it recognizes them: each row is accounted
// for, and all terms are sound.
func FuzzRead(f *testing.F) {
	sources := links.Sources()
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
		for i, src := range sources {
			if ok, err := links.Recognizes(src, links.Bytes("seed", []byte(seed))); err != nil || ok {
				f.Add(uint8(i), []byte(seed))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		src, file := sources[int(which)%len(sources)], links.Bytes("fuzz", content)
		if ok, err := links.Recognizes(src, file); err != nil || !ok {
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
		report, err := links.Link(context.Background(), src, []*links.File{file}, links.Options{Register: nature(), Emit: emit})
		if err != nil && !errors.Is(err, links.ErrSyntax) {
			t.Fatalf("%s: %v", src.Info().Name, err)
		}
		if rows, linked, rejected, outOfScope := report.Rows(); rows != linked+rejected+outOfScope {
			t.Errorf("%s: %d rows are not %d + %d + %d", src.Info().Name, rows, linked, rejected, outOfScope)
		}
	})
}

// FuzzParseExtent checks that spans are in order and nothing is lost from sight.
func FuzzParseExtent(f *testing.F) {
	for _, seed := range []string{
		"2018 - v. 1 (1), 2019 - v. 2 (1)", "Preserved : 1876: 14(358, 361)", "(2016)[21]6[22]1,2()[]", "v.4,7-8,14 1854,1857-1858", "1 to 438", "2014-",
		"ser.3, v.7 (apr. 1905-jan. 1907)", "v.6:1-5", "7(present)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := links.ParseExtent(s)
		if e.Verbatim != s {
			t.Errorf("verbatim %q", e.Verbatim)
		}
		for _, p := range e.Parts {
			for _, list := range [][]links.Span{p.Years, p.Volumes, p.Issues} {
				for _, span := range list {
					if span.To < span.From || span.From < 0 {
						t.Errorf("span %v", span)
					}
				}
			}
			for _, y := range p.Years {
				if y.From < 1500 || y.To > 2100 {
					t.Errorf("year %v", y)
				}
			}
		}
		last := 0
		for _, y := range e.Years(2026) {
			if y.From <= last {
				t.Errorf("years are not in order: %v", e.Years(2026))
			}
			last = y.To
		}
	})
}

// FuzzLikeness checks that likeness is a number from 0 to 1, the same both ways.
func FuzzLikeness(f *testing.F) {
	f.Add("Nature", "Nature (London)")
	f.Add("", "()")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, ok := links.Likeness(a, b)
		y, ok2 := links.Likeness(b, a)
		if x != y || ok != ok2 || x < 0 || x > 1 {
			t.Errorf("%v %v, back %v %v", x, ok, y, ok2)
		}
	})
}
