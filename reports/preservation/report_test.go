package preservation_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/vocab"
)

// graph collects quads for a test.
type graph struct {
	quads []rdf.Quad
	nodes int
}

func (g *graph) give(s rdf.Term, p string, o rdf.Term) {
	g.quads = append(g.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: rdf.NewIRI("http://issn.org/graph/test")})
}

// serial adds a record with dates; an empty date is none.
func (g *graph) serial(n, linking issn.ISSN, start, end string) {
	self := rdf.NewIRI(n.IRI())
	g.give(rdf.NewIRI(n.IRI()+"#Record"), vocab.BFStatus, rdf.NewIRI(vocab.RecordStatusRegister))
	g.give(self, vocab.SchemaIsPartOf, rdf.NewIRI(linking.LinkingIRI()))
	if start != "" {
		g.give(self, vocab.SchemaStartDate, rdf.NewString(start))
	}
	if end != "" {
		g.give(self, vocab.SchemaEndDate, rdf.NewString(end))
	}
}

// holding adds a holding and returns its node.
func (g *graph) holding(n issn.ISSN, agency, status string) rdf.Term {
	g.nodes++
	node := rdf.NewBlankNode(fmt.Sprintf("%s-%d", n, g.nodes))
	g.give(rdf.NewIRI(n.IRI()), vocab.SchemaSubjectOf, node)
	g.give(node, vocab.SchemaHoldingArchive, rdf.NewIRI(vocab.Keeper+agency))
	if status != "" {
		g.give(node, vocab.SchemaCreativeWorkStatus, rdf.NewString(status))
	}
	return node
}

// read returns the report of an ISSN as of 2025.
func read(t testing.TB, e preservation.Engine, n issn.ISSN) *preservation.Report {
	t.Helper()
	rep, err := preservation.Read(t.Context(), e, n, preservation.Options{Year: 2025})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// Years of a holding come from the data, from the extent as it is written, or from
// the coverage, in this order.
func TestHoldingYears(t *testing.T) {
	type testCase struct {
		held                            []string
		extent, short, coverage, status string
		kept, progress, volumes         string
		wantKeepers                     int
		wantUndated                     bool
	}
	cases := map[string]testCase{
		"data": {
			held: []string{"1999", "2000", "2003"}, extent: "1980-1990", coverage: "1999/2003", status: "Preserved",
			kept: "1999-2000, 2003", wantKeepers: 1,
		},
		"extent": {extent: "1876: 14(358, 361), 1877: 16", coverage: "1876/1880", status: "Preserved", kept: "1876-1877", volumes: "14, 16", wantKeepers: 1},
		"extent with statuses": {
			extent: "Preserved : 1999: 1(1), 2000: 2(1); In Progress : 2001: 3(1)", status: "Preserved",
			kept: "1999-2001", progress: "2001", wantKeepers: 1,
		},
		"short extent":              {short: "v.1-3 1990-1992", status: "Preserved", kept: "1990-1992", volumes: "1-3", wantKeepers: 1},
		"volumes only, with years":  {extent: "12 to 45 (1, 5)", coverage: "2001/2004", status: "Preserved", kept: "2001-2004", volumes: "12-45", wantKeepers: 1},
		"volumes only":              {extent: "12 to 45", status: "Preserved", volumes: "12-45", wantKeepers: 1, wantUndated: true},
		"open coverage":             {coverage: "2022/..", status: "Preserved", kept: "2022-2025", wantKeepers: 1},
		"coverage without a start":  {coverage: "../2001", status: "Preserved", kept: "2001", wantKeepers: 1},
		"coverage the wrong way":    {coverage: "2004/2001", status: "Preserved", wantKeepers: 1, wantUndated: true},
		"coverage that is no years": {coverage: "19uu/9999", status: "Preserved", wantKeepers: 1, wantUndated: true},
		"taking in":                 {coverage: "2001/2002", status: "In Progress", kept: "2001-2002", progress: "2001-2002", wantKeepers: 1},
		"opened":                    {coverage: "2001/2002", status: "Triggered", kept: "2001-2002", wantKeepers: 1},
		"no status":                 {coverage: "2001/2002", kept: "2001-2002", wantKeepers: 1},
		"planned":                   {coverage: "2001/2002", status: "Queued"},
	}
	g, numbers := &graph{}, map[string]issn.ISSN{}
	for name, tc := range cases {
		n := issn.ISSN(len(numbers))
		numbers[name] = n
		g.serial(n, n, "1999", "2003")
		node := g.holding(n, "portico", tc.status)
		for _, y := range tc.held {
			g.give(node, vocab.ISSNHeldYear, rdf.NewLiteral(y, vocab.XSDGYear))
		}
		for property, text := range map[string]string{vocab.SchemaDescription: tc.extent, vocab.SchemaAbstract: tc.short, vocab.SchemaTemporalCoverage: tc.coverage} {
			if text != "" {
				g.give(node, property, rdf.NewString(text))
			}
		}
	}
	e := engine(t, g.quads)
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			rep := read(t, e, numbers[name])
			got := []any{rep.Self.Kept.String(), rep.Self.InProgressOnly.String(), len(rep.Self.Keepers)}
			if diff := cmp.Diff([]any{tc.kept, tc.progress, tc.wantKeepers}, got); diff != "" {
				t.Errorf("kept, in progress, keepers (-want +got):\n%s", diff)
			}
			if tc.wantKeepers == 0 {
				return
			}
			k := rep.Self.Keepers[0]
			if k.Code != "portico" || k.Name != "Portico" || k.Statuses[0].Undated != tc.wantUndated {
				t.Errorf("keeper: %+v", k)
			}
			if h := rep.Serials[0].Holdings[0]; tc.volumes != "" && h.Volumes != tc.volumes {
				t.Errorf("volumes %q, want %q", h.Volumes, tc.volumes)
			}
		})
	}
}

func TestPublishedYears(t *testing.T) {
	g := &graph{}
	cases := map[string]struct{ start, end, want string }{
		"ceased":               {"1869", "1871", "1869-1871"},
		"running":              {"2020", "9999", "2020-2025"},
		"begins next year":     {"2026", "9999", "2026"},
		"start in parts":       {"19uu", "1971", "1971"},
		"end unknown":          {"1971", "uuuu", "1971"},
		"end not stated":       {"1971", "", "1971"},
		"nothing known":        {"uuuu", "9999", ""},
		"nothing stated":       {"", "", ""},
		"ends before it began": {"1990", "1980", ""},
	}
	numbers := map[string]issn.ISSN{}
	for name, tc := range cases {
		numbers[name] = issn.ISSN(len(numbers))
		g.serial(numbers[name], numbers[name], tc.start, tc.end)
	}
	e := engine(t, g.quads)
	for name, tc := range cases {
		if got := read(t, e, numbers[name]).Self.Published.String(); got != tc.want {
			t.Errorf("%s: %q to %q: %q, want %q", name, tc.start, tc.end, got, tc.want)
		}
	}
}

// A history is found by links in either direction, from any record of an ISSN-L.
func TestHistory(t *testing.T) {
	g := &graph{}
	g.serial(1, 1, "1900", "1949") // print; its record says nothing
	g.serial(2, 2, "1950", "1969") // continues 1
	g.serial(3, 2, "1960", "1969") // online side of 2: its record leads on
	g.serial(4, 4, "1970", "9999") // split from 3
	g.serial(5, 5, "1970", "1980") // absorbed by 4
	g.serial(6, 6, "1900", "1980") // an edition, no part of the history
	g.give(rdf.NewIRI(issn.ISSN(2).IRI()), vocab.BFContinues, rdf.NewIRI(issn.ISSN(1).IRI()))
	g.give(rdf.NewIRI(issn.ISSN(3).IRI()), vocab.BFSplitInto, rdf.NewIRI(issn.ISSN(4).IRI()))
	g.give(rdf.NewIRI(issn.ISSN(5).IRI()), vocab.BFAbsorbedBy, rdf.NewIRI(issn.ISSN(4).IRI()))
	g.give(rdf.NewIRI(issn.ISSN(4).IRI()), vocab.BFPrecededBy, rdf.NewIRI(issn.ISSN(99).IRI())) // without record
	g.give(rdf.NewIRI(issn.ISSN(1).IRI()), vocab.BF+"otherEdition", rdf.NewIRI(issn.ISSN(6).IRI()))
	g.give(g.holding(1, "clockss", "Preserved"), vocab.SchemaTemporalCoverage, rdf.NewString("1900/1920"))
	text := func(list ...issn.ISSN) (out []string) {
		for _, n := range list {
			out = append(out, n.String())
		}
		return out
	}
	e := engine(t, g.quads)
	for _, n := range []issn.ISSN{1, 2, 3, 4, 5} {
		rep := read(t, e, n)
		if diff := cmp.Diff(text(1, 2, 3, 4, 5), rep.History.ISSNs); diff != "" {
			t.Errorf("history of %s (-want +got):\n%s", n, diff)
		}
		if rep.History.Published.String() != "1900-2025" || rep.History.Nobody.String() != "1921-2025" || rep.Truncated {
			t.Errorf("history of %s: published %s, kept by nobody %s", n, rep.History.Published, rep.History.Nobody)
		}
		if len(rep.Succession) != 4 {
			t.Errorf("history of %s: links %v", n, rep.Succession)
		}
	}
	rep := read(t, e, 3)
	if diff := cmp.Diff([][]string{text(3), text(2, 3)}, [][]string{rep.Self.ISSNs, rep.Linking.ISSNs}); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
	if rep.Linking.Published.String() != "1950-1969" {
		t.Errorf("the ISSN-L was published %s", rep.Linking.Published)
	}
}

// A history has an end where it gets too long, which is told.
func TestLongHistory(t *testing.T) {
	g := &graph{}
	for n := range issn.ISSN(preservation.MaxSerials + 5) {
		g.serial(n, n, "1900", "1901")
		g.give(rdf.NewIRI(n.IRI()), vocab.BFContinuedBy, rdf.NewIRI((n + 1).IRI()))
	}
	rep := read(t, engine(t, g.quads), 0)
	if !rep.Truncated || len(rep.Serials) != preservation.MaxSerials {
		t.Errorf("%d serials, truncated: %v", len(rep.Serials), rep.Truncated)
	}
}

// An ISSN that identifies no serial has no report, and the error says why.
func TestStandings(t *testing.T) {
	g := &graph{}
	g.serial(1, 1, "1900", "1901")
	for n, status := range map[issn.ISSN]string{2: vocab.RecordStatusCancelled, 3: vocab.RecordStatusSuppressed, 4: vocab.RecordStatusUnreported, 5: vocab.RecordStatusProvisional} {
		g.give(register.Part(n, "Record"), vocab.BFStatus, rdf.NewIRI(status))
	}
	g.give(register.Part(1, "ISSN"), vocab.ISSNHasCancelledISSN, register.Part(6, "ISSN"))
	e := engine(t, g.quads)
	for n, want := range map[issn.ISSN]register.Standing{
		2: register.Cancelled, 3: register.Suppressed, 4: register.Unreported, 5: register.InForce, 6: register.Cancelled, 7: register.Absent,
	} {
		rep, err := preservation.Read(t.Context(), e, n, preservation.Options{})
		got := register.InForce
		if standing, ok := errors.AsType[*register.StandingError](err); ok {
			got = standing.Standing
			if n == 6 && !slices.Equal(standing.ReplacedBy, []issn.ISSN{1}) {
				t.Errorf("%s is replaced by %v", n, standing.ReplacedBy)
			}
		}
		if got != want || (err == nil) != (want == register.InForce) {
			t.Errorf("%s: %v, %v; want it %v", n, rep, err, want)
		}
	}
}
