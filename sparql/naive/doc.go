// Package naive is a reference evaluator: the definitions of SPARQL 1.1 Query,
// section 18, and SPARQL 1.1 Update, section 4, written down as they stand over
// an [rdf.Dataset] in memory. It is slow, and it is the oracle that the engine
// is tested against; only tests import it.
//
// Expressions are those of package expr, since their definitions are in one
// place. All else is independent of the engine: solutions are maps from
// variable names to terms, and a multiset of solutions is a slice.
//
// EXISTS follows the definition of substitute() in section 18.6: variables of
// the solution are replaced in triple patterns, paths, graph names and
// expressions, down to sub-queries that do not project them. What binds a
// variable of its own (VALUES, BIND, grouping) is not replaced; its solutions
// have to be compatible with the solution instead.
//
// A graph exists while it holds a quad: empty graphs are not recorded.
package naive
