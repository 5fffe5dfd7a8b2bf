package register

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Apply makes the changes in one durable transaction and reports the effect of each, in
// order. A change replaces everything the store said about its ISSN, unless the store
// is newer ([Outdated]); statements about shared things, such as clusters, go too if
// only the old record made them. It also withdraws the older records of other ISSNs with
// its control key, since it corrects their ISSN. Each ISSN and each control key may have
// one change only, and none an ISSN that another change withdraws. Afterwards the store
// equals a fresh import of the records it then holds.
func Apply(ctx context.Context, db *store.DB, changes []Change, observers ...Observer) ([]Event, error) {
	return applyFirst(ctx, db, changes, true, observers)
}

// errConflict marks a change of what the transaction has changed already.
var errConflict = errors.New("an earlier change of the transaction is of the same record")

// applyFirst is [Apply] for the changes up to the first that depends on one before it,
// since all are made against the state before the transaction; if whole is set, such
// a change is an error.
func applyFirst(ctx context.Context, db *store.DB, changes []Change, whole bool, observers []Observer) (events []Event, err error) {
	err = db.Update(ctx, func(tx *store.Tx) (err error) {
		snap, err := tx.Snapshot()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, snap.Close()) }()
		a := &application{records: newKeptWriter(tx, snap), tx: tx, snap: snap, observers: observers, touched: map[issn.ISSN]bool{}, keys: map[string]bool{}, stated: map[rdf.Quad]bool{}, lost: map[loss]bool{}}
		events = make([]Event, len(changes))
		for i := range changes {
			c := &changes[i]
			err := a.apply(ctx, c, &events[i])
			if errors.Is(err, errConflict) && !whole {
				events = events[:i]
				break
			}
			if err != nil {
				return fmt.Errorf("ISSN %s: %w", c.ISSN, err)
			}
		}
		return a.dropShared(ctx)
	})
	return events, err
}

// application is one run of [Apply].
type application struct {
	tx        *store.Tx
	snap      *store.Snapshot // before the transaction
	observers []Observer

	touched map[issn.ISSN]bool // their records have changed since snap
	keys    map[string]bool    // so have the records with these control keys
	stated  map[rdf.Quad]bool  // about shared things, made by the changes
	records *keptWriter
	lost    map[loss]bool
}

// loss is a reason why statements about a shared thing may have to go.
type loss struct {
	rule         *rule // a record no longer refers to the thing; nil: see evidence
	thing, graph rdf.Term
	evidence     string // a record no longer states this
}

// apply replaces the store's statements about an ISSN.
func (a *application) apply(ctx context.Context, c *Change, e *Event) error {
	holders, err := a.holders(ctx, c)
	if err != nil {
		return err
	}
	old, err := held(ctx, a.snap, c.ISSN)
	if err != nil {
		return err
	}
	*e = Event{ISSN: c.ISSN, Version: c.Version, Held: versionOf(c.ISSN, old), Before: old}
	newer, err := a.correct(ctx, c, e, holders)
	if err != nil {
		return err
	}
	if e.Held.Before(newer) {
		e.Held = newer
	}
	if c.Version.Before(e.Held) {
		e.Kind = Outdated
		return nil
	}
	before := make(map[rdf.Quad]bool, len(old))
	hadRecord := false
	for _, q := range old {
		before[q] = true
		hadRecord = hadRecord || q.G != graphState
	}
	a.touched[c.ISSN] = true
	changed := false // not counting notes of the state
	for _, q := range appendState(slices.Clip(c.Quads), c) {
		if !isOwn(q) {
			a.stated[q] = true
		} else if e.After = append(e.After, q); before[q] {
			delete(before, q)
			continue
		} else {
			changed = changed || q.G != graphState || c.Withdrawn
		}
		if err := a.tx.Insert(q); err != nil {
			return err
		}
	}
	for q := range before { // c does not state these
		changed = changed || q.G != graphState
		if err := a.tx.Delete(q); err != nil {
			return err
		}
		a.note(&q)
	}
	if err := a.records.put(c); err != nil {
		return err
	}
	if e.Kind = kindOf(c, changed, hadRecord); e.Kind == Unchanged {
		return nil
	}
	return a.tell(ctx, e)
}

// holders returns the other ISSNs whose records have the control key of c. The error
// is errConflict if the snapshot does not tell any more what c applies to.
func (a *application) holders(ctx context.Context, c *Change) ([]issn.ISSN, error) {
	if a.touched[c.ISSN] || c.Key != "" && a.keys[c.Key] {
		return nil, errConflict
	}
	if c.Key == "" {
		return nil, nil
	}
	list, err := keyHolders(ctx, a.snap, c.Key)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(list, func(n issn.ISSN) bool { return a.touched[n] }) {
		return nil, errConflict
	}
	a.keys[c.Key] = true
	return others(list, c.ISSN), nil
}

// tell tells the observers of a change.
func (a *application) tell(ctx context.Context, e *Event) error {
	for _, o := range a.observers {
		if err := o.Changed(ctx, a.tx, e); err != nil {
			return err
		}
	}
	return nil
}

// kindOf classifies a change by its effect and by whether the store had a record.
func kindOf(c *Change, changed, hadRecord bool) Kind {
	switch standing := StandingOf(c.Status.IRI()); {
	case !changed:
		return Unchanged
	case c.Withdrawn:
		return Withdraws
	case standing == Suppressed:
		return Suppresses
	case standing == Cancelled:
		return Cancels
	case !hadRecord:
		return Created
	}
	return Changed
}

// note records the losses that follow when a record no longer states a quad.
func (a *application) note(gone *rdf.Quad) {
	if gone.G == graphState {
		if gone.P == sharedStatement {
			a.lost[loss{evidence: gone.O.Value()}] = true
		}
		return
	}
	for i := range rules {
		r := &rules[i]
		if thing := r.thing(gone); r.refers(gone, thing, gone.G) {
			a.lost[loss{rule: r, thing: thing, graph: gone.G}] = true
		}
	}
}

// dropShared deletes the statements about shared things that no record makes any
// longer.
func (a *application) dropShared(ctx context.Context) error {
	for l := range a.lost {
		quads, err := a.candidates(ctx, l)
		if err != nil {
			return err
		}
		for _, q := range quads {
			stated, err := a.isStated(ctx, &q)
			if err != nil {
				return err
			}
			if !stated {
				if err := a.tx.Delete(q); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// candidates returns the statements that a loss may remove.
func (a *application) candidates(ctx context.Context, l loss) ([]rdf.Quad, error) {
	if l.rule == nil {
		q, err := parseEvidence(l.evidence)
		return []rdf.Quad{q}, err
	}
	return about(ctx, a.snap, l.rule, l.thing, l.graph)
}

// about returns the statements about a thing that a rule implies and the snapshot holds
// in a graph.
func about(ctx context.Context, snap Snapshot, r *rule, thing, graph rdf.Term) ([]rdf.Quad, error) {
	id, ok, err := snap.Lookup(thing)
	if err != nil || !ok {
		return nil, err
	}
	graphs, err := graphIDs(snap, graph.Value())
	if err != nil || len(graphs) == 0 {
		return nil, err
	}
	var found []rdf.Quad // by property: a cluster may have many members
	for i := range r.implies {
		property, ok, err := snap.Lookup(rdf.NewIRI(r.implies[i].property))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		quads, err := scanQuads(ctx, snap, ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{id, property}, Graphs: graphs}, nil)
		if err != nil {
			return nil, err
		}
		for _, q := range quads {
			if r.states(&q) {
				found = append(found, q)
			}
		}
	}
	return found, nil
}

// isStated reports whether any record still states a quad about a shared thing after
// the transaction.
func (a *application) isStated(ctx context.Context, q *rdf.Quad) (bool, error) {
	if a.stated[*q] {
		return true, nil
	}
	if r := ruleOf(q); r != nil {
		for _, p := range r.references {
			found, err := a.refers(ctx, p, q.S, q.G, r.members)
			if err != nil || found {
				return found, err
			}
		}
	}
	return a.refers(ctx, vocab.ISSNSharedStatement, rdf.NewString(q.String()), graphState, false)
}

// refers reports whether a record untouched by the transaction refers to a thing by the
// property.
func (a *application) refers(ctx context.Context, property string, thing, graph rdf.Term, members bool) (found bool, err error) {
	var key [3]ids.ID
	for i, t := range []rdf.Term{thing, rdf.NewIRI(property), graph} {
		var ok bool
		if key[i], ok, err = a.snap.Lookup(t); err != nil || !ok {
			return false, err
		}
	}
	sc := ids.Scan{Perm: ids.OPS, Prefix: key[:2], Graphs: key[2:], Cols: []uint8{2}}
	if members {
		sc.Perm = ids.SPO
	}
	err = eachBatch(ctx, a.snap, sc, func(b *ids.Batch) (bool, error) {
		for _, id := range b.Cols[0] {
			if n, ok := serialOf(id); ok && !a.touched[n] {
				found = true
				return false, nil
			}
		}
		return true, nil
	})
	return found, err
}
