// Package reports lists the reports. Each is a package of its own below this one;
// package report says what a report is, and how to add one.
package reports

import (
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/reports/report"
)

// All returns all reports. The command line and the server find them here.
func All() []report.Report {
	return []report.Report{
		coverage.Entry(),
		crosswalk.Entry(),
		discrepancies.Entry(),
		preservation.Entry(),
	}
}
