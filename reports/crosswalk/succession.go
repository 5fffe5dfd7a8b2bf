package crosswalk

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Bounds on the search for a serial's current title.
const (
	maxHistory  = 32      // serials examined
	maxRemember = 100_000 // serials whose neighbours are cached between rows
)

// direction is the direction of a property of succession.
type direction uint8

const (
	leadsNowhere     direction = 0
	leadsAfter       direction = 1
	leadsAfterInPart direction = 2
	leadsBefore      direction = 3
	leadsBeforePart  direction = 4
)

// reversed returns the direction as seen from the property's object.
func (d direction) reversed() direction {
	return [...]direction{leadsNowhere, leadsBefore, leadsBeforePart, leadsAfter, leadsAfterInPart}[d]
}

// succession finds the ids of the properties of succession.
func (r *Reader) succession() error {
	r.leads = map[ids.ID]direction{}
	for _, s := range vocab.Successions {
		after, before := leadsAfter, leadsBefore
		if s.InPart {
			after, before = leadsAfterInPart, leadsBeforePart
		}
		for properties, where := range map[*[]string]direction{&s.After: after, &s.Before: before} {
			for _, iri := range *properties {
				id, err := r.lookup(iri)
				if err != nil {
					return err
				}
				if id != ids.Undef {
					r.leads[id] = where
				}
			}
		}
	}
	return nil
}

// neighbours are the serials before and after a serial, each once.
type neighbours struct {
	before, after []issn.ISSN // in whole or in part
	next          []issn.ISSN // those that replace it as a whole
	linking       issn.ISSN
	title         ids.ID
}

// meet records a statement of succession between the serial and another.
func (n *neighbours) meet(where direction, other ids.ID) {
	space, digits, ok := other.ISSN()
	if !ok || issn.Space(space) != issn.SpaceISSN || other&ids.FragmentMask != 0 {
		return
	}
	add := func(list *[]issn.ISSN) {
		if m := issn.ISSN(digits); !slices.Contains(*list, m) {
			*list = append(*list, m)
		}
	}
	switch where {
	case leadsAfter:
		add(&n.after)
		add(&n.next)
	case leadsAfterInPart:
		add(&n.after)
	case leadsBefore, leadsBeforePart:
		add(&n.before)
	case leadsNowhere:
	}
}

// replacedBy records a number in favour of which this one was cancelled: the serial
// continues under it.
func (n *neighbours) replacedBy(id ids.ID) {
	if _, digits, ok := id.ISSN(); ok && !slices.Contains(n.next, issn.ISSN(digits)) {
		n.next = append(n.next, issn.ISSN(digits))
	}
}

// around reads the neighbours of a serial outside the current rows.
func (r *Reader) around(ctx context.Context, number issn.ISSN) (*neighbours, error) {
	if n := r.remembered[number]; n != nil {
		return n, nil
	}
	if len(r.remembered) >= maxRemember {
		clear(r.remembered)
	}
	n := &neighbours{linking: number}
	self := resource(issn.SpaceISSN, number)
	err := r.about(ctx, self, func(_, p, o ids.ID) {
		n.meet(r.leads[p], o)
		if space, digits, ok := o.ISSN(); p == r.register.IsPartOf && ok && issn.Space(space) == issn.SpaceISSNL {
			n.linking = issn.ISSN(digits)
		}
	})
	if err != nil {
		return nil, err
	}
	if err := r.namedBy(ctx, self, n); err != nil {
		return nil, err
	}
	if err := r.eachOf(ctx, ids.SPO, self|r.register.Number, r.register.InFavour, n.replacedBy); err != nil {
		return nil, err
	}
	err = r.eachOf(ctx, ids.SPO, self|r.register.KeyTitle, r.register.Value, func(o ids.ID) {
		if n.title == ids.Undef {
			n.title = o
		}
	})
	r.remembered[number] = n
	return n, err
}

// namedBy adds the serials whose own records name the serial.
func (r *Reader) namedBy(ctx context.Context, self ids.ID, n *neighbours) (err error) {
	c, err := r.open(ctx, ids.OPS, true, 0, 0, self)
	if err != nil {
		return err
	}
	defer c.close(&err)
	return c.each(ctx, 0, ^ids.ID(0), func(p, s, _ ids.ID) { n.meet(r.leads[p].reversed(), s) })
}

// current is the serial at the end of another's history.
type current struct {
	issn, linking issn.ISSN
	title         ids.ID
	known         bool
}

// current follows the serials that replace one another to the end. The result is empty
// if there is no end, or several that are not one serial in several media.
func (r *Reader) current(ctx context.Context, d *draft) (current, error) {
	if len(d.around.next) == 0 {
		return current{d.issn, d.linking, d.title, true}, nil
	}
	seen := []issn.ISSN{d.issn}
	queue := slices.Clone(d.around.next)
	var ends []current
	for len(queue) > 0 {
		number := queue[0]
		queue = queue[1:]
		if slices.Contains(seen, number) {
			continue
		}
		if seen = append(seen, number); len(seen) > maxHistory {
			return current{}, nil
		}
		n, err := r.around(ctx, number)
		if err != nil {
			return current{}, err
		}
		if len(n.next) == 0 {
			ends = append(ends, current{number, n.linking, n.title, true})
		}
		queue = append(queue, n.next...)
	}
	slices.SortFunc(ends, func(a, b current) int { return int(a.issn) - int(b.issn) })
	if len(ends) == 0 || slices.ContainsFunc(ends, func(e current) bool { return e.linking != ends[0].linking }) {
		return current{}, nil
	}
	return ends[0], nil
}
