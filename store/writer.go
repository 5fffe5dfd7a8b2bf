package store

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/extsort"
	"github.com/issn-ld/issn-ld/store/internal/kv"
	"github.com/issn-ld/issn-ld/store/internal/stats"
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
		blockWriter: blockWriter{perm: p, stream: w.build.NewStream(), builder: block.Builder{Target: w.blockRows}},
		watch:       stats.Watcher{Perm: p},
		wrote:       w.wrote,
	}
	w.indexes[p] = iw
	return iw, nil
}

// finish writes what is known after all rows are written: metas, statistics
// and info, which tells the number of values.
func (w *generationWriter) finish(version uint64, values int) error {
	var indexes [len(ids.Perms)]*blockWriter
	for p, iw := range w.indexes {
		indexes[p] = &iw.blockWriter
	}
	in := codec.Info{Version: version, Line: codec.NewLineage(), Quads: w.indexes[ids.SPO].rows, Values: values}
	return writeEnd(w.build, in, &indexes, w.statistics(), nil)
}

// writeEnd writes, after the blocks, all else that a generation has beside its
// dictionary; in gets the numbers of values. The values have room for a checksum
// before them.
func writeEnd(build *kv.Build, in codec.Info, indexes *[len(ids.Perms)]*blockWriter, st *stats.Stats, terms [][]byte) error {
	chunks := st.Chunks()
	in.Stats, in.Terms = len(chunks), len(terms)
	s := build.NewStream()
	for p, bw := range indexes {
		in.Blocks[p] = bw.blocks
		for chunk, homes := range bw.homes {
			if err := s.Put(codec.HomeKey(bw.perm, chunk), codec.Seal(homes)); err != nil {
				return err
			}
		}
	}
	if err := s.Put([]byte{codec.SpaceInfo}, in.Encode()); err != nil {
		return err
	}
	for _, bw := range indexes {
		for chunk, metas := range bw.metas {
			if err := s.Put(codec.MetaKey(bw.perm, chunk), codec.Seal(metas)); err != nil {
				return err
			}
		}
	}
	for chunk := range chunks {
		if err := s.Put(codec.StatsKey(chunk), codec.Seal(stats.Append(make([]byte, 4), &chunks[chunk]))); err != nil {
			return err
		}
	}
	for chunk, value := range terms {
		if err := s.Put(codec.TermsKey(chunk), codec.Seal(value)); err != nil {
			return err
		}
	}
	return s.Flush()
}

// statistics joins what the writers of the permutations have counted.
func (w *generationWriter) statistics() *stats.Stats {
	st := &stats.Stats{Predicates: w.indexes[ids.PSO].watch.Predicates}
	for i, p := range w.indexes[ids.POS].watch.Predicates {
		st.Predicates[i].Objects = p.Objects
	}
	st.Graphs = (&stats.Stats{}).GraphList(w.indexes[ids.SPO].watch.Graphs)
	return st
}

// indexWriter cuts the rows of a permutation into blocks; it is the consumer
// of a sort.
type indexWriter struct {
	blockWriter
	watch stats.Watcher
	wrote func(rows int)
}

// Write implements [extsort.Consumer].
func (w *indexWriter) Write(rows []ids.Row) error {
	if err := w.add(rows); err != nil {
		return err
	}
	w.watch.See(rows)
	if w.wrote != nil {
		w.wrote(len(rows))
	}
	return nil
}

// Close implements [extsort.Consumer].
func (w *indexWriter) Close() error { return errors.Join(w.cut(), w.stream.Flush()) }

// blockWriter writes the blocks of a permutation in their order.
type blockWriter struct {
	perm    ids.Perm
	stream  *kv.Stream
	builder block.Builder
	derived bool // note where each block is
	rows    int64
	blocks  int
	metas   [][]byte // by chunk, each with room for the checksum before it
	homes   [][]byte // likewise
	buf     []byte
}

// add adds rows, and writes the blocks that are full.
func (w *blockWriter) add(rows []ids.Row) error {
	for i := range rows {
		if w.builder.Full(&rows[i]) {
			if err := w.cut(); err != nil {
				return err
			}
		}
		w.builder.Add(&rows[i])
	}
	return nil
}

// cut writes the rows that were added since the last block as one, if there
// are any.
func (w *blockWriter) cut() error {
	if w.builder.Rows() == 0 {
		return nil
	}
	var m block.Meta
	w.buf, m = w.builder.Finish(w.buf[:0])
	return w.put(&m, w.buf)
}

// put writes the next block.
func (w *blockWriter) put(m *block.Meta, src []byte) error {
	key := codec.BlockKey(w.perm, w.blocks)
	w.note(m, 0)
	return w.stream.Put(key, src)
}

// note notes the next block, and where it is; see [index].
func (w *blockWriter) note(m *block.Meta, home uint32) {
	last := w.blocks / metaChunk
	if last == len(w.metas) {
		w.metas = append(w.metas, make([]byte, 4, 4096))
		if w.derived {
			w.homes = append(w.homes, make([]byte, 4, 1024))
		}
	}
	w.metas[last] = block.AppendMeta(w.metas[last], m)
	if w.derived {
		w.homes[last] = binary.AppendUvarint(w.homes[last], uint64(home))
	}
	w.rows += int64(m.Rows)
	w.blocks++
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
			err = w.finish(1, 0)
		}
	}
	if err != nil {
		return nil, errors.Join(err, build.Abort())
	}
	number, err := build.Finish()
	if err != nil {
		return nil, err
	}
	gen, err := openGeneration(dir, number, nil)
	if err != nil {
		return nil, errors.Join(err, dir.Remove(number))
	}
	return gen, nil
}

// dictPut writes into the key space of the dictionary.
func dictPut(s *kv.Stream) func(key, value []byte) error {
	var buf []byte
	return func(key, value []byte) error {
		buf = append(append(buf[:0], codec.SpaceDict), key...)
		return s.Put(buf, value)
	}
}
