// Package xsd holds the values of the XML Schema datatypes that SPARQL computes
// with: lexical forms, canonical forms, equality, order, arithmetic and casts.
//
// The lexical and canonical mappings are those of XML Schema Definition
// Language 1.1 Part 2; arithmetic and casts are those of XPath and XQuery
// Functions and Operators 3.1. Lexical forms are strict: white space around a
// number is not part of any lexical form, and [Parse] refuses it. [Cast] from a
// string collapses white space first, as XPath does.
//
//	type                 Go value    precision
//	integer and derived  [Decimal]   exact: int64, math/big beyond
//	decimal              [Decimal]   exact; a quotient has at least 18 significant digits
//	float, double        [Number]    IEEE 754
//	boolean              bool
//	date, time, ...      [DateTime]  years within 11 digits, seconds to 10^-18
//	duration, ...        [Duration]  months and seconds within int64, seconds to 10^-18
//
// [Value] is any one of them. All types are immutable.
//
// Dates and times with and without time zone are only partly ordered: where the
// order depends on the missing time zone, Compare says so.
package xsd
