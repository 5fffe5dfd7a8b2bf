package catalog

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
)

// dump is a graph as a file. Dumps do not change.
type dump struct {
	Store    string        `json:"store"` // id of the store
	Graph    string        `json:"graph"` // IRI, empty for the default graph
	Version  uint64        `json:"version"`
	Quads    int64         `json:"quads"`
	Bytes    int64         `json:"bytes"`
	SHA256   string        `json:"sha256"`
	Modified time.Time     `json:"modified"` // since when the graph is so, to the second
	Took     time.Duration `json:"took"`     // to make it, in nanoseconds
	File     string        `json:"file"`     // name in the folder
}

// etag is the entity tag: the bytes and nothing else decide.
func (d *dump) etag() string { return `"` + d.SHA256 + `"` }

// spool keeps the dumps of the current state of a store as files in a folder of its own,
// one for each graph. It makes one at a time, beside the requests. A description
// (graph.json) names the file of a graph, whose name has its digest, and is put in place
// last: whatever is killed, and whoever else uses the folder, it names a whole file.
type spool struct {
	folder, store string
	log           *slog.Logger
	// write writes the graph, and returns the version that it read and how many quads.
	write func(ctx context.Context, graph rdf.Term, w io.Writer) (version uint64, quads int64, err error)
	// changed is when a version came to be; the zero time if unknown.
	changed func(version uint64) time.Time

	ctx  context.Context // of the maker; ends with the server
	stop context.CancelFunc

	mu    sync.Mutex // guards what follows
	kept  map[string]*dump
	queue []*making     // the first is being made
	idle  chan struct{} // closed when the maker has ended; nil while there is none
}

// making is a dump that is wanted. Its err may be read once done is closed.
type making struct {
	graph rdf.Term
	done  chan struct{}
	err   error
}

// partAge is how long an unfinished file has not been written to before it is taken for
// that of a process that was killed.
const partAge = time.Minute

// reserve is the room on the disk that dumps leave to the store, in bytes.
const reserve = 512 << 20

// errNoRoom ends a dump for which the disk has no room.
var errNoRoom = errors.New("no room on the disk for a dump")

// openSpool makes the folder where it is missing, and takes over what an earlier server
// left in it.
func openSpool(s *spool) (*spool, error) {
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return nil, err
	}
	probe, err := os.CreateTemp(s.folder, "part-*")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, err
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.kept = make(map[string]*dump)
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			if d := s.described(e.Name()); d != nil {
				s.kept[d.Graph] = d
			}
		}
	}
	s.sweep()
	return s, nil
}

// described reads a description; nil unless it is one of a whole file of this store.
func (s *spool) described(name string) *dump {
	text, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		return nil
	}
	d := new(dump)
	if json.Unmarshal(text, d) != nil || d.Store != s.store || name != graphFile(d.Graph)+".json" || d.File != dumpFile(d) {
		return nil
	}
	info, err := os.Stat(filepath.Join(s.folder, d.File))
	if err != nil || info.Size() != d.Bytes {
		return nil
	}
	return d
}

// graphFile is how the files of a graph begin, whatever its IRI is.
func graphFile(graph string) string {
	digest := sha256.Sum256([]byte(graph))
	return hex.EncodeToString(digest[:8])
}

func dumpFile(d *dump) string { return graphFile(d.Graph) + "-" + d.SHA256 + ".nq.gz" }

// sweep removes what nothing describes, and what processes that were killed left behind.
// It touches no file of another kind.
func (s *spool) sweep() {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		s.log.Warn("dumps", "error", err)
		return
	}
	s.mu.Lock()
	keep := make(map[string]bool)
	for _, d := range s.kept {
		keep[d.File], keep[graphFile(d.Graph)+".json"] = true, true
	}
	s.mu.Unlock()
	for _, e := range entries {
		name := e.Name()
		info, err := e.Info()
		part := strings.HasPrefix(name, "part-")
		ours := part || strings.HasSuffix(name, ".nq.gz") || strings.HasSuffix(name, ".json")
		if err != nil || !ours || keep[name] || time.Since(info.ModTime()) < partAge {
			continue // what is young may be of a server beside this one
		}
		if err := os.Remove(filepath.Join(s.folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.log.Warn("dumps", "error", err)
		}
	}
}

// get returns the dump that is kept of a graph with the IRI, or nil.
func (s *spool) get(graph string) *dump {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[graph]
}

// rested reports whether enough time has passed since a dump was made to make another
// that nobody waits for.
func (s *spool) rested(d *dump) bool {
	info, err := os.Stat(filepath.Join(s.folder, graphFile(d.Graph)+".json"))
	return err != nil || time.Since(info.ModTime()) >= restFactor*d.Took
}

// open opens a dump. One whose file somebody has removed is forgotten.
func (s *spool) open(d *dump) (*os.File, error) {
	f, err := os.Open(filepath.Join(s.folder, d.File))
	if errors.Is(err, os.ErrNotExist) {
		s.forget(d)
	}
	return f, err
}

func (s *spool) forget(d *dump) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[d.Graph] == d {
		delete(s.kept, d.Graph)
	}
}

// retain removes the dumps of graphs that there are no more.
func (s *spool) retain(graphs map[string]bool) {
	s.mu.Lock()
	var gone []*dump
	for graph, d := range s.kept {
		if !graphs[graph] {
			gone = append(gone, d)
			delete(s.kept, graph)
		}
	}
	s.mu.Unlock()
	for _, d := range gone {
		s.remove(graphFile(d.Graph) + ".json")
		s.remove(d.File)
	}
}

func (s *spool) remove(name string) {
	if err := os.Remove(filepath.Join(s.folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		s.log.Warn("dumps", "error", err)
	}
}

// make has a dump made of the graph as it is now or will be in a moment, unless one is
// waiting to be made. The maker works until nothing is wanted.
func (s *spool) make(graph rdf.Term) *making {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range s.queue {
		if m.graph == graph && i > 0 {
			return m // the first has begun: it may be of an earlier state
		}
	}
	m := &making{graph: graph, done: make(chan struct{})}
	s.queue = append(s.queue, m)
	if s.idle == nil {
		s.idle = make(chan struct{})
		go s.run(s.idle)
	}
	return m
}

// run makes what is wanted.
func (s *spool) run(idle chan struct{}) {
	for {
		s.mu.Lock()
		if len(s.queue) == 0 {
			s.idle = nil
			s.mu.Unlock()
			s.sweep()
			close(idle)
			return
		}
		m := s.queue[0]
		s.mu.Unlock()
		if m.err = s.ctx.Err(); m.err == nil {
			m.err = s.produce(m.graph)
		}
		if m.err != nil && s.ctx.Err() == nil {
			s.log.Warn("a dump cannot be made", "graph", m.graph.Value(), "error", m.err)
		}
		s.mu.Lock()
		s.queue = s.queue[1:]
		s.mu.Unlock()
		close(m.done)
	}
}

// close gives up what is being made, and waits for its end.
func (s *spool) close() {
	s.stop()
	s.mu.Lock()
	idle := s.idle
	s.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

// produce makes the dump of a graph and puts it in the place of the one before.
func (s *spool) produce(graph rdf.Term) (err error) {
	began := time.Now()
	part, err := os.CreateTemp(s.folder, "part-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	out := &digestWriter{file: part, sum: sha256.New(), folder: s.folder}
	buffer := bufio.NewWriterSize(out, 1<<20)
	version, quads, err := s.write(s.ctx, graph, buffer)
	err = errors.Join(err, buffer.Flush())
	if err == nil {
		err = errors.Join(part.Chmod(0o644), part.Sync())
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	d := &dump{
		Store: s.store, Graph: graph.Value(), Version: version, Quads: quads, Bytes: out.written,
		SHA256: hex.EncodeToString(out.sum.Sum(nil)), Took: time.Since(began),
	}
	d.Modified, d.File = s.changed(version).UTC().Truncate(time.Second), dumpFile(d)
	if d.Modified.IsZero() {
		d.Modified = began.UTC().Truncate(time.Second)
	}
	return s.place(d, part.Name())
}

// place puts a finished file into the folder, and the one before it out of it.
func (s *spool) place(d *dump, part string) error {
	before := s.get(d.Graph)
	if before != nil && before.SHA256 == d.SHA256 {
		d.Modified = before.Modified // the store has changed, and not this graph
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil { // it always marshals
		panic(err)
	}
	if err := os.Rename(part, filepath.Join(s.folder, d.File)); err != nil {
		return err
	}
	note, err := os.CreateTemp(s.folder, "part-*")
	if err != nil {
		return err
	}
	_, err = note.Write(append(text, '\n'))
	if err = errors.Join(err, note.Close()); err == nil {
		err = os.Rename(note.Name(), filepath.Join(s.folder, graphFile(d.Graph)+".json"))
	}
	if err != nil {
		return errors.Join(err, os.Remove(note.Name()))
	}
	s.mu.Lock()
	s.kept[d.Graph] = d
	s.mu.Unlock()
	if before != nil && before.File != d.File {
		s.remove(before.File) // those who read it have it open
	}
	return nil
}

// digestWriter writes to a file, whose digest it makes, while the disk has room.
type digestWriter struct {
	file    *os.File
	sum     hash.Hash
	folder  string
	written int64
}

func (w *digestWriter) Write(p []byte) (int, error) {
	if free, known := freeRoom(w.folder); known && free < reserve+int64(len(p)) {
		return 0, fmt.Errorf("%w: %d bytes are free in %s, %d are left to the store", errNoRoom, free, w.folder, int64(reserve))
	}
	n, err := w.file.Write(p)
	w.sum.Write(p[:n])
	w.written += int64(n)
	return n, err
}
