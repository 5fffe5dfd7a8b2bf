package preservation

import (
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/sheet"
)

// NamedLevel is a level of a report with its names.
type NamedLevel struct {
	*Level
	Name  string // for programs: issn, issn-l, history
	Label string // for people
}

// Levels returns the levels of a report, each wider than the one before.
func (rep *Report) Levels() []NamedLevel {
	return []NamedLevel{
		{&rep.Self, "issn", "ISSN " + rep.ISSN},
		{&rep.Linking, "issn-l", "ISSN-L " + rep.ISSNL},
		{&rep.History, "history", "History"},
	}
}

// WriteCSV writes a header, a line for each level of each report, and one for each
// status that an archive has years of it in. No cell is a formula to a spreadsheet.
func WriteCSV(out io.Writer, reports []*Report) error {
	w := sheet.NewWriter(out, false)
	if err := w.Write([]string{"issn", "level", "agency", "status", "years", "published", "three_or_more", "nobody", "in_progress_only"}); err != nil {
		return err
	}
	for _, rep := range reports {
		for _, l := range rep.Levels() {
			err := w.Write([]string{
				rep.ISSN, l.Name, "", "", l.Kept.String(), l.Published.String(), l.ThreeOrMore.String(), l.Nobody.String(), l.InProgressOnly.String(),
			})
			if err != nil {
				return err
			}
			for _, k := range l.Keepers {
				for _, s := range k.Statuses {
					if err := w.Write([]string{rep.ISSN, l.Name, k.Code, s.Status, s.Years.String(), "", "", "", ""}); err != nil {
						return err
					}
				}
			}
		}
	}
	return w.Close()
}

// Quads returns reports as RDF, in the default graph, as [Report.Quads] does. Their
// blank nodes are distinct.
func Quads(reports []*Report) []rdf.Quad {
	var quads []rdf.Quad
	for i, rep := range reports {
		quads = append(quads, rep.Quads(fmt.Sprintf("r%d", i+1))...)
	}
	return quads
}
