package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// batchRecords is how many records of a change file one transaction applies: a
// batch is on the disk, whole, before the next begins.
const batchRecords = 256

// updateReport counts what an update did.
type updateReport struct {
	Read      int64            `json:"read"`
	New       int64            `json:"new"`
	Changed   int64            `json:"changed"`
	Unchanged int64            `json:"unchanged"`
	Cancelled int64            `json:"cancelled"`
	Withdrawn int64            `json:"withdrawn"`
	Skipped   map[string]int64 `json:"skipped"`
	Rejected  map[string]int64 `json:"rejected"`
	Seconds   float64          `json:"seconds"`
	Rejects   []string         `json:"rejectFiles,omitempty"`
}

// change is a record of a change file, or its withdrawal.
type change struct {
	issn      issn.ISSN
	at        time.Time // field 005
	order     int       // in the files
	status    mapping.Status
	quads     []rdf.Quad
	withdrawn bool
}

// updater applies change files.
type updater struct {
	im     *importer
	db     *store.DB
	report updateReport
	graphs [2]rdf.Term
	left   map[rdf.Term]bool // clusters that a transaction has taken a member from
}

// update applies the records of the files in the order of field 005.
func (im *importer) update(ctx context.Context, db *store.DB, inputs []ingest.Input[*marc.Record]) (*updateReport, error) {
	start := time.Now()
	u := &updater{im: im, db: db, left: make(map[rdf.Term]bool), graphs: [2]rdf.Term{rdf.NewIRI(vocab.GraphFree), rdf.NewIRI(vocab.GraphFull)}}
	u.report.Skipped, u.report.Rejected = map[string]int64{}, map[string]int64{}
	changes, err := u.read(ctx, inputs)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(changes, func(i, j int) bool {
		if !changes[i].at.Equal(changes[j].at) {
			return changes[i].at.Before(changes[j].at)
		}
		return changes[i].order < changes[j].order
	})
	im.progress.begin("applying", int64(len(changes)))
	for done := 0; done < len(changes); {
		n := batchOf(changes[done:])
		if err := u.apply(ctx, changes[done:done+n]); err != nil {
			return nil, err
		}
		done += n
		im.progress.set(int64(done), int64(done))
	}
	u.report.Seconds = time.Since(start).Seconds()
	return &u.report, nil
}

// batchOf returns how many changes the next transaction takes: no two of one
// ISSN, since a change is made against the state that is on the disk.
func batchOf(changes []change) int {
	seen := make(map[issn.ISSN]bool)
	for i := range changes {
		if i == batchRecords || seen[changes[i].issn] {
			return i
		}
		seen[changes[i].issn] = true
	}
	return len(changes)
}

// read maps all records of the files.
func (u *updater) read(ctx context.Context, inputs []ingest.Input[*marc.Record]) ([]change, error) {
	var changes []change
	m := mapping.NewMapper(mapping.Options{})
	for _, in := range inputs {
		src, err := in.Open()
		if err != nil {
			return nil, err
		}
		for number := 1; ; number++ {
			rec, err := src.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = ctx.Err()
			}
			var c change
			if err == nil {
				c, err = mapChange(m, rec)
			}
			if err != nil {
				if err := u.refused(in.Name, number, rec, err); err != nil {
					return nil, errors.Join(err, src.Close())
				}
				continue
			}
			u.report.Read++
			c.order = len(changes)
			changes = append(changes, c)
		}
		if err := src.Close(); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// mapChange maps a record; a deleted one is a withdrawal.
func mapChange(m *mapping.Mapper, rec *marc.Record) (change, error) {
	res, err := m.Map(rec)
	if reject, ok := errors.AsType[*mapping.Reject](err); ok && reject.Reason == mapping.ReasonDeleted {
		n, err := issn.Clean(reject.ISSN)
		return change{issn: n, at: mapping.Modified(rec), withdrawn: true}, err
	}
	return change{issn: res.ISSN, at: res.Modified, status: res.Status, quads: res.Quads}, err
}

// refused counts a record that is not applied.
func (u *updater) refused(input string, number int, rec *marc.Record, err error) error {
	v := classify(err)
	switch v.Outcome {
	case ingest.Failed:
		return err
	case ingest.Skipped:
		u.report.Read++
		u.report.Skipped[v.Reason]++
		return nil
	case ingest.Rejected:
	}
	u.report.Read++
	u.report.Rejected[v.Reason]++
	return u.im.reject(ingest.Incident[*marc.Record]{Verdict: v, Input: input, Number: number, Record: rec, Err: err})
}

// apply makes a batch of changes one durable transaction.
func (u *updater) apply(ctx context.Context, batch []change) (err error) {
	snap, err := u.db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	report := u.report
	err = u.db.Update(ctx, func(tx *store.Tx) error {
		for i := range batch {
			if err := u.applyOne(ctx, snap, tx, &batch[i], &report); err != nil {
				return fmt.Errorf("ISSN %s: %w", batch[i].issn, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	u.report = report
	defer clear(u.left)
	return dropEmptyClusters(ctx, u.db, u.left)
}

// isRegister reports whether a graph is one of the register's.
func isRegister(graph rdf.Term) bool {
	return graph.Value() == vocab.GraphFree || graph.Value() == vocab.GraphFull
}

// applyOne replaces what the register says about an ISSN.
func (u *updater) applyOne(ctx context.Context, snap *store.Snapshot, tx *store.Tx, c *change, report *updateReport) error {
	old, err := heldQuads(ctx, snap, c.issn)
	if err != nil {
		return err
	}
	if day := c.at.Format(time.DateOnly); !c.at.IsZero() && dateOf(old, c.issn) > day {
		report.Rejected["older"]++
		u.im.line("rejected", "ISSN "+c.issn.String(), fmt.Sprintf("of %s is %v, which is of %s", day, errOlder, dateOf(old, c.issn)))
		return nil
	}
	resource := rdf.NewIRI(c.issn.IRI())
	for _, graph := range u.graphs {
		if err := tx.ReplaceResource(graph, resource, nil); err != nil {
			return err
		}
	}
	for _, q := range old {
		if q.S != resource && !isPartOf(q.S, c.issn) {
			u.left[q.S] = true
			if err := tx.Delete(q); err != nil {
				return err
			}
		}
	}
	for _, q := range c.quads {
		if err := tx.Insert(q); err != nil {
			return err
		}
	}
	report.count(c, old)
	return nil
}

// count says what became of the record of a change.
func (r *updateReport) count(c *change, old []rdf.Quad) {
	switch {
	case sameQuads(old, c.quads):
		r.Unchanged++
	case c.withdrawn || c.status == mapping.Suppressed:
		r.Withdrawn++
	case c.status == mapping.Cancelled:
		r.Cancelled++
	case len(old) == 0:
		r.New++
	default:
		r.Changed++
	}
}

// isPartOf reports whether a term is the resource of an ISSN, a part of it or a
// blank node of its description.
func isPartOf(t rdf.Term, n issn.ISSN) bool {
	if t.IsBlankNode() {
		label := t.Value()
		return len(label) > 10 && label[:9] == n.String() && label[9] == '-'
	}
	r, ok := issn.ParseIRI(t.Value())
	return ok && t.IsIRI() && r.Space == issn.SpaceISSN && r.ISSN == n
}

// heldQuads returns what the register's graphs say about an ISSN: its
// description, and its membership in clusters.
func heldQuads(ctx context.Context, snap *store.Snapshot, n issn.ISSN) ([]rdf.Quad, error) {
	id, ok, err := snap.Lookup(rdf.NewIRI(n.IRI()))
	if err != nil || !ok {
		return nil, err
	}
	var quads []rdf.Quad
	lo, hi := id.Resource()
	nodeLo, nodeHi := id.Nodes()
	for _, sc := range []ids.Scan{
		{Perm: ids.SPO, Low: lo, High: hi},
		{Perm: ids.SPO, Low: nodeLo, High: nodeHi},
		{Perm: ids.OSP, Low: lo, High: hi},
	} {
		found, err := scanQuads(ctx, snap, sc)
		if err != nil {
			return nil, err
		}
		for _, q := range found {
			if isRegister(q.G) && (sc.Perm == ids.SPO || isCluster(q.S)) {
				quads = append(quads, q)
			}
		}
	}
	return quads, nil
}

// isCluster reports whether a term is an ISSN-L or ISSN-H resource.
func isCluster(t rdf.Term) bool {
	r, ok := issn.ParseIRI(t.Value())
	return ok && t.IsIRI() && r.Space != issn.SpaceISSN
}

// scanQuads reads the quads of a scan.
func scanQuads(ctx context.Context, snap *store.Snapshot, sc ids.Scan) (quads []rdf.Quad, err error) {
	sc.Cols = []uint8{0, 1, 2, 3}
	scanner, err := snap.Scan(ctx, sc)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scanner.Close()) }()
	order := sc.Perm.Order()
	var cols [4][]rdf.Term
	for {
		b, err := scanner.Next(ctx)
		if errors.Is(err, io.EOF) {
			return quads, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range cols {
			at := order[i]
			if cols[at], err = snap.Terms(cols[at][:0], b.Cols[i]); err != nil {
				return nil, err
			}
		}
		for row := range b.Len {
			quads = append(quads, rdf.Quad{S: cols[0][row], P: cols[1][row], O: cols[2][row], G: cols[3][row]})
		}
	}
}

// dateOf returns the date of the record among its quads, or "".
func dateOf(quads []rdf.Quad, n issn.ISSN) string {
	record := issn.Resource{ISSN: n, Fragment: "Record"}.IRI()
	for _, q := range quads {
		if q.P.Value() == vocab.DCTModified && q.S.Value() == record {
			return q.O.Value()
		}
	}
	return ""
}

// sameQuads reports whether a record says what the store says already. The old
// quads are those about the ISSN and its clusters; what else the new ones say,
// about countries and centres, is not compared.
func sameQuads(old, now []rdf.Quad) bool {
	set := make(map[rdf.Quad]bool, len(old))
	for _, q := range old {
		set[q] = true
	}
	for _, q := range now {
		if r, ok := issn.ParseIRI(q.S.Value()); q.S.IsIRI() && (!ok || r.Space != issn.SpaceISSN) {
			continue
		}
		if !set[q] {
			return false
		}
		delete(set, q)
	}
	for q := range set {
		if !isCluster(q.S) {
			return false
		}
	}
	return true
}

// print prints the report.
func (r *updateReport) print(out io.Writer, format outputFormat) error {
	if format == "json" {
		return printJSON(out, r)
	}
	t := table{right: map[int]bool{1: true}}
	t.add("records read", count(r.Read))
	t.add("new", count(r.New))
	t.add("changed", count(r.Changed))
	t.add("unchanged", count(r.Unchanged))
	t.add("cancelled", count(r.Cancelled))
	t.add("withdrawn", count(r.Withdrawn))
	addReasons(&t, "skipped", r.Skipped)
	addReasons(&t, "rejected", r.Rejected)
	t.add("seconds", fmt.Sprintf("%.1f", r.Seconds))
	return t.print(out)
}
