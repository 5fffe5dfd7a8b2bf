package crosswalk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Limits of [Reader.Find].
const (
	// MaxIDs is the number of identifiers that may be asked for at once.
	MaxIDs = 1000
	// MaxRowsEach bounds the rows for one identifier: publishers may have more.
	MaxRowsEach = 100
	// MaxRows bounds the rows in an answer.
	MaxRows = 20_000
)

// ErrTooMany marks a request for more than [MaxIDs] identifiers.
var ErrTooMany = errors.New("too many identifiers")

// target is the set of ISSNs that an identifier leads to.
type target struct {
	reading reading
	by      FoundBy
	issns   []issn.ISSN
	more    bool
}

// Find answers for identifiers of any kind, in the order given. The error is
// [ErrTooMany] or comes from the store.
func (r *Reader) Find(ctx context.Context, list []string) (*Answer, error) {
	if len(list) > MaxIDs {
		return nil, fmt.Errorf("%w: %d, of which %d may be asked for at once", ErrTooMany, len(list), MaxIDs)
	}
	a := &Answer{Version: r.snap.Version(), Results: make([]Result, len(list))}
	targets := make([][]target, len(list))
	for i, text := range list {
		a.Results[i] = Result{ID: text, Rows: []Row{}}
		readings, err := r.names.parse(text)
		if err != nil {
			wrong, lookErr := r.mistaken(ctx, err)
			if lookErr == nil && len(wrong.issns) > 0 {
				targets[i] = append(targets[i], wrong)
				continue
			}
			if err := errors.Join(lookErr, r.mistake(ctx, &a.Results[i], err)); err != nil {
				return nil, err
			}
			continue
		}
		for _, reading := range readings {
			t, err := r.target(ctx, reading)
			if err != nil {
				return nil, fmt.Errorf("crosswalk: %s: %w", text, err)
			}
			targets[i] = append(targets[i], t)
		}
	}
	rows, err := r.found(ctx, targets)
	if err != nil {
		return nil, err
	}
	given := 0
	for i := range a.Results {
		if res := &a.Results[i]; res.Reason == "" {
			res.settle(targets[i], rows, MaxRows-given)
			given += len(res.Rows)
			if err := r.explain(ctx, res, targets[i]); err != nil {
				return nil, fmt.Errorf("crosswalk: %s: %w", res.ID, err)
			}
		}
		if len(a.Results[i].Rows) > 0 {
			a.Found++
		}
	}
	return a, nil
}

// explain adds the register's information about an ISSN without rows.
func (r *Reader) explain(ctx context.Context, res *Result, targets []target) error {
	if res.Reason != ReasonUnknown || targets[0].reading.kind != KindISSN {
		return nil
	}
	v, err := register.Read(ctx, r.snap, targets[0].reading.issn)
	if err != nil {
		return err
	}
	if reason, ok := reasons[v.Standing()]; ok {
		res.Reason, res.Detail = reason, v.InForce().Error()
	}
	return nil
}

// mistake describes the fault of an identifier. Its error comes from the store.
func (r *Reader) mistake(ctx context.Context, res *Result, err error) error {
	if w, ok := errors.AsType[*wrong](err); ok {
		res.Reason, res.Detail = w.reason, w.detail
		return nil
	}
	res.Reason, res.Kind, res.Detail = ReasonCheckDigit, KindISSN, err.Error()
	check, ok := errors.AsType[*issn.CheckDigitError](err)
	if !ok {
		return nil
	}
	// The candidates are the number with its check digit corrected and those with two
	// neighbouring digits swapped, the most frequent slips.
	const candidates = 8
	nearest := issn.Nearest(check.Text)
	res.Expected = nearest[0].String()
	for _, n := range nearest[:min(len(nearest), candidates)] {
		record, err := r.hasRecord(ctx, n)
		if err != nil {
			return err
		}
		if record {
			res.Nearest = append(res.Nearest, n.String())
		}
	}
	return nil
}

// hasRecord reports whether the register has a record of an ISSN that may be shown.
func (r *Reader) hasRecord(ctx context.Context, n issn.ISSN) (bool, error) {
	found := false
	err := r.eachOf(ctx, ids.SPO, resource(issn.SpaceISSN, n)|r.register.Record, r.register.Status, func(o ids.ID) { found = r.register.IsDescribed(o) })
	return found, err
}

// target returns the target of an identifier; for ISSNs, which are looked up together,
// the ISSN itself.
func (r *Reader) target(ctx context.Context, rd reading) (target, error) {
	t := target{reading: rd, by: ByIdentity}
	var err error
	switch rd.kind {
	case KindISSN:
		t.issns = []issn.ISSN{rd.issn}
	case KindISSNL:
		err = r.members(ctx, []issn.ISSN{rd.issn}, func(_, n issn.ISSN) { t.issns = append(t.issns, n) })
	case KindISNI, KindROR:
		err = r.publishedBy(ctx, &t)
	default:
		if err = r.item(ctx, &t); err == nil && len(t.issns) == 0 && rd.kind == KindWikidata {
			err = r.publishedBy(ctx, &t)
		}
	}
	return t, err
}

// item follows an identifier of serials: by identity, by the item it was merged into,
// and by near matches; the first that leads to anything wins.
func (r *Reader) item(ctx context.Context, t *target) error {
	items, err := r.known(t.reading)
	if err != nil {
		return err
	}
	var merged []ids.ID
	for _, item := range items {
		if err := r.eachOf(ctx, ids.SPO, item, r.replaced, func(id ids.ID) { merged = append(merged, id) }); err != nil {
			return err
		}
	}
	for _, way := range []struct {
		by       FoundBy
		items    []ids.ID
		property ids.ID
	}{{ByIdentity, items, r.sameAs}, {ByMerged, merged, r.sameAs}, {ByClose, items, r.closeMatch}} {
		for _, item := range way.items {
			if err := r.serials(ctx, t, item, way.property); err != nil {
				return err
			}
		}
		if len(t.issns) > 0 {
			t.by = way.by
			return nil
		}
	}
	return nil
}

// known returns the ids of the IRIs that an identifier may have.
func (r *Reader) known(rd reading) ([]ids.ID, error) {
	var list []ids.ID
	for _, iri := range r.names.iris(rd.kind, rd.id) {
		id, ok, err := r.snap.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, id)
		}
	}
	return list, nil
}

// serials adds the ISSNs linked to an item by a property, directly or through their
// ISSN-L.
func (r *Reader) serials(ctx context.Context, t *target, item, property ids.ID) error {
	var linking []issn.ISSN
	err := r.eachBetween(ctx, ids.OPS, item, property, resource(issn.SpaceISSN, 0), resource(issn.SpaceISSNH, 0), func(s ids.ID) bool {
		switch space, digits, _ := s.ISSN(); {
		case s&ids.FragmentMask != 0:
		case issn.Space(space) == issn.SpaceISSN:
			t.add(issn.ISSN(digits))
		default:
			linking = append(linking, issn.ISSN(digits))
		}
		return len(linking) < MaxRowsEach && len(t.issns) <= MaxRowsEach
	})
	if err != nil {
		return err
	}
	for _, n := range linking { // the own number stands in for a missing ISSN-L
		alone := true
		err := r.eachOf(ctx, ids.SPO, resource(issn.SpaceISSN, n), r.register.IsPartOf, func(o ids.ID) {
			space, _, ok := o.ISSN()
			alone = alone && (!ok || issn.Space(space) != issn.SpaceISSNL)
		})
		if err != nil {
			return err
		}
		if alone {
			t.add(n)
		}
	}
	return r.members(ctx, linking, func(_, n issn.ISSN) { t.add(n) })
}

// add adds an ISSN, up to one more than will be shown.
func (t *target) add(n issn.ISSN) {
	if !slices.Contains(t.issns, n) && len(t.issns) <= MaxRowsEach {
		t.issns = append(t.issns, n)
	}
}

// publishedBy follows an identifier of a publisher.
func (r *Reader) publishedBy(ctx context.Context, t *target) error {
	t.by = ByPublisher
	start, err := r.known(t.reading)
	if err != nil {
		return err
	}
	var bodies []ids.ID
	for _, id := range start {
		same, err := r.sameBodies(ctx, id)
		if err != nil {
			return err
		}
		bodies = append(bodies, same...)
	}
	slices.Sort(bodies)
	for _, body := range slices.Compact(bodies) {
		if err := r.publishes(ctx, t, body); err != nil {
			return err
		}
	}
	return nil
}

// publishes adds the ISSNs whose publisher is, or is the same as, a body, and the ISSNs
// of the items that it publishes.
func (r *Reader) publishes(ctx context.Context, t *target, body ids.ID) error {
	low, high := resource(issn.SpaceISSN, 0), resource(issn.SpaceISSNL, 0)
	var parts []ids.ID
	err := r.eachBetween(ctx, ids.OPS, body, r.sameAs, low, high, func(s ids.ID) bool {
		if s&ids.FragmentMask != 0 {
			parts = append(parts, s)
		}
		return len(parts) <= 4*MaxRowsEach
	})
	if err != nil {
		return err
	}
	for _, part := range parts { // not every body among the parts is a publisher
		self, _ := part.Resource()
		err := r.eachBetween(ctx, ids.SPO, self, r.publisher, part, part+1, func(ids.ID) bool {
			_, digits, _ := part.ISSN()
			t.add(issn.ISSN(digits))
			return false
		})
		if err != nil {
			return err
		}
	}
	var items []ids.ID
	err = r.eachBetween(ctx, ids.OPS, body, r.publisher, 0, 0, func(s ids.ID) bool {
		if space, digits, ok := s.ISSN(); ok && space == 0 && s.Kind() == ids.KindISSNIRI && s&ids.FragmentMask == 0 {
			t.add(issn.ISSN(digits))
		} else if !ok {
			items = append(items, s)
		}
		return len(items) <= MaxRowsEach
	})
	for i := 0; i < len(items) && err == nil && len(t.issns) <= MaxRowsEach; i++ {
		err = r.serials(ctx, t, items[i], r.sameAs)
	}
	return err
}

// found reads the rows of all targets, in ISSN order.
func (r *Reader) found(ctx context.Context, targets [][]target) ([]Row, error) {
	rows, err := r.Rows(ctx, wanted(targets))
	if err != nil {
		return nil, err
	}
	changed := false
	for _, list := range targets {
		for i := range list {
			if t := &list[i]; t.reading.kind == KindISSN && t.by == ByIdentity && len(t.rows(rows)) == 0 {
				if err := r.indirectly(ctx, t); err != nil {
					return nil, err
				}
				changed = changed || len(t.issns) > 0
			}
		}
	}
	if changed {
		return r.Rows(ctx, wanted(targets))
	}
	return rows, nil
}

// indirectly resolves an ISSN without a record: as the ISSN-L of others, as an ISSN
// that other records call cancelled, or as one that a serial displays by mistake.
func (r *Reader) indirectly(ctx context.Context, t *target) error {
	n := t.reading.issn
	t.issns, t.by = nil, ByISSNL
	if err := r.members(ctx, []issn.ISSN{n}, func(_, m issn.ISSN) { t.add(m) }); err != nil || len(t.issns) > 0 {
		return err
	}
	t.by = ByCancelled
	err := r.eachOf(ctx, ids.OPS, resource(issn.SpaceISSN, n)|r.register.Number, r.register.HasCancelled, t.addSerial)
	if err != nil || len(t.issns) > 0 {
		return err
	}
	return r.displaying(ctx, t, n.String())
}

// displaying adds the serials that display a wrong number, according to their records.
func (r *Reader) displaying(ctx context.Context, t *target, number string) error {
	t.by = ByIncorrect
	id, ok, err := r.snap.Lookup(rdf.NewString(number))
	if err != nil || !ok {
		return err
	}
	return r.eachOf(ctx, ids.OPS, id, r.incorrect, t.addSerial)
}

// mistaken returns the target of a number with a wrong check digit if records name it
// as incorrect.
func (r *Reader) mistaken(ctx context.Context, err error) (target, error) {
	check, ok := errors.AsType[*issn.CheckDigitError](err)
	if !ok {
		return target{}, nil
	}
	t := target{reading: reading{kind: KindISSN, id: check.Text}}
	return t, r.displaying(ctx, &t, check.Text)
}

// addSerial adds the ISSN whose resource, or a part of it, has the id.
func (t *target) addSerial(s ids.ID) {
	if space, digits, ok := s.ISSN(); ok && issn.Space(space) == issn.SpaceISSN {
		t.add(issn.ISSN(digits))
	}
}

// wanted returns the ISSNs of all targets, ascending.
func wanted(targets [][]target) []issn.ISSN {
	var list []issn.ISSN
	for _, of := range targets {
		for i := range of {
			t := &of[i]
			slices.Sort(t.issns)
			if len(t.issns) > MaxRowsEach {
				t.issns, t.more = t.issns[:MaxRowsEach], true
			}
			list = append(list, t.issns...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// rows returns the rows of a target from all rows, in ISSN order.
func (t *target) rows(all []Row) []Row {
	list := []Row{}
	for _, n := range t.issns {
		if i, ok := slices.BinarySearchFunc(all, n.String(), func(row Row, s string) int { return strings.Compare(row.ISSN, s) }); ok {
			list = append(list, all[i])
		}
	}
	return list
}
