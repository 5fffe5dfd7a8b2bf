package crosswalk

import "fmt"

// Answer holds the results for the identifiers asked for.
type Answer struct {
	// Version is the version of the data.
	Version uint64 `json:"-"`
	// Found is the number of identifiers that have rows.
	Found int `json:"found"`
	// Results has one result for each identifier, in the order of the question.
	Results []Result `json:"results"`
}

// Result holds the rows for one identifier, or the reason why there are none.
type Result struct {
	ID   string `json:"id"` // as asked for
	Kind Kind   `json:"kind,omitempty"`
	// Identifier is the canonical form, without IRI.
	Identifier string `json:"identifier,omitempty"`
	// FoundBy says how rows were found: by the identifier itself (identity), as an
	// ISSN-L although given as an ISSN (issn-l), as an ISSN that records say was
	// cancelled (cancelled-issn), as a wrong ISSN that a serial displays
	// (incorrect-issn: the rows show which serial, but the number is not its own), by a
	// link that is not an identity (close), by the identifier that it was merged into
	// (merged), or as the identifier of a publisher (publisher).
	FoundBy FoundBy `json:"found_by,omitempty"`
	Rows    []Row   `json:"rows"`
	// More means that there are more rows than shown.
	More   bool   `json:"more,omitempty"`
	Reason Reason `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
	// Expected is the ISSN with the right check digit, if the check digit is wrong;
	// Nearest are the registered ISSNs that a single slip would turn into this one.
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

// settle fills a result with its targets' rows, taken from rows, or with the reason why
// there are none.
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
