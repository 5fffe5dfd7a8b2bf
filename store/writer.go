package store

import (
	"context"
	"errors"

	"issn-ld/store/ids"
	"issn-ld/store/internal/block"
	"issn-ld/store/internal/dict"
	"issn-ld/store/internal/extsort"
	"issn-ld/store/internal/kv"
)

// generationWriter writes a generation.
type generationWriter struct {
	build     *kv.Build
	blockRows int
	wrote     func(rows int) // nil, or told how many rows a permutation has got
	indexes   [len(ids.Perms)]*indexWriter
}

// index returns the writer of a permutation. It may be called concurrently for
// different ones.
func (w *generationWriter) index(p ids.Perm) (extsort.Consumer, error) {
	iw := &indexWriter{
		perm: p, stream: w.build.NewStream(),
		builder: block.Builder{Target: w.blockRows},
		watch:   watcher{perm: p},
		wrote:   w.wrote,
	}
	w.indexes[p] = iw
	return iw, nil
}

// finish writes what is known after all rows are written: metas, statistics
// and info.
func (w *generationWriter) finish(version uint64) error {
	in := info{version: version, quads: w.indexes[ids.SPO].rows}
	st := w.statistics()
	chunks := st.chunks()
	in.stats = len(chunks)
	for p, iw := range w.indexes {
		in.blocks[p] = iw.blocks
	}
	s := w.build.NewStream()
	if err := s.Put([]byte{spaceInfo}, in.encode()); err != nil {
		return err
	}
	for _, iw := range w.indexes {
		for chunk, metas := range iw.metas {
			if err := s.Put(metaKey(iw.perm, chunk), seal(metas)); err != nil {
				return err
			}
		}
	}
	for chunk := range chunks {
		if err := s.Put(statsKey(chunk), seal(appendStats(make([]byte, 4), &chunks[chunk]))); err != nil {
			return err
		}
	}
	return s.Flush()
}

// statistics joins what the writers of the permutations have counted.
func (w *generationWriter) statistics() *stats {
	st := &stats{predicates: w.indexes[ids.PSO].watch.predicates}
	for i, p := range w.indexes[ids.POS].watch.predicates {
		st.predicates[i].Objects = p.Objects
	}
	st.graphs = (&stats{}).graphList(w.indexes[ids.SPO].watch.graphs)
	return st
}

// indexWriter cuts the rows of a permutation into blocks; it is the consumer
// of a sort.
type indexWriter struct {
	perm    ids.Perm
	stream  *kv.Stream
	builder block.Builder
	watch   watcher
	wrote   func(rows int)
	rows    int64
	blocks  int
	metas   [][]byte // by chunk, each with room for the checksum before it
	buf     []byte
}

// Write implements [extsort.Consumer].
func (w *indexWriter) Write(rows []ids.Row) error {
	for i := range rows {
		if w.builder.Full(&rows[i]) {
			if err := w.cut(); err != nil {
				return err
			}
		}
		w.builder.Add(&rows[i])
	}
	w.rows += int64(len(rows))
	w.watch.see(rows)
	if w.wrote != nil {
		w.wrote(len(rows))
	}
	return nil
}

// cut writes the block that is full.
func (w *indexWriter) cut() error {
	var m block.Meta
	w.buf, m = w.builder.Finish(w.buf[:0])
	if w.blocks%metaChunk == 0 {
		w.metas = append(w.metas, make([]byte, 4, 4096))
	}
	last := len(w.metas) - 1
	w.metas[last] = block.AppendMeta(w.metas[last], &m)
	key := blockKey(w.perm, w.blocks)
	w.blocks++
	return w.stream.Put(key, w.buf)
}

// Close implements [extsort.Consumer].
func (w *indexWriter) Close() error {
	var err error
	if w.builder.Rows() > 0 {
		err = w.cut()
	}
	return errors.Join(err, w.stream.Flush())
}

// watcher counts, in the rows of a permutation that pass by, what the
// statistics want from it: graphs in SPO, quads, triples and subjects of
// predicates in PSO, objects in POS.
type watcher struct {
	perm       ids.Perm
	last       ids.Row
	graphs     map[ids.ID]int64
	predicates []PredicateStats
}

// see takes the next rows.
func (w *watcher) see(rows []ids.Row) {
	switch w.perm {
	case ids.SPO:
		w.seeGraphs(rows)
	case ids.PSO, ids.POS:
		w.seePredicates(rows)
	case ids.SOP, ids.OSP, ids.OPS:
	}
}

func (w *watcher) seeGraphs(rows []ids.Row) {
	if w.graphs == nil {
		w.graphs = make(map[ids.ID]int64)
	}
	for lo := 0; lo < len(rows); {
		hi := lo + 1
		for hi < len(rows) && rows[hi][3] == rows[lo][3] {
			hi++
		}
		w.graphs[rows[lo][3]] += int64(hi - lo)
		lo = hi
	}
}

func (w *watcher) seePredicates(rows []ids.Row) {
	for i := range rows {
		r := &rows[i]
		if r[0] != w.last[0] {
			w.predicates = append(w.predicates, PredicateStats{Predicate: r[0]})
		}
		p := &w.predicates[len(w.predicates)-1]
		p.Quads++
		newSecond := r[0] != w.last[0] || r[1] != w.last[1]
		if newSecond {
			if w.perm == ids.PSO {
				p.Subjects++
			} else {
				p.Objects++
			}
		}
		if newSecond || r[2] != w.last[2] {
			p.Triples++
		}
		w.last = *r
	}
}

// emptyGeneration makes and opens a generation without quads.
func emptyGeneration(dir *kv.Dir) (*generation, error) {
	build, err := dir.Create()
	if err != nil {
		return nil, err
	}
	builder := dict.NewBuilder(dict.BuilderOptions{TempDir: dir.Path()})
	stream := build.NewStream()
	_, err = builder.Finish(context.Background(), dictPut(stream))
	err = errors.Join(err, stream.Flush(), builder.Close())
	if err == nil {
		w := generationWriter{build: build}
		sorter := extsort.New(extsort.Options{})
		if err = sorter.Finish(context.Background(), w.index); err == nil {
			err = w.finish(1)
		}
	}
	if err != nil {
		return nil, errors.Join(err, build.Abort())
	}
	number, err := build.Finish()
	if err != nil {
		return nil, err
	}
	return openGeneration(dir, number)
}

// dictPut writes into the key space of the dictionary.
func dictPut(s *kv.Stream) func(key, value []byte) error {
	var buf []byte
	return func(key, value []byte) error {
		buf = append(append(buf[:0], spaceDict), key...)
		return s.Put(buf, value)
	}
}
