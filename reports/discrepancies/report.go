package discrepancies

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
)

// Snapshot is a state of the store; [*store.Snapshot] implements it.
type Snapshot interface {
	register.Snapshot
	held.Graphed
}

// Report returns the discrepancies of a state of the store: what the last run of
// each source found, and then the claims of different sources that contradict each
// other. With a source it
// returns only the discrepancies of that one.
func Report(ctx context.Context, snap Snapshot, source string) ([]links.Discrepancy, error) {
	var found Reader
	var claims Claims
	var subject []rdf.Quad // quads about one
	for q, err := range held.Quads(ctx, snap, held.Graphs()) {
		if err != nil {
			return nil, err
		}
		found.Add(q)
		if len(subject) > 0 && subject[0].S != q.S {
			claims.AddSubject(subject)
			subject = subject[:0]
		}
		subject = append(subject, q)
	}
	claims.AddSubject(subject)
	reg, err := held.Read(ctx, snap)
	if err != nil {
		return nil, err
	}
	list := found.List()
	err = claims.Check(reg, func(d links.Discrepancy) error {
		list = append(list, d)
		return nil
	})
	return OfSource(list, source), err
}

// OfSource returns the discrepancies of a source, all of them for the empty name.
// It changes the list that it is given.
func OfSource(list []links.Discrepancy, source string) []links.Discrepancy {
	if source == "" {
		return list
	}
	return slices.DeleteFunc(list, func(d links.Discrepancy) bool { return d.Source != source })
}
