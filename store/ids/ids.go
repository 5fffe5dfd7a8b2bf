// Package ids is what the store and the query engine exchange: term ids, quads
// of ids, permutations, batches of rows and the scans that yield them.
//
// An [ID] names an RDF term in 64 bits: a 4-bit [Kind], then a 60-bit payload.
// Within one snapshot a term has exactly one id, so equality of terms is
// equality of ids.
//
// # What comparing ids means
//
// Ids compare as numbers: by kind, in the order of the constants, then by
// payload. Across kinds that order is arbitrary. Within a kind a < b means:
//
//	base       a comes first in the dictionary: blank nodes by label, then IRIs,
//	           then literals by lexical form, then triple terms; codepoint order.
//	           Literals of one form: xsd:string, language-tagged, typed. It says
//	           nothing about the values of numbers and dates.
//	delta      a was added first
//	ISSN IRI   lesser space (ISSN, ISSN-L, ISSN-H), then lesser ISSN, then the
//	           part: the resource itself, fragments of the ISSN profile in a
//	           fixed order (intervening events by number), open fragments in no
//	           order. [ID.Resource] is the range of a resource with its parts.
//	template   lower number of the template, then lesser number in the IRI
//	boolean    false < true
//	integer, decimal, double
//	           a is the lesser value. Two ids are two values, except -0 < +0.
//	           Of doubles, -INF is first and NaN last, after INF.
//	date, dateTime, gYear
//	           a begins earlier, where values without time zone count as UTC.
//	           Payloads that differ in the lower [ZoneBits] only are the same
//	           moment, with another time zone or none.
//	ISSN       lesser ISSN, which is codepoint order too
//	ISSN node  lesser ISSN, then lesser number. [ID.Nodes] is the range of the
//	           blank nodes of a resource.
//
// Only the canonical form of XSD 1.1 is inlined, and of that only what fits:
// integers from -2^59 to 2^59-1, decimals of 16 digits, doubles of 15 digits,
// dateTimes of the years 0 to 9999 to the millisecond. So equal values of these
// types may also have an id of kind base or delta ("01", "1.50"), and comparing
// values across kinds takes the terms.
package ids

import "context"

// ID names an RDF term in 64 bits: a 4-bit [Kind], then a 60-bit payload that
// is either the value itself (small integers, dates, ISSN IRIs) or a position
// in a dictionary. The zero ID is [Undef], the unbound value.
type ID uint64

// Special ids.
const (
	// Undef is the unbound value. No term has it.
	Undef ID = 0
	// DefaultGraph is the graph of the quads in the default graph. No term has it.
	DefaultGraph ID = 1
)

// KindShift is the number of payload bits.
const KindShift = 60

// PayloadMask selects the payload of an ID.
const PayloadMask ID = 1<<KindShift - 1

// Kind is the upper 4 bits of an ID. The numbers are on disk: they never change.
type Kind uint8

// The kinds of ids, in the order in which ids of different kinds compare.
const (
	KindSpecial    Kind = 0  // Undef and DefaultGraph
	KindBase       Kind = 1  // rank of the term in the sorted base dictionary
	KindDelta      Kind = 2  // ordinal in the dictionary of updates since the last build
	KindISSNIRI    Kind = 3  // http://issn.org/resource/{ISSN|ISSN-L|ISSN-H}/nnnn-nnnn#fragment
	KindTemplate   Kind = 4  // IRI from a numbered template and digits
	KindBoolean    Kind = 5  // xsd:boolean
	KindInteger    Kind = 6  // xsd:integer
	KindDecimal    Kind = 7  // xsd:decimal
	KindDouble     Kind = 8  // xsd:double
	KindDate       Kind = 9  // xsd:date
	KindDateTime   Kind = 10 // xsd:dateTime
	KindGYear      Kind = 11 // xsd:gYear
	KindISSN       Kind = 12 // xsd:string that is a well-formed ISSN
	KindISSNNode   Kind = 13 // blank node of the description of an ISSN resource, _:nnnn-nnnn-number
	KindQueryLocal Kind = 15 // position in the term table of a running query; never stored
)

// Make returns the id of kind k with the payload, of which the lower 60 bits count.
func Make(k Kind, payload uint64) ID { return ID(k)<<KindShift | ID(payload)&PayloadMask }

// Kind returns the kind of id.
func (id ID) Kind() Kind { return Kind(id >> KindShift) }

// Payload returns the lower 60 bits of id.
func (id ID) Payload() uint64 { return uint64(id & PayloadMask) }

// Range is the ids from Low on and below High.
type Range struct{ Low, High ID }

// KindRange returns the range of all ids of the kinds from first to last.
func KindRange(first, last Kind) Range {
	return Range{Low: Make(first, 0), High: Make(last, uint64(PayloadMask)) + 1}
}

// Quad is a quad of ids in the order subject, predicate, object, graph.
type Quad struct {
	S, P, O, G ID
}

// Perm is the order of subject, predicate and object in an index. The graph is
// always the fourth column. The numbers are on disk.
type Perm uint8

// The six permutations.
const (
	SPO Perm = 0
	SOP Perm = 1
	PSO Perm = 2
	POS Perm = 3
	OSP Perm = 4
	OPS Perm = 5
)

// Perms lists all permutations.
var Perms = [...]Perm{SPO, SOP, PSO, POS, OSP, OPS}

var permNames = [...]string{"SPO", "SOP", "PSO", "POS", "OSP", "OPS"}

// permOrder[p][i] is the position in a quad (0 S, 1 P, 2 O, 3 G) of column i.
var permOrder = [...][4]uint8{
	SPO: {0, 1, 2, 3},
	SOP: {0, 2, 1, 3},
	PSO: {1, 0, 2, 3},
	POS: {1, 2, 0, 3},
	OSP: {2, 0, 1, 3},
	OPS: {2, 1, 0, 3},
}

// String returns the name of p, such as "SPO".
func (p Perm) String() string { return permNames[p] }

// Order returns, for each column of p, the position in a quad that it holds:
// 0 subject, 1 predicate, 2 object, 3 graph.
func (p Perm) Order() [4]uint8 { return permOrder[p] }

// Row is a quad in the column order of a permutation.
type Row [4]ID

// Row returns q in the column order of p.
func (p Perm) Row(q Quad) Row {
	v := [4]ID{q.S, q.P, q.O, q.G}
	o := permOrder[p]
	return Row{v[o[0]], v[o[1]], v[o[2]], v[o[3]]}
}

// Quad is the inverse of [Perm.Row].
func (p Perm) Quad(r Row) Quad {
	var v [4]ID
	o := permOrder[p]
	v[o[0]], v[o[1]], v[o[2]], v[o[3]] = r[0], r[1], r[2], r[3]
	return Quad{S: v[0], P: v[1], O: v[2], G: v[3]}
}

// Compare orders rows column by column: -1, 0 or +1.
func (r Row) Compare(other Row) int {
	for i := range r {
		switch {
		case r[i] < other[i]:
			return -1
		case r[i] > other[i]:
			return 1
		}
	}
	return 0
}

// BatchRows is the number of rows that operators aim at in a batch.
const BatchRows = 1024

// Batch is a table of ids by columns, each of Len rows.
type Batch struct {
	Cols [][]ID
	Len  int
}

// Scan says which rows of a permutation to read, in the order of Perm.
type Scan struct {
	Perm   Perm
	Prefix []ID // values of the leading columns of Perm; 0 to 4 of them

	// Low and High bound the column after Prefix: Low <= value < High. A zero
	// High is no upper bound.
	Low, High ID

	// Graphs restricts the graphs to these, in ascending order; nil stands for
	// all graphs. DefaultGraph names the default graph.
	Graphs []ID
	// NamedOnly leaves out the quads of the default graph.
	NamedOnly bool
	// DistinctTriples merges rows that differ in the graph only: the union of
	// the graphs. The graph column of such rows is the first graph's.
	DistinctTriples bool

	// Cols are the columns to deliver, as positions in Perm from 0 to 3, in the
	// order wanted. The others are not decoded where that can be helped. Empty
	// Cols deliver batches that have a length only.
	Cols []uint8
}

// Scanner yields the rows of a [Scan] batch by batch, in the order of its
// permutation.
type Scanner interface {
	// Next returns the next batch, of at least one row, or io.EOF after the
	// last. The batch is read-only and valid until the next call.
	Next(ctx context.Context) (*Batch, error)
	// Seek skips all rows whose columns after the prefix are less than key,
	// compared column by column. It never moves backwards.
	Seek(key ...ID)
	Close() error
}
