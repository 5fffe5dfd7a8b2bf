// Package sparql answers SPARQL 1.1 and 1.2 queries and updates over a quad
// store.
//
// An [Engine] reads the store through [Store] and [Snapshot] and writes it through
// [Updater]: small interfaces that the store of this module meets and that are
// easy to meet otherwise. A query runs on one snapshot from beginning to end.
//
// # Use
//
// Ten lines open a store and run a query:
//
//	db, err := store.Open(dir, store.Options{ReadOnly: true})
//	if err != nil {
//		return err
//	}
//	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
//	for row, err := range engine.Select(ctx, "SELECT ?title { ?serial <http://schema.org/name> ?title }") {
//		if err != nil {
//			return err
//		}
//		fmt.Println(row[0].Value())
//	}
//
// # Life of a query
//
// The text is parsed (package syntax), translated to the algebra of the
// specification (algebra), turned into a physical plan with the statistics of the
// snapshot (plan), and run by operators over batches of ids (exec, expr). Ids
// become terms only when a [Result] is read.
//
// # Dataset
//
// Without FROM and without a dataset in the [QueryOptions], the default graph is
// the union of all graphs that may be read, or with [Options].StrictDefaultGraph
// the default graph of the store alone. The named graphs are those of the store.
//
// # Limits
//
// Every query has a deadline, a memory budget and a limit on rows. Past one of
// them reading the result ends with [ErrTimeout], [ErrMemory] or [ErrTooManyRows]:
// a result that ends without an error is complete.
package sparql
