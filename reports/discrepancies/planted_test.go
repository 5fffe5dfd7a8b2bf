package discrepancies_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// planted builds files in which every kind of discrepancy occurs a known number
// of times, among rows without any.
type planted struct {
	reg   *linktest.Register
	files map[string][][]string
	want  map[string]int // kind, source and number: how often
	items int
}

// row adds a row to a file and says which discrepancies it has: "kind number".
func (p *planted) row(source string, fields []string, wrong ...string) {
	p.files[source] = append(p.files[source], fields)
	for _, w := range wrong {
		p.want[source+" "+w]++
	}
}

// item returns a new item.
func (p *planted) item() string {
	p.items++
	return "Q" + strconv.Itoa(900000+p.items)
}

// clean adds an item of Wikidata and a journal of DOAJ for every serial of the
// register in all its media.
func (p *planted) clean() {
	linkings := make([]issn.ISSN, 0, len(p.reg.MembersOf))
	for n := range p.reg.MembersOf {
		linkings = append(linkings, n)
	}
	slices.Sort(linkings)
	for _, linking := range linkings {
		var numbers []string
		var print, online, title string
		start := 0
		for _, n := range p.reg.MembersOf[linking] {
			s := p.reg.Serials[n]
			numbers = append(numbers, n.String())
			if len(s.Titles) == 0 {
				continue
			}
			title = s.Titles[0]
			if s.Medium == links.MediumOnline {
				online = n.String()
			} else {
				print = n.String()
			}
			if s.Start != 0 && (start == 0 || s.Start < start) {
				start = s.Start
			}
		}
		if title == "" {
			continue
		}
		year := ""
		if start > 0 {
			year = strconv.Itoa(start)
		}
		p.row("wikidata", []string{p.item(), strings.Join(numbers, "|"), linking.String(), title, year})
		p.row("doaj", []string{title, print, online, ""})
		p.row("openalex", []string{linking.String(), title, "true"})
	}
}

// plant adds one row for each kind; the serials are those of the sample.
func (p *planted) plant() {
	p.row("wikidata", []string{p.item(), "2434-561X", "", "Nobody's journal", ""}, "unknown-issn 2434-561X")
	p.row("wikidata", []string{p.item(), "0028-0837", "", "", ""}, "wrong-check-digit 0028-0837")
	p.row("wikidata", []string{p.item(), "0028x0836y", "", "", ""}, "malformed-issn 0028x0836y")
	p.row("wikidata", []string{p.item(), "0229-818X", "", "", ""}, "suppressed-issn 0229-818X")
	// These lead to serials that have an item already, so each is a second item, too.
	p.row("wikidata", []string{p.item(), "0302-2889", "", "Nature", "1869"}, "cancelled-issn 0302-2889", "several-items-for-issn-l 0028-0836")
	p.row("wikidata", []string{p.item(), "1234-5679", "", "Pravda", ""}, "incorrect-issn 1234-5679", "several-items-for-issn-l 0233-4275")
	p.row("wikidata", []string{p.item(), "1476-4687", "1476-4687", "Nature", ""}, "issn-l-differs 1476-4687", "several-items-for-issn-l 0028-0836")
	p.row("wikidata", []string{p.item(), "0362-4331", "", "Gardening for beginners", ""}, "title-differs 0362-4331", "several-items-for-issn-l 0362-4331")
	p.row("wikidata", []string{p.item(), "0031-9163", "", "Physics letters", "1990"}, "dates-contradict 0031-9163", "several-items-for-issn-l 0031-9163")
	p.row("wikidata", []string{p.item(), "0395-2037|0362-4331", "", "", ""}, "item-for-several-issn-l 0395-2037",
		"several-items-for-issn-l 0395-2037", "several-items-for-issn-l 0362-4331")
	p.row("doaj", []string{"Le Monde", "0395-2037", "0395-2037", ""}, "same-issn-print-online 0395-2037", "several-items-for-issn-l 0395-2037")
	p.row("doaj", []string{"Nature genetics", "1061-4036", "1546-1718", "CLOCKSS"}, "preservation-contradicts 1061-4036")
	p.row("openalex", []string{"1078-8956", "Nature medicine", "false"}, "open-access-contradicts 1078-8956")
	p.want["openalex several-items-for-issn-l 1078-8956"]++
	p.row("doaj", []string{"Nature medicine", "1546-170X", "1078-8956", ""}, "medium-differs 1546-170X", "medium-differs 1078-8956", "several-items-for-issn-l 1078-8956")
	p.row("wikidata", []string{p.item(), "0362-4331", "", "Le Monde", ""}, "predecessor-issn 0362-4331", "several-items-for-issn-l 0362-4331")
	p.want["doaj listed-and-withdrawn 0395-2037"]++ // in the list of withdrawn journals
}

// file returns what was written for a source in its own format.
func (p *planted) file(t *testing.T, source string) *formats.File {
	var b strings.Builder
	if source == "openalex" {
		for i, f := range p.files[source] {
			fmt.Fprintf(&b, `{"id":"https://openalex.org/S%d","issn_l":%q,"issn":[%q],"display_name":%q,"is_oa":%s}`+"\n", i+1, f[0], f[0], f[1], f[2])
		}
		return linktest.Text(b.String())
	}
	w := csv.NewWriter(&b)
	header := map[string][]string{
		"wikidata": {"item", "issn", "issn_l", "title", "start_year"},
		"doaj":     {"Journal title", "Journal ISSN (print version)", "Journal EISSN (online version)", "Preservation Services"},
	}[source]
	if err := w.WriteAll(append([][]string{header}, p.files[source]...)); err != nil {
		t.Fatal(err)
	}
	return linktest.Text(b.String())
}

// TestPlanted finds each planted discrepancy and nothing else.
func TestPlanted(t *testing.T) {
	p := &planted{reg: linktest.SampleRegister(t), files: map[string][][]string{}, want: map[string]int{}}
	p.reg.AroundOf[linktest.MustParse("0362-4331")] = []issn.ISSN{linktest.MustParse("0395-2037"), linktest.MustParse("0028-0836")}
	p.reg.IncorrectOf[linktest.MustParse("1234-5679")] = []issn.ISSN{linktest.MustParse("0233-4275")}
	p.clean()
	p.plant()
	got := map[string]int{}
	note := func(d links.Discrepancy) error {
		got[d.Source+" "+string(d.Kind)+" "+d.ISSN]++
		return nil
	}
	var claims discrepancies.Claims
	take := func(r *linktest.Result) {
		for _, d := range r.Discrepancies {
			if err := note(d); err != nil {
				t.Fatal(err)
			}
		}
		for q := range r.Quads {
			claims.Add(q)
		}
	}
	for _, source := range []string{"wikidata", "doaj", "openalex"} {
		files := []*formats.File{p.file(t, source)}
		if source == "doaj" {
			files = append(files, linktest.Text("title,publisher,issn,issn_l,issns,date_removed,reason\nLe Monde,,0395-2037,,,2016-11-01,\n"))
		}
		take(linktest.Run(t, p.reg, source, files...))
	}
	take(linktest.Run(t, p.reg, "clockss", linktest.Text("publication_title\tprint_identifier\tonline_identifier\nNature\t0028-0836\t1476-4687\n")))
	if err := claims.Check(p.reg, note); err != nil {
		t.Fatal(err)
	}
	found, reported, all := 0, 0, 0
	kinds := map[string]bool{}
	for key, n := range p.want {
		found += min(n, got[key])
		all += n
		kinds[strings.Fields(key)[1]] = true
	}
	for key, n := range got {
		reported += n
		if n > p.want[key] {
			t.Errorf("%s reported %d times, planted %d times", key, n, p.want[key])
		}
	}
	for _, k := range links.DiscrepancyKinds() {
		if !kinds[string(k)] {
			t.Errorf("no %s is planted", k)
		}
	}
	for key, n := range p.want {
		if got[key] < n {
			t.Errorf("%s planted %d times, reported %d times", key, n, got[key])
		}
	}
	t.Logf("%d planted, precision %.3f, recall %.3f", all, float64(found)/float64(max(reported, 1)), float64(found)/float64(max(all, 1)))
}
