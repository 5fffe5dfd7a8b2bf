package testsuite_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/store"
)

// engineEvaluator answers by the engine over a store in a new folder for each
// test. The data come into it by a load, or by an update where delta is set,
// so that both layouts of the store are read.
type engineEvaluator struct {
	delta     bool
	blockRows int
	batchRows int
}

// engineStore is a store with an engine over it.
type engineStore struct {
	dir string
	db  *store.DB
	eng *sparql.Engine
}

func (ev engineEvaluator) open(ctx context.Context, d *rdf.Dataset, services map[string]*rdf.Dataset) (*engineStore, error) {
	dir, err := os.MkdirTemp(memoryFolder(), "sparql-suite-")
	if err != nil {
		return nil, err
	}
	s := &engineStore{dir: dir}
	if s.db, err = store.Open(dir, store.Options{BlockRows: ev.blockRows, MemoryBytes: 64 << 20}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.eng = enginetest.New(sparql.Snapshots(s.db.Snapshot), sparql.Options{
		Timeout: queryTimeout, StrictDefaultGraph: true, BatchRows: ev.batchRows,
		Updater: sparql.Updates(s.db.Update),
		Service: ev.service(services),
	})
	fill := s.load
	if ev.delta {
		fill = s.insert
	}
	if err := fill(ctx, d); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// memoryFolder returns a folder that is in memory, where there is one: a store
// is synced to the disk several times while it is filled.
func memoryFolder() string {
	const shm = "/dev/shm"
	if info, err := os.Stat(shm); err == nil && info.IsDir() {
		return shm
	}
	return ""
}

func (s *engineStore) close() error {
	return errors.Join(s.db.Shutdown(context.Background()), os.RemoveAll(s.dir))
}

// load brings the dataset into the store by a bulk load.
func (s *engineStore) load(ctx context.Context, d *rdf.Dataset) error {
	l, err := s.db.Load(ctx, store.LoadOptions{})
	if err != nil {
		return err
	}
	part, err := l.Part()
	for q := range d.All() {
		if err == nil {
			err = part.Add(q)
		}
	}
	if err == nil {
		err = part.Close()
	}
	if err != nil {
		return errors.Join(err, l.Abort())
	}
	_, err = l.Commit(ctx)
	return err
}

// insert brings the dataset into the store by an update.
func (s *engineStore) insert(ctx context.Context, d *rdf.Dataset) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		for q := range d.All() {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
}

// dump returns all quads of the store.
func (s *engineStore) dump(ctx context.Context) (*rdf.Dataset, error) {
	d := &rdf.Dataset{}
	for _, text := range []string{
		"SELECT ?s ?p ?o { ?s ?p ?o }", "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }",
	} {
		r, err := s.eng.Query(ctx, text, sparql.QueryOptions{})
		if err != nil {
			return nil, err
		}
		for row, err := range r.Rows() {
			if err != nil {
				return nil, errors.Join(err, r.Close())
			}
			q := rdf.Quad{S: row[0], P: row[1], O: row[2]}
			if len(row) == 4 {
				q.G = row[3]
			}
			d.Add(q)
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// service answers SERVICE calls from datasets, by the reference evaluator.
func (ev engineEvaluator) service(services map[string]*rdf.Dataset) func(context.Context, exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
	ask := naiveServices(services)
	return func(ctx context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
		return func(yield func([]rdf.Term, error) bool) {
			vars, rows, err := ask(ctx, req.Endpoint, req.Pattern)
			if err != nil {
				yield(nil, err)
				return
			}
			at := make(map[string]int, len(vars))
			for i, name := range vars {
				at[name] = i
			}
			for _, row := range rows {
				out := make([]rdf.Term, len(req.Vars))
				for i, name := range req.Vars {
					if j, ok := at[name]; ok {
						out[i] = row[j]
					}
				}
				if !yield(out, nil) {
					return
				}
			}
		}
	}
}

func (ev engineEvaluator) query(
	ctx context.Context, d *rdf.Dataset, text, base string, services map[string]*rdf.Dataset,
) (a *sparqlAnswer, err error) {
	s, err := ev.open(ctx, d, services)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r, err := s.eng.Query(ctx, text, sparql.QueryOptions{Base: base})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	switch r.Form {
	case algebra.Ask:
		return &sparqlAnswer{Table: &results.Table{IsBoolean: true, Boolean: r.Boolean}}, nil
	case algebra.Construct, algebra.Describe:
		g, err := rdf.ReadDataset(r.Quads())
		if err != nil {
			return nil, err
		}
		return &sparqlAnswer{Graph: g}, nil
	default:
	}
	t := &results.Table{Vars: r.Vars}
	for row, err := range r.Rows() {
		if err != nil {
			return nil, err
		}
		if len(row) != len(t.Vars) {
			return nil, fmt.Errorf("a row of %d terms for %d variables", len(row), len(t.Vars))
		}
		t.Rows = append(t.Rows, append([]rdf.Term(nil), row...))
	}
	return &sparqlAnswer{Table: t}, nil
}

func (ev engineEvaluator) update(ctx context.Context, d *rdf.Dataset, text, base string) (got *rdf.Dataset, err error) {
	s, err := ev.open(ctx, d, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	eng, ok := any(s.eng).(interface {
		Update(ctx context.Context, text string, opt sparql.QueryOptions) error
	})
	if !ok {
		return nil, errors.New("the engine has no updates")
	}
	if err := eng.Update(ctx, text, sparql.QueryOptions{Base: base}); err != nil {
		return nil, err
	}
	return s.dump(ctx)
}
