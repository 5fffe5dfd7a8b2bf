package plan

import (
	"context"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Stats is what the planner asks of a snapshot of the store.
type Stats interface {
	// Count returns the exact number of rows of a scan.
	Count(ctx context.Context, s ids.Scan) (int64, error)
	// Estimate returns the number of rows of a scan, good to a block.
	Estimate(s ids.Scan) int64
	// Distinct returns the expected number of distinct values in the column after
	// the prefix.
	Distinct(s ids.Scan) int64
	// Graphs returns the named graphs that have quads, ascending.
	Graphs() []ids.ID
	// Lookup returns the id of a term, and false where the store has none.
	Lookup(t rdf.Term) (ids.ID, bool, error)
}

// Dataset is the RDF dataset of a query, in ids (section 13).
type Dataset struct {
	// Default is read where no GRAPH is in force. Empty IDs that are not nil
	// stand for an empty graph.
	Default Graphs
	// Named are the named graphs, ascending.
	Named []ids.ID
	// AllNamed says that Named are all named graphs of the store, which scans need
	// not check one by one.
	AllNamed bool
	// Empty are those of Named that the store does not know: graphs of FROM NAMED
	// without a triple, with ids of the query.
	Empty map[rdf.Term]ids.ID
}

// Options tunes the planner. The zero value is right for queries.
type Options struct {
	// Dataset is what the patterns match against.
	Dataset Dataset
	// Ranger gives scans the ranges that texts can be in; nil does without.
	Ranger Ranger
	// Limit is the number of rows that the caller will read; 0 stands for all.
	Limit int64
}
