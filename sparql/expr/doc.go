// Package expr evaluates SPARQL expressions (SPARQL 1.1 and 1.2 Query, section
// 17) over columns of ids, with the aggregates of section 18.5.1 and the order
// of ORDER BY (section 15.1).
//
// [Compile] turns an [algebra.Expr] into a [Program]. A program reads a batch
// of id columns and yields a column of ids ([Program.Eval]) or the rows that
// pass ([Program.Filter]). An expression error and an unbound value are both
// [ids.Undef]; an error that is returned stops the query: a cancelled context,
// a spent memory budget, a damaged store.
//
// Work is done on ids as far as it goes. Equality and order of inlined
// numbers, dates and booleans compare payloads; everything else decodes a term.
// A subexpression of one variable is evaluated once per distinct id and
// remembered for the life of the program, so that a regular expression runs
// once for each term that it meets.
//
// Terms that an expression computes get ids from the query's [Pool]: the id of
// the store where the term has one, else a query-local id.
//
// # Values
//
// Equality and order of literals are those of their values where the operator
// mapping of section 17.3 has an entry; "=" on other literals is sameTerm or an
// error, as section 17.4.1.7 says; "=" on triple terms compares the three
// positions with "=". [Compare] documents the total order of ORDER BY.
//
// # Regular expressions
//
// REGEX and REPLACE take XPath regular expressions and run them on Go's regexp
// package, which takes time linear in the text. Back-references, block escapes such
// as \p{IsGreek} and counts above 1,000 are not supported. Such a pattern is an
// expression error, as a malformed one is.
// Beyond XPath, \b and \B are word boundaries.
package expr
