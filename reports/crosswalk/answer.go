package crosswalk

import "fmt"

// Answer is what is known of the identifiers that were asked for.
type Answer struct {
	// Version is that of the data.
	Version uint64 `json:"-"`
	// Found is the number of identifiers that have rows.
	Found int `json:"found"`
	// Results has one result for each identifier, in the order of the question.
	Results []Result `json:"results"`
}

// Result is what is known of one identifier: its rows, or the reason why there are
// none.
type Result struct {
	ID   string `json:"id"` // as it was asked for
	Kind Kind   `json:"kind,omitempty"`
	// Identifier is the canonical form, without IRI.
	Identifier string `json:"identifier,omitempty"`
	// FoundBy says how rows were found: by the identifier itself (identity), as
	// ISSN-L though it was given as ISSN (issn-l), as an ISSN that records say was
	// cancelled (cancelled-issn), as a wrong ISSN that a serial displays
	// (incorrect-issn: the rows tell which serial, it is not its number), by a link that is no identity (close), by the
	// identifier that it was merged into (merged), or as that of a publisher
	// (publisher).
	FoundBy FoundBy `json:"found_by,omitempty"`
	Rows    []Row   `json:"rows"`
	// More says that there are more rows than are given.
	More   bool   `json:"more,omitempty"`
	Reason Reason `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
	// Expected is the ISSN with the right check digit, if that is what is wrong;
	// Nearest are those ISSNs of the register that a slip of the pen turns into it.
	Expected string   `json:"expected,omitempty"`
	Nearest  []string `json:"nearest,omitempty"`
}

// FoundBy is a way from an identifier to rows.
type FoundBy string

// The ways from an identifier to rows.
const (
	ByIdentity  FoundBy = "identity"
	ByISSNL     FoundBy = "issn-l"
	ByCancelled FoundBy = "cancelled-issn"
	ByIncorrect FoundBy = "incorrect-issn"
	ByClose     FoundBy = "close"
	ByMerged    FoundBy = "merged"
	ByPublisher FoundBy = "publisher"
)

// settle gives a result the rows of what its identifier leads to, which are among
// rows, or the reason why there are none.
func (res *Result) settle(targets []target, rows []Row, room int) {
	var found []target
	for _, t := range targets {
		if len(t.rows(rows)) > 0 {
			found = append(found, t)
		}
	}
	switch {
	case len(found) > 1:
		res.Reason, res.Detail = ReasonAmbiguous, "it is an identifier in several systems; ask for it with a prefix:"
		for _, t := range found {
			res.Detail += " " + string(t.reading.kind) + ":" + t.reading.id
		}
		return
	case len(found) == 0:
		res.Kind, res.Identifier = targets[0].reading.kind, targets[0].reading.id
		res.Reason, res.Detail = ReasonUnknown, "no ISSN of the register is known by it"
		return
	}
	t := &found[0]
	res.Kind, res.Identifier, res.FoundBy = t.reading.kind, t.reading.id, t.by
	res.Rows, res.More = t.rows(rows), t.more
	if len(res.Rows) > room {
		res.Rows, res.FoundBy = []Row{}, ""
		res.Reason, res.Detail = ReasonTooMany, fmt.Sprintf("the answer would have more than %d rows; ask for fewer identifiers at once", MaxRows)
	}
}
