package generate

import (
	"encoding/json"
	"math/bits"
)

// Resource is a type of open-access scholarly resources.
type Resource uint8

// The types, and none of them.
const (
	NoResource Resource = iota
	Journal
	Blog
	Series
	Proceedings
	Repository
	resourceCount
)

var resourceNames = [resourceCount]string{"none", "journal", "blog", "series", "proceedings", "repository"}

// String returns the name of the type, such as "journal".
func (t Resource) String() string { return resourceNames[t] }

// Counts holds the numbers written by a [Register] so far: numbers of records, unless
// stated otherwise.
type Counts struct {
	Records    int64 `json:"records"`
	Families   int64 `json:"families"` // families begun
	Titles     int64 `json:"titles"`   // serials without regard to their media, families begun
	Online     int64 `json:"online"`
	Print      int64 `json:"print"`
	ISNI       int64 `json:"isni"`
	URLs       int64 `json:"urls"` // addresses
	Archived   int64 `json:"archived"`
	Archived3  int64 `json:"archivedByThree"` // by three or more agencies
	Holdings   int64 `json:"holdings"`        // fields 920
	Linked     int64 `json:"linked"`          // with 780 or 785
	Paired     int64 `json:"paired"`          // with 776
	History    int64 `json:"history"`         // with an ISSN-H
	Original   int64 `json:"originalScript"`  // with 880
	Rejected   int64 `json:"rejected"`        // that the mapping must reject
	WithoutOwn int64 `json:"withoutISSN"`     // that the mapping must skip

	// OpenAccess are the open-access scholarly resources by type, and Defects the
	// errors by class.
	OpenAccess [resourceCount]int64 `json:"-"`
	Defects    [defectCount]int64   `json:"-"`

	status  [statusCount]int64
	centres [2]uint64 // a bit for each country, set at the first one of a centre
}

// MarshalJSON writes the counts with statuses, types and classes by their names.
func (c Counts) MarshalJSON() ([]byte, error) {
	type plain Counts // without this method
	resources, faults := map[string]int64{}, map[string]int64{}
	for t := Journal; t < resourceCount; t++ {
		resources[t.String()] = c.OpenAccess[t]
	}
	for _, d := range Defects() {
		faults[d.String()] = c.Defects[d]
	}
	return json.Marshal(struct {
		plain
		Statuses   map[string]int64 `json:"statuses"`
		OpenAccess map[string]int64 `json:"openAccess"`
		Defects    map[string]int64 `json:"errors"`
		Centres    int              `json:"centres"`
	}{plain(c), c.Statuses(), resources, faults, c.Centres()})
}

// Statuses returns the number of records with each status of field 699.
func (c *Counts) Statuses() map[string]int64 {
	m := make(map[string]int64, statusCount)
	for s, n := range c.status {
		m[statusNames[s]] = n
	}
	return m
}

// Described returns the number of records that describe a serial, rather than tell the
// fate of an ISSN.
func (c *Counts) Described() int64 {
	return c.status[registered] + c.status[legacy] + c.status[provisional]
}

// Faults returns the number of errors of all classes.
func (c *Counts) Faults() int64 {
	total := int64(0)
	for _, n := range c.Defects {
		total += n
	}
	return total
}

// Centres returns how many ISSN centres the records name.
func (c *Counts) Centres() int {
	return bits.OnesCount64(c.centres[0]) + bits.OnesCount64(c.centres[1])
}

// OpenAccessTotal returns the number of open-access scholarly resources.
func (c *Counts) OpenAccessTotal() int64 {
	total := int64(0)
	for t := Journal; t < resourceCount; t++ {
		total += c.OpenAccess[t]
	}
	return total
}

// addCentre notes the centre of the first country that has it.
func (c *Counts) addCentre(position int) { c.centres[position/64] |= 1 << (position % 64) }
