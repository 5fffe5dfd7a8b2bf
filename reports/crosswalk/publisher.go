package crosswalk

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// maxBodies bounds how many publishers are remembered.
const maxBodies = 200_000

// publishers finds the publishers of an ISSN: the bodies that parts of its description
// are the same as, the publishers of its items, and everything these are the same as.
func (r *Reader) publishers(ctx context.Context, d *draft, c *cluster) error {
	start := slices.Clone(c.publishers)
	for _, p := range d.publishers {
		start = append(start, p)
		for _, s := range d.parts {
			if s.subject == p && s.property == r.sameAs {
				start = append(start, s.object)
			}
		}
	}
	for _, item := range d.same {
		err := r.eachOf(ctx, ids.SPO, item, r.publisher, func(o ids.ID) { start = append(start, o) })
		if err != nil {
			return err
		}
	}
	for _, id := range start {
		if !isTemplate(id) {
			continue
		}
		bodies, err := r.sameBodies(ctx, id)
		if err != nil {
			return err
		}
		d.bodies = append(d.bodies, bodies...)
	}
	return nil
}

// isTemplate reports whether an id is an IRI with a number, as the IRIs of
// organizations in Wikidata, OpenAlex, ISNI and ROR are.
func isTemplate(id ids.ID) bool { return id.Kind() == ids.KindTemplate }

// sameBodies returns an id and the ids at most two statements of identity away from it,
// in either direction.
func (r *Reader) sameBodies(ctx context.Context, id ids.ID) ([]ids.ID, error) {
	if known, ok := r.bodies[id]; ok {
		return known, nil
	}
	reached := []ids.ID{id}
	add := func(other ids.ID) {
		if isTemplate(other) && !slices.Contains(reached, other) {
			reached = append(reached, other)
		}
	}
	for range 2 {
		for _, from := range slices.Clone(reached) {
			if err := r.eachOf(ctx, ids.SPO, from, r.sameAs, add); err != nil {
				return nil, err
			}
			if err := r.eachTemplate(ctx, from, r.sameAs, add); err != nil {
				return nil, err
			}
		}
	}
	if len(r.bodies) >= maxBodies {
		clear(r.bodies)
	}
	r.bodies[id] = reached
	return reached, nil
}

// eachOf calls f for the values of the third column of a permutation, given the first
// two ids.
func (r *Reader) eachOf(ctx context.Context, perm ids.Perm, first, second ids.ID, f func(ids.ID)) error {
	return r.eachBetween(ctx, perm, first, second, 0, 0, func(id ids.ID) bool {
		f(id)
		return true
	})
}

// eachTemplate calls f for the subjects with a value that are template ids.
func (r *Reader) eachTemplate(ctx context.Context, object, property ids.ID, f func(ids.ID)) error {
	return r.eachBetween(ctx, ids.OPS, object, property, ids.Make(ids.KindTemplate, 0), ids.Make(ids.KindTemplate+1, 0), func(id ids.ID) bool {
		f(id)
		return true
	})
}

// eachBetween calls f for the values of the third column within bounds, until f returns
// false.
func (r *Reader) eachBetween(ctx context.Context, perm ids.Perm, first, second, low, high ids.ID, f func(ids.ID) bool) (err error) {
	if first == ids.Undef || second == ids.Undef {
		return nil
	}
	c, err := r.open(ctx, perm, true, low, high, first, second)
	if err != nil {
		return err
	}
	defer c.close(&err)
	for {
		if err := c.next(ctx); err != nil || c.end {
			return err
		}
		for _, id := range c.batch.Cols[0][:c.batch.Len] {
			if !f(id) {
				return nil
			}
		}
	}
}
