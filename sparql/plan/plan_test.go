package plan_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// script is the statistics that a test file states: for each predicate the number
// of rows and of distinct subjects and objects.
type script struct {
	terms      []rdf.Term
	index      map[rdf.Term]ids.ID
	predicates map[ids.ID][3]float64 // rows, subjects, objects
	graphs     []ids.ID
}

func (s *script) intern(t rdf.Term) ids.ID {
	id, ok := s.index[t]
	if !ok {
		s.terms = append(s.terms, t)
		id = ids.Make(ids.KindBase, uint64(len(s.terms)))
		s.index[t] = id
	}
	return id
}

// Lookup knows every term.
func (s *script) Lookup(t rdf.Term) (ids.ID, bool, error) {
	if strings.HasSuffix(t.Value(), "unknown") {
		return ids.Undef, false, nil
	}
	return s.intern(t), true, nil
}

// PrefixRanges is a hundred ids for each byte at the beginning, and those that are
// in no order or in an order of their own.
func (s *script) PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error) {
	if prefix == "damaged" {
		return nil, errDamaged
	}
	own := ids.KindTemplate
	if kind == rdf.KindLiteral {
		own = ids.KindISSN
	}
	base := ids.Range{High: ids.Make(ids.KindBase, 100<<8)}
	if prefix != "" {
		base = ids.Range{Low: ids.Make(ids.KindBase, 100*uint64(prefix[0])), High: ids.Make(ids.KindBase, 100*uint64(prefix[0])+100)}
	}
	return []ids.Range{base, ids.KindRange(ids.KindDelta, ids.KindDelta), ids.KindRange(own, own)}, nil
}

// StringRanges is two ranges.
func (s *script) StringRanges(least, most string) ([]ids.Range, error) {
	ranges, err := s.PrefixRanges(rdf.KindLiteral, cmp.Or(least, most))
	return ranges, err
}

var errDamaged = errors.New("the dictionary is damaged")

func (s *script) Graphs() []ids.ID { return s.graphs }

// rows estimates as if values were spread evenly, a tenth of them in each range.
func (s *script) rows(sc ids.Scan) float64 {
	if sc.Low != ids.Undef || sc.High != ids.Undef {
		sc.Low, sc.High = ids.Undef, ids.Undef
		return math.Ceil(s.rows(sc) / 10)
	}
	var bound [4]ids.ID
	for i, id := range sc.Prefix {
		bound[sc.Perm.Order()[i]] = id
	}
	total := 0.0
	for p, st := range s.predicates {
		if bound[1] != ids.Undef && bound[1] != p {
			continue
		}
		n := st[0]
		if bound[0] != ids.Undef {
			n /= st[1]
		}
		if bound[2] != ids.Undef {
			n /= st[2]
		}
		total += n
	}
	return math.Ceil(total)
}

func (s *script) Count(_ context.Context, sc ids.Scan) (int64, error) { return int64(s.rows(sc)), nil }
func (s *script) Estimate(sc ids.Scan) int64                          { return int64(s.rows(sc)) }

func (s *script) Distinct(sc ids.Scan) int64 {
	pos := sc.Perm.Order()[len(sc.Prefix)]
	if pos == 1 {
		return int64(len(s.predicates))
	}
	total := 0.0
	for p, st := range s.predicates {
		if len(sc.Prefix) == 0 || sc.Prefix[0] == p {
			total += st[1+pos/2]
		}
	}
	return int64(total)
}

func (s *script) name(id ids.ID) string {
	if n := id.Payload(); id.Kind() == ids.KindBase && n <= uint64(len(s.terms)) {
		return strings.TrimPrefix(s.terms[n-1].Value(), "http://example/")
	}
	return fmt.Sprintf("%#x", uint64(id))
}

// TestPlans runs testdata/plans. Commands: stats (lines of predicate, rows,
// subjects, objects), graphs (names), plan (a query; strict for the default graph
// of the store instead of the union).
func TestPlans(t *testing.T) {
	s := &script{index: map[rdf.Term]ids.ID{}, predicates: map[ids.ID][3]float64{}}
	iri := func(name string) ids.ID { return s.intern(rdf.NewIRI("http://example/" + name)) }
	datadriven.RunTest(t, "testdata/plans", func(t *testing.T, d *datadriven.TestData) string {
		switch d.Cmd {
		case "stats":
			for line := range strings.Lines(d.Input) {
				f := strings.Fields(line)
				var st [3]float64
				for i := range st {
					var err error
					if st[i], err = strconv.ParseFloat(f[i+1], 64); err != nil {
						d.Fatalf(t, "%v", err)
					}
				}
				s.predicates[iri(f[0])] = st
			}
			return ""
		case "graphs":
			for name := range strings.FieldsSeq(d.Input) {
				s.graphs = append(s.graphs, iri(name))
			}
			return ""
		case "plan":
			q, err := algebra.Parse(t.Context(), d.Input, "http://example/")
			if err != nil {
				return err.Error() + "\n"
			}
			ds := plan.Dataset{Default: plan.Graphs{Distinct: true}, Named: s.graphs, AllNamed: true}
			if d.HasArg("strict") {
				ds.Default = plan.Graphs{IDs: []ids.ID{ids.DefaultGraph}}
			}
			p, err := plan.Build(t.Context(), q.Root, s, plan.Options{Dataset: ds, Ranger: s})
			if err != nil {
				return err.Error() + "\n"
			}
			return strings.ReplaceAll(plan.Sprint(p.Root, s.name), "http://example/", "") + "\n"
		}
		d.Fatalf(t, "unknown command %s", d.Cmd)
		return ""
	})
}

// TestDamagedRanges plans a filter whose ranges the store cannot tell: that is an
// error, and no plan without rows.
func TestDamagedRanges(t *testing.T) {
	s := &script{index: map[rdf.Term]ids.ID{}, predicates: map[ids.ID][3]float64{}}
	for _, filter := range []string{`STRSTARTS(?o, "damaged")`, `STRSTARTS(STR(?o), "damaged")`, `REGEX(?o, "^damaged")`, `?o >= "damaged"`, `?o < "damaged"`} {
		q, err := algebra.Parse(t.Context(), "SELECT * { ?s <http://example/p> ?o FILTER("+filter+") }", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Build(t.Context(), q.Root, s, plan.Options{Ranger: s}); !errors.Is(err, errDamaged) {
			t.Errorf("%s: got %v, want the error of the store", filter, err)
		}
	}
}
