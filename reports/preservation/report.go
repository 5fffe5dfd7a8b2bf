package preservation

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/links/holdings"
)

// Report describes the preservation of a serial.
type Report struct {
	ISSN  string `json:"issn"`
	ISSNL string `json:"issn_l,omitempty"`
	Title string `json:"title,omitempty"`
	// Year is the end of open ranges.
	Year int `json:"year"`

	Self    Level `json:"self"`    // the ISSN
	Linking Level `json:"linking"` // all ISSNs of its ISSN-L
	History Level `json:"history"` // all ISSNs of its history

	// Serials are the serials of the history, oldest first.
	Serials []Serial `json:"serials"`
	// Succession are the links between them, as stated by the records.
	Succession []Link `json:"succession"`
	// Truncated means that the history has more serials than [MaxSerials].
	Truncated bool `json:"truncated,omitempty"`
}

// Level sums up the preservation of several ISSNs.
type Level struct {
	ISSNs     []string `json:"issns"`
	Published Years    `json:"published"`
	// Kept are the years that any archive holds, even if the record does not give them
	// as published.
	Kept           Years    `json:"kept"`
	ThreeOrMore    Years    `json:"threeOrMore"`
	Nobody         Years    `json:"nobody"` // published, and kept by no archive
	InProgressOnly Years    `json:"inProgressOnly"`
	Keepers        []Keeper `json:"keepers"`
}

// Keeper is an archive with its holdings at a level.
type Keeper struct {
	Agency   string          `json:"agency"` // IRI
	Code     string          `json:"code"`
	Name     string          `json:"name,omitempty"`
	Years    Years           `json:"years"`
	Statuses []StatusedYears `json:"statuses"`
}

// StatusedYears are the years that an archive has in one status.
type StatusedYears struct {
	Status string `json:"status"`
	Years  Years  `json:"years"`
	// Undated means that there are holdings without years.
	Undated bool `json:"undated,omitempty"`
}

// Serial is one ISSN of the history.
type Serial struct {
	ISSN      string    `json:"issn"`
	ISSNL     string    `json:"issn_l,omitempty"`
	Title     string    `json:"title,omitempty"`
	Medium    string    `json:"medium,omitempty"`
	Start     string    `json:"start,omitempty"` // as in the record: 1869, 19uu
	End       string    `json:"end,omitempty"`   // 9999 for a running serial
	Published Years     `json:"published"`
	Holdings  []Holding `json:"holdings"`

	err error // a *register.StandingError if the ISSN is not in force
}

// Holding is an archive's holding of one ISSN in one status.
type Holding struct {
	Agency   string `json:"agency"` // IRI
	Code     string `json:"code"`
	Name     string `json:"name,omitempty"`
	Status   string `json:"status,omitempty"`
	Years    Years  `json:"years"`
	Volumes  string `json:"volumes,omitempty"`
	Coverage string `json:"coverage,omitempty"` // as stated: 1990/2001
	Extent   string `json:"extent,omitempty"`   // word for word
}

// Link is a statement of succession between two ISSNs.
type Link struct {
	From     string `json:"from"`
	Relation string `json:"relation"` // a property of BIBFRAME: continues, splitInto
	To       string `json:"to"`
}

// level sums up serials.
func level(serials []Serial) Level {
	l := Level{ISSNs: []string{}, Keepers: []Keeper{}}
	var published []Years
	for i := range serials {
		l.ISSNs = append(l.ISSNs, serials[i].ISSN)
		published = append(published, serials[i].Published)
		for j := range serials[i].Holdings {
			l.add(&serials[i].Holdings[j])
		}
	}
	l.Published = union(published...)
	slices.SortFunc(l.Keepers, func(a, b Keeper) int { return strings.Compare(a.Code, b.Code) })
	var kept, settled []Years
	for i := range l.Keepers {
		k := &l.Keepers[i]
		slices.SortFunc(k.Statuses, func(a, b StatusedYears) int { return strings.Compare(a.Status, b.Status) })
		for _, s := range k.Statuses {
			k.Years = union(k.Years, s.Years)
			if holdings.ParseStatus(s.Status) != holdings.InProgress {
				settled = append(settled, s.Years)
			}
		}
		kept = append(kept, k.Years)
	}
	l.Kept, l.ThreeOrMore = union(kept...), atLeast(3, kept)
	l.Nobody, l.InProgressOnly = l.Published.minus(l.Kept), l.Kept.minus(union(settled...))
	return l
}

// add adds a holding to its archive's holdings.
func (l *Level) add(h *Holding) {
	i := slices.IndexFunc(l.Keepers, func(k Keeper) bool { return k.Agency == h.Agency })
	if i < 0 {
		i = len(l.Keepers)
		l.Keepers = append(l.Keepers, Keeper{Agency: h.Agency, Code: h.Code, Name: h.Name, Years: Years{}})
	}
	k := &l.Keepers[i]
	j := slices.IndexFunc(k.Statuses, func(s StatusedYears) bool { return s.Status == h.Status })
	if j < 0 {
		j = len(k.Statuses)
		k.Statuses = append(k.Statuses, StatusedYears{Status: h.Status, Years: Years{}})
	}
	s := &k.Statuses[j]
	s.Years = union(s.Years, h.Years)
	s.Undated = s.Undated || len(h.Years) == 0
}
