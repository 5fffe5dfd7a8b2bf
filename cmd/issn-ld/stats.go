package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"sort"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

func newStats() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Show the graphs, predicates and size of a store",
		Long: `Stats prints the graphs and predicates of a store with their counts, and its size on disk. Dead
blocks and loose terms of updates go away with compact --full.`,
		Example: "  issn-ld stats --data data\n  issn-ld stats --data data --format json",
		Args:    cobra.NoArgs,
	}
	data := addDataFlag(cmd)
	format := addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return printStats(cmd.Context(), *data, *format, cmd.OutOrStdout())
	}
	return cmd
}

type graphCount struct {
	Graph string `json:"graph"` // empty: the default graph
	Quads int64  `json:"quads"`
}

type predicateCount struct {
	Predicate string `json:"predicate"`
	Quads     int64  `json:"quads"`
	Triples   int64  `json:"triples"`
	Subjects  int64  `json:"subjects"`
	Objects   int64  `json:"objects"`
}

// storeLayout describes the state on disk.
type storeLayout struct {
	Generations []uint64 `json:"generations"`
	Blocks      int      `json:"blocks"`
	Dead        int      `json:"deadBlocks"`
	Changes     int      `json:"changes"`
	Terms       uint64   `json:"terms"`
	Loose       int      `json:"looseTerms"`
}

type storeStats struct {
	Version    uint64           `json:"version"`
	Quads      int64            `json:"quads"`
	Bytes      int64            `json:"bytes"`
	BytesQuad  float64          `json:"bytesPerQuad"`
	Layout     storeLayout      `json:"layout"`
	Graphs     []graphCount     `json:"graphs"`
	Predicates []predicateCount `json:"predicates"`
}

func printStats(_ context.Context, data string, format outputFormat, out io.Writer) (err error) {
	state, err := openState(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	s, err := readStats(state.Snapshot, data)
	if err != nil {
		return err
	}
	l, err := state.db.Layout()
	if err != nil {
		return err
	}
	s.Layout = storeLayout(l)
	if format == "json" {
		return output.JSON(out, s)
	}
	return s.print(out)
}

func readStats(snap *store.Snapshot, data string) (*storeStats, error) {
	s := &storeStats{Version: snap.Version(), Quads: snap.Quads(), Graphs: []graphCount{}, Predicates: []predicateCount{}}
	var err error
	if s.Bytes, err = folderSize(data); err != nil {
		return nil, err
	}
	if s.Quads > 0 {
		s.BytesQuad = float64(s.Bytes) / float64(s.Quads)
	}
	for _, g := range snap.GraphStats() {
		var t rdf.Term
		if g.Graph != ids.DefaultGraph {
			if t, err = snap.Term(g.Graph); err != nil {
				return nil, err
			}
		}
		s.Graphs = append(s.Graphs, graphCount{t.Value(), g.Quads})
	}
	predicates, err := snap.Predicates()
	if err != nil {
		return nil, err
	}
	for _, p := range predicates {
		t, err := snap.Term(p.Predicate)
		if err != nil {
			return nil, err
		}
		s.Predicates = append(s.Predicates, predicateCount{t.Value(), p.Quads, p.Triples, p.Subjects, p.Objects})
	}
	sort.SliceStable(s.Predicates, func(i, j int) bool { return s.Predicates[i].Quads > s.Predicates[j].Quads })
	return s, nil
}

// folderSize adds up the disk space of the files in a folder.
func folderSize(dir string) (int64, error) {
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // a writer has just removed it
			return nil
		}
		if err == nil {
			n += roomOf(info)
		}
		return err
	})
	return n, err
}

func (s *storeStats) print(out io.Writer) error {
	head := output.Table{Right: map[int]bool{1: true}}
	head.Add("quads", output.Count(s.Quads))
	head.Add("size on disk", output.Size(s.Bytes))
	head.Add("version", output.Count(int64(s.Version)))
	head.Add("terms", output.Count(int64(s.Layout.Terms)))
	head.Add("terms of updates", output.Count(int64(s.Layout.Loose)))
	head.Add("rows changed since the last compaction", output.Count(int64(s.Layout.Changes)))
	head.Add("blocks", output.Count(int64(s.Layout.Blocks)))
	head.Add("dead blocks", output.Count(int64(s.Layout.Dead)))
	graphs := output.Table{Header: []string{"graph", "quads"}, Right: map[int]bool{1: true}}
	for _, g := range s.Graphs {
		name := g.Graph
		if name == "" {
			name = "(default graph)"
		}
		graphs.Add(name, output.Count(g.Quads))
	}
	predicates := output.Table{
		Header: []string{"predicate", "quads", "triples", "subjects", "objects"},
		Right:  map[int]bool{1: true, 2: true, 3: true, 4: true},
	}
	for _, p := range s.Predicates {
		predicates.Add(vocab.Compact(p.Predicate), output.Count(p.Quads), output.Count(p.Triples), output.Count(p.Subjects), output.Count(p.Objects))
	}
	for i, t := range []*output.Table{&head, &graphs, &predicates} {
		if i > 0 {
			if _, err := io.WriteString(out, "\n"); err != nil {
				return err
			}
		}
		if err := t.Print(out); err != nil {
			return err
		}
	}
	return nil
}
