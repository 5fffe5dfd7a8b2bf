package store

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/dict"
)

// Snapshot returns the state that the load adds to, or replaces. The caller closes
// the snapshot.
func (l *Loader) Snapshot() (*Snapshot, error) {
	s := newSnapshot(l.db.tip, &l.db.snapshots)
	if s == nil {
		return nil, fmt.Errorf("load: %w", ErrClosed)
	}
	return s, nil
}

// KeepOnly says which quads of the old state, by the ids of [Loader.Snapshot], the
// load keeps, beside what the options say. Commit calls keep twice for a quad, from
// one goroutine, and it must answer the same. Call KeepOnly before Commit.
func (l *Loader) KeepOnly(keep func(q ids.Quad) bool) { l.keep = keep }

// markUsed has the dictionary keep, of the terms of the old state, only those of
// quads that are kept.
func (l *Loader) markUsed(ctx context.Context) error {
	if l.base == nil {
		return nil
	}
	used := l.base.gen.dict.NewUsed()
	err := l.scanOld(ctx, func(quads []ids.Quad) error {
		last := ids.Quad{}
		for _, q := range quads {
			if q.S != last.S {
				used.Mark(q.S)
			}
			used.Mark(q.P)
			used.Mark(q.O)
			if q.G != last.G {
				used.Mark(q.G)
			}
			last = q
		}
		return nil
	})
	l.builder.KeepOnly(used)
	return err
}

// feedOld hands on the quads of the old state that are kept.
func (l *Loader) feedOld(ctx context.Context, mapping *dict.Mapping, st *LoadStats, add func([]ids.Quad) error) error {
	renew, err := mapping.Base()
	if err != nil {
		return err
	}
	return l.scanOld(ctx, func(quads []ids.Quad) error {
		for i, q := range quads {
			quads[i] = ids.Quad{S: renew(q.S), P: renew(q.P), O: renew(q.O), G: renew(q.G)}
		}
		st.Kept += int64(len(quads))
		return add(quads)
	})
}

// scanOld calls f with the quads of the old state that are kept.
func (l *Loader) scanOld(ctx context.Context, f func([]ids.Quad) error) error {
	drop, err := l.graphs(l.options.ReplaceGraphs)
	if err != nil {
		return err
	}
	scan := newScanner(l.base, ids.Scan{Perm: ids.SPO, Cols: []uint8{0, 1, 2, 3}})
	buf := make([]ids.Quad, 0, feedQuads)
	for {
		batch, err := scan.nextBatch(ctx)
		if err != nil || batch == nil {
			return err
		}
		buf = buf[:0]
		for i := range batch.Len {
			g := batch.Cols[3][i]
			q := ids.Quad{S: batch.Cols[0][i], P: batch.Cols[1][i], O: batch.Cols[2][i], G: g}
			if drop[g] || l.keep != nil && !l.keep(q) {
				continue
			}
			buf = append(buf, q)
		}
		if err := f(buf); err != nil {
			return err
		}
	}
}

// graphs returns the ids of those graphs that the old state has.
func (l *Loader) graphs(iris []string) (map[ids.ID]bool, error) {
	known := make(map[ids.ID]bool)
	for _, iri := range iris {
		if iri == "" {
			known[ids.DefaultGraph] = true
			continue
		}
		id, ok, err := l.base.gen.dict.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			known[id] = true
		}
	}
	return known, nil
}
