package sources

import (
	"bytes"
	"context"
	"encoding/json"
	"sort"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// replaceAll replaces pairs of old and new strings.
func replaceAll(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }

// fillEntity reads an entity of a JSON dump.
func fillEntity(o formats.Object, row *formats.Row) {
	q := QID(o.Text("id"))
	if q == "" {
		if o.Text("type") == "property" || o.Text("type") == "lexeme" {
			row.SkipFor(formats.SkipKind, o.Text("id"))
			return
		}
		row.RejectFor(formats.RejectID, o.Text("id"))
		return
	}
	row.IRI = vocab.WikidataEntity + q
	var claims map[string][]statement
	if raw := o["claims"]; len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &claims); err != nil {
			row.RejectFor(formats.RejectSyntax, err.Error())
			return
		}
	}
	for _, name := range []string{
		propISSN, propLinking, propISNI, propOpenAlex, propScopus, propInception, propEnd, propFollows, propFollowed, propPublisher, propTitle,
	} {
		best := bestRank(claims[name])
		for _, st := range claims[name] {
			if st.Rank == best {
				value, language := st.text()
				addProperty(&row.Item, name, formats.CleanText(value), language)
			}
		}
	}
	labels := o.Sub("labels")
	languages := make([]string, 0, len(labels))
	for l := range labels {
		languages = append(languages, l)
	}
	sort.Strings(languages)
	for _, l := range languages {
		row.AddTitle(labels.Sub(l).Text("value"), languageTag(l))
	}
}

// statement is a statement of Wikidata about an item.
type statement struct {
	Rank     string `json:"rank"`
	Mainsnak struct {
		Snaktype  string `json:"snaktype"`
		Datavalue struct {
			Value json.RawMessage `json:"value"`
		} `json:"datavalue"`
	} `json:"mainsnak"`
}

// bestRank is the rank of truthy statements: preferred if there is one, else normal.
// Deprecated statements never count.
func bestRank(statements []statement) string {
	for _, st := range statements {
		if st.Rank == "preferred" {
			return "preferred"
		}
	}
	return "normal"
}

// text returns the value as plain text: a string, the id of an item, a time, or a
// text with its language.
func (s *statement) text() (value, language string) {
	raw := s.Mainsnak.Datavalue.Value
	if s.Mainsnak.Snaktype != "value" || len(raw) == 0 {
		return "", ""
	}
	o := formats.Object{"": raw}
	if raw[0] == '"' {
		return o.Text(""), ""
	}
	inner := o.Sub("")
	return inner.Text("text", "time", "id"), inner.Text("language")
}

// languageTag turns Wikimedia language codes into BCP 47 tags; the few that have no tag
// become und.
func languageTag(code string) string {
	switch code {
	case "simple":
		return "en-simple"
	case "mul":
		return "und"
	case "bat-smg":
		return "sgs"
	case "roa-rup":
		return "rup"
	case "zh-classical":
		return "lzh"
	case "zh-min-nan":
		return "nan"
	case "zh-yue":
		return "yue"
	case "fiu-vro":
		return "vro"
	case "be-x-old":
		return "be-tarask"
	case "de-formal", "nl-informal", "es-formal", "hu-formal":
		return code[:2]
	}
	return code
}

// truthy is the N-Triples dump of truthy statements. Each run of statements about one
// item is one row. Other subjects (statements about properties, sitelinks) are rows of
// their own kind.
type truthy struct{}

// Name implements [formats.Format].
func (truthy) Name() string { return "wikidata-truthy" }

// Sniff looks for a triple about an item.
func (truthy) Sniff(_ string, head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	_, _, _, ok := formats.SplitTriple(string(line))
	return ok && (bytes.Contains(head, []byte("wikidata.org/prop/direct/")) || bytes.Contains(head, []byte("<"+vocab.WikidataEntity)))
}

// Prefixes of the dump.
const (
	wikidataDirect = "http://www.wikidata.org/prop/direct/"
)

// Read yields a row for each run of triples with one subject.
func (truthy) Read(ctx context.Context, in *formats.Input, emit func(*formats.Row) error) error {
	row := &in.Row
	subject := ""
	flush := func() error {
		if subject == "" {
			return nil
		}
		if row.IRI == "" {
			row.SkipFor(formats.SkipKind, subject)
		}
		subject = ""
		return emit(row)
	}
	err := formats.Lines(in.Reader, func(line []byte, number int64) error {
		if line[0] == '#' {
			return nil
		}
		s, p, o, ok := formats.SplitTriple(string(line))
		if !ok {
			if err := flush(); err != nil {
				return err
			}
			row.Begin(number)
			row.RejectFor(formats.RejectSyntax, strings.TrimSpace(string(line[:min(len(line), 80)])))
			return emit(row)
		}
		if s != subject {
			if err := flush(); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			row.Begin(number)
			subject = s
			if q := QID(s); q != "" && strings.HasPrefix(s, vocab.WikidataEntity) {
				row.IRI = s
			}
		}
		addTriple(row, p, o)
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// addTriple takes a statement about the item of the row.
func addTriple(r *formats.Row, p string, o formats.Node) {
	switch {
	case strings.HasPrefix(p, wikidataDirect):
		addProperty(&r.Item, p[len(wikidataDirect):], formats.CleanText(o.Value), o.Language)
	case p == vocab.RDFSLabel:
		r.AddTitle(formats.CleanText(o.Value), languageTag(o.Language))
	}
}
