package formats

import (
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/rdf"
)

// Reason says in a word why a row gave no link. Reports count rows by it.
type Reason string

// Reasons to reject a row as wrong.
const (
	RejectColumns Reason = "columns"    // not the columns of the header
	RejectSyntax  Reason = "syntax"     // not the syntax of the format
	RejectISSN    Reason = "bad issn"   // all its ISSNs are malformed or have a wrong check digit
	RejectID      Reason = "bad id"     // its own identifier is invalid
	RejectSerial  Reason = "no serial"  // its ISSN is suppressed, or cancelled without a successor
	RejectDiffers Reason = "differs"    // it states another ISSN-L than the register
	RejectMissing Reason = "incomplete" // it says nothing without the missing value
)

// Reasons why a row is out of scope: it is right, but does not concern the register.
const (
	SkipNoISSN    Reason = "no issn"             // it names no ISSN
	SkipUnknown   Reason = "not in the register" // none of its ISSNs is
	SkipNoID      Reason = "no identifier"       // the other system gives it no name to link to
	SkipKind      Reason = "other kind"          // not a serial: a book, a person
	SkipNoHolding Reason = "nothing held"        // planned only, or empty
	SkipText      Reason = "text"                // prose between the rows
	SkipPolicy    Reason = "policy"              // about a publisher's policy, not about a serial
	SkipWithdrawn Reason = "withdrawn"           // its source withdrew it, and names nothing in its place
	SkipAlone     Reason = "nothing to join"     // an organization without an identifier of another system
)

// Role is the role that a source gives a number.
type Role uint8

// The roles. RoleFormer marks numbers of earlier titles or additional numbers.
const (
	RoleAny     Role = 0
	RolePrint   Role = 1
	RoleOnline  Role = 2
	RoleLinking Role = 3
	RoleFormer  Role = 4
)

// Number is an ISSN as written in the source.
type Number struct {
	Text string
	Role Role
}

// Text is a text with its language tag, which is empty if unknown.
type Text struct {
	Text, Language string
}

// Party is a publisher or another body. IDs are IRIs that identify it.
type Party struct {
	Name string
	IDs  []string
}

// Fact is a statement about the item, or about the link if the item has no IRI.
type Fact struct {
	Predicate string
	Object    rdf.Term
}

// Kind is the kind of thing a row describes.
type Kind uint8

// The kinds. KindRelation is a statement between two ISSNs: Object is the other.
const (
	KindSerial       Kind = 0
	KindOrganization Kind = 1
	KindHolding      Kind = 2
	KindRelation     Kind = 3
	KindTerm         Kind = 4
)

// Item is the description of one thing in a row.
type Item struct {
	Kind      Kind
	IRI       string // in the source; empty if it has none
	Numbers   []Number
	Titles    []Text
	Publisher Party
	Start     int // year; 0 if not stated
	End       int // year; 0 if not stated
	Same      []string
	Facts     []Fact
	Replaces  []string // IRIs that were merged into this item

	Open      Claim    // open access
	ListedIn  []string // IRIs of lists that include the serial, according to the source
	Withdrawn []string // IRIs of lists that the serial was withdrawn from
	Archives  []string // codes of archives that preserve it, according to the source

	Holding  holdings.Holding // for KindHolding
	Relation string           // predicate between ISSNs, for KindRelation
	Target   issn.ISSN        // its object
	// Predicate replaces the source's predicate.
	Predicate string
	// Bare leaves the item undescribed: it is not a serial but, say, an agreement.
	Bare bool
	// Weak keeps the link from being an identity: the item stands for one medium, and
	// the source does not say which.
	Weak bool
	// Gone marks an item that its source withdrew: only its replacement is stated.
	Gone bool
	// AtISSN makes statements about the serial in one medium, whatever the level of the
	// source.
	AtISSN bool
}

// Claim is yes, no or unstated.
type Claim uint8

// The claims.
const (
	Unsaid Claim = 0
	Yes    Claim = 1
	No     Claim = 2
)

// ClaimOf turns a truth value into a claim.
func ClaimOf(b bool) Claim {
	if b {
		return Yes
	}
	return No
}

// Row is one record of a file. It is valid until emit returns.
type Row struct {
	File   string
	Format string // name of the layout it was read by
	Record int64  // from 1
	Line   int64  // of its first line, from 1; 0 if the format has no lines

	// The reader sets Reject or Skip for a row that it could not use. Detail explains
	// it to people.
	Reject Reason
	Skip   Reason
	Detail string

	Item
}

// reset empties the row for the next record and keeps its memory.
func (r *Row) reset() {
	it := Item{
		Numbers: r.Numbers[:0], Titles: r.Titles[:0], Same: r.Same[:0], Facts: r.Facts[:0], Replaces: r.Replaces[:0],
		ListedIn: r.ListedIn[:0], Withdrawn: r.Withdrawn[:0], Archives: r.Archives[:0],
	}
	it.Publisher.IDs = r.Publisher.IDs[:0]
	it.Holding.Extent.Parts = r.Holding.Extent.Parts[:0]
	*r = Row{File: r.File, Format: r.Format, Record: r.Record, Item: it}
}

// RejectFor marks the row as wrong; the first reason counts.
func (r *Row) RejectFor(reason Reason, detail string) {
	if r.Reject == "" {
		r.Reject, r.Detail = reason, detail
	}
}

// SkipFor marks the row as out of scope.
func (r *Row) SkipFor(reason Reason, detail string) {
	if r.Reject == "" && r.Skip == "" {
		r.Skip, r.Detail = reason, detail
	}
}

// Withdraw marks the item as withdrawn by its source: it is no longer the same as
// anything. A statement by the predicate points to its successor; without one the row
// says nothing.
func (r *Row) Withdraw(successor string) {
	r.Gone = true
	if !slices.ContainsFunc(r.Facts, func(f Fact) bool { return f.Predicate == successor }) {
		r.SkipFor(SkipWithdrawn, r.IRI)
	}
}

// AddTitle adds a title unless it is empty. A malformed language tag is dropped.
func (it *Item) AddTitle(text, language string) {
	if language != "" && !rdf.IsLanguage(language) {
		language = ""
	}
	if text != "" {
		it.Titles = append(it.Titles, Text{text, language})
	}
}

// AddFact adds a statement with a string unless it is empty.
func (it *Item) AddFact(predicate, text string) {
	if text != "" {
		it.Facts = append(it.Facts, Fact{predicate, rdf.NewString(text)})
	}
}

// AddIRI adds a statement with an IRI unless it is empty.
func (it *Item) AddIRI(predicate, iri string) {
	if iri != "" {
		it.Facts = append(it.Facts, Fact{predicate, rdf.NewIRI(iri)})
	}
}

// AddNumbers adds the ISSNs in a field.
func (it *Item) AddNumbers(text string, role Role) {
	for _, s := range issn.Split(text) {
		it.Numbers = append(it.Numbers, Number{s, role})
	}
}

// Repeated reports whether a number occurred before.
func Repeated(before []Number, text string) bool {
	return slices.ContainsFunc(before, func(n Number) bool { return n.Text == text })
}

// Begin begins a row.
func (r *Row) Begin(line int64) {
	r.Record++
	r.reset()
	r.Line = line
}
