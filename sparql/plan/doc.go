// Package plan turns the algebra of a query into a physical plan: a tree of
// operators as data, which package exec runs and [Sprint] prints.
//
// # Rows
//
// Every operator yields rows of ids with one column for each of its variables
// ([Props].Vars). [ids.Undef] in a column is an unbound variable; it occurs only
// in the columns that [Props].Maybe lists. Joins on the other columns are joins
// on equal ids; so are those of a nested OPTIONAL on what the outer one binds,
// where an unbound value matches nothing. Where a shared variable is in Maybe, the
// join compares it row by row for compatibility (SPARQL 1.1 Query, section 18.3): an
// unbound value is compatible with every value.
//
// # Scoping
//
// Evaluation is bottom-up, as section 18.6 defines it. Before planning,
// variables that a sub-select hides are renamed, so that a name means one
// variable throughout the plan. Filters move towards the leaves, and joins
// across OPTIONAL, MINUS and BIND, only under conditions on in-scope and certain
// variables that keep the result the same; each rewrite states its condition.
//
// # Order of joins
//
// The operands of nested joins form a group, of which the cheapest tree is found
// by dynamic programming over its connected subsets (greedily above
// [maxExact] operands). For each subset the cheapest plan of each sort order is
// kept: the six permutations deliver every pattern in several orders, and joins
// of operands in the same order merge. Patterns that close a cycle may be
// intersected ([Intersect]), so that values with very many triples do not make rows
// by their square. Cardinalities of the leaves are exact ([Stats].Count); those of
// joins follow from the numbers of distinct values.
//
// Costs are in units of about ten nanoseconds. A plan has the cost of its first
// row and of its last one: under a LIMIT the planner compares what the wanted
// rows cost.
//
// # Text
//
// Ids of the base dictionary ascend as strings do, so that terms in the order of
// their ids are decoded for a fraction of what it costs elsewhere. Filters, functions
// and ORDER BY that read the text of a variable count what decoding it costs in the
// order of a plan. Conditions on values, prefixes and lists bound the ids that a
// scan reads ([Scan].Ranges): outside of them it is never true, within them the
// condition still decides.
//
// # Graphs
//
// Scans carry the graphs that they read ([Graphs]): the graphs of the default
// graph of the dataset, of which the union is formed by dropping duplicate
// triples, one named graph, or all named graphs with the name as a column. A
// GRAPH ?g around more than patterns, OPTIONAL and UNION runs once for each
// named graph ([GraphLoop]).
package plan
