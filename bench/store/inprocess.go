package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// inProcess measures the store of issn-ld through its package. Transactions go to a
// copy of it.
func (s *settings) inProcess(ctx context.Context, w *bytes.Buffer, data peers.Dataset) (err error) {
	engines, err := peers.Pick("issn-ld", s.work, s.binary, peers.DefaultLimits)
	if err != nil {
		return err
	}
	dir, _, err := peers.Built(ctx, engines[0], data, s.work, false)
	if err != nil {
		return err
	}
	log.Printf("package store: %s", data.Size)
	path := filepath.Join(dir, "store")
	resources, err := sample(data.Path, s.lookups)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n### issn-ld in process, %s\n\n| what | measured |\n| --- | --- |\n", data.Size)
	if err := readStore(ctx, w, path, resources); err != nil {
		return err
	}
	if s.updates == 0 {
		return nil
	}
	scratch, err := os.MkdirTemp(s.work, "updates")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if err := os.CopyFS(filepath.Join(scratch, "store"), os.DirFS(path)); err != nil {
		return err
	}
	return s.update(ctx, w, filepath.Join(scratch, "store"), resources)
}

// readStore measures opening, lookups and scans.
func readStore(ctx context.Context, w *bytes.Buffer, path string, resources []string) (err error) {
	var opens quantiles
	for range 5 {
		if err := peers.Evict(path); err != nil {
			return err
		}
		begin := time.Now()
		db, err := store.Open(path, store.Options{})
		if err != nil {
			return err
		}
		opens = append(opens, time.Since(begin))
		if err := db.Close(); err != nil {
			return err
		}
	}
	slices.Sort(opens)
	fmt.Fprintf(w, "| open, nothing in the page cache | %.1f ms |\n", opens.at(0.5).Seconds()*1000)
	if err := peers.Evict(path); err != nil {
		return err
	}
	db, err := store.Open(path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	snapshot, err := db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	for _, pass := range []string{"cold", "warm"} {
		var times quantiles
		var rows int
		for _, iri := range resources {
			begin := time.Now()
			quads, err := dereference(ctx, snapshot, iri)
			if err != nil {
				return err
			}
			times = append(times, time.Since(begin))
			rows += len(quads)
		}
		slices.Sort(times)
		fmt.Fprintf(w, "| one ISSN with its parts, %d quads on average, decoded, %s | p50 %d µs, p99 %d µs |\n",
			rows/max(len(times), 1), pass, times.at(0.5).Microseconds(), times.at(0.99).Microseconds())
	}
	return scans(ctx, w, snapshot)
}

// dereference reads all quads about a resource and its parts, as terms.
func dereference(ctx context.Context, snapshot *store.Snapshot, iri string) (out []rdf.Quad, err error) {
	id, ok, err := snapshot.Lookup(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	lo, hi := id.Resource()
	scanner, err := snapshot.Scan(ctx, ids.Scan{Perm: ids.SPO, Low: lo, High: hi, Cols: []uint8{0, 1, 2, 3}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scanner.Close()) }()
	var cols [4][]ids.ID
	for {
		b, err := scanner.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for c := range cols {
			cols[c] = append(cols[c], b.Cols[c]...)
		}
	}
	var terms [4][]rdf.Term
	for c := range cols {
		if terms[c], err = snapshot.Terms(nil, cols[c]); err != nil {
			return nil, err
		}
	}
	for i := range cols[0] {
		out = append(out, rdf.Quad{S: terms[0][i], P: terms[1][i], O: terms[2][i], G: terms[3][i]})
	}
	return out, nil
}

// scans measures full scans of all columns, in one goroutine.
func scans(ctx context.Context, w *bytes.Buffer, snapshot *store.Snapshot) error {
	for _, perm := range ids.Perms {
		var times quantiles
		var rows int
		for range 4 {
			begin := time.Now()
			n, err := scan(ctx, snapshot, perm)
			if err != nil {
				return err
			}
			times = append(times, time.Since(begin))
			rows = n
		}
		times = times[1:]
		slices.Sort(times)
		fmt.Fprintf(w, "| scan of %s, four columns, one core | %.0f million rows/s |\n", perm, float64(rows)/times.at(0.5).Seconds()/1e6)
	}
	return nil
}

// scan reads a whole permutation and returns the number of its rows.
func scan(ctx context.Context, snapshot *store.Snapshot, perm ids.Perm) (rows int, err error) {
	scanner, err := snapshot.Scan(ctx, ids.Scan{Perm: perm, Cols: []uint8{0, 1, 2, 3}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, scanner.Close()) }()
	for {
		b, err := scanner.Next(ctx)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += b.Len
	}
}
