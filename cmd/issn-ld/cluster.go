package main

import (
	"context"
	"errors"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// dropEmptyClusters removes what the register says about those of the ISSN-L and
// ISSN-H resources that have no member any more.
func dropEmptyClusters(ctx context.Context, db *store.DB, clusters map[rdf.Term]bool) (err error) {
	snap, err := db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	var left []rdf.Quad
	for cluster := range clusters {
		id, ok, err := snap.Lookup(cluster)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		quads, err := scanQuads(ctx, snap, ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{id}})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(quads, func(q rdf.Quad) bool { return q.P.Value() == vocab.SchemaHasPart }) {
			left = append(left, slices.DeleteFunc(quads, func(q rdf.Quad) bool { return !isRegister(q.G) })...)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, q := range left {
			if err := tx.Delete(q); err != nil {
				return err
			}
		}
		return nil
	})
}
