package linkfiles

import (
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/internal/generate"
)

// agency is an archiving agency with the file that it gives out; those without
// one are in the table of the Keepers Registry.
type agency struct {
	code string
	doaj string // name in DOAJ; empty for none
	file string
	// comma, columns and preamble are the form of the file.
	comma    byte
	columns  []string
	preamble string
	form     form
	plants   source // 0 for none
}

const agencyCount = 20

// form is the layout of an agency's list.
type form uint8

const (
	kbart       form = iota // title list by NISO RP-9
	issues                  // a row for each issue
	bound                   // a row for each bound volume
	volumeLists             // a row for each title, with lists of volumes and years
	registered              // in the table of the Keepers Registry
)

var (
	kbartColumns = []string{
		"publication_title", "print_identifier", "online_identifier", "date_first_issue_online", "num_first_vol_online", "num_first_issue_online",
		"date_last_issue_online", "num_last_vol_online", "num_last_issue_online", "title_url", "first_author", "title_id", "embargo_info",
		"coverage_depth", "coverage_notes", "publisher_name",
	}
	porticoColumns = append(slices.Replace(slices.Clone(kbartColumns), 14, 15, "notes"), "publication_type", "date_monograph_published_print",
		"date_monograph_published_online", "monograph_volume", "monograph_edition", "first_editor", "parent_publication_title_id",
		"preceding_publication_title_id", "access_type", "linking_issn", "holding_list")
	issueColumns     = []string{"ISSN", "Title", "Publisher", "Url", "Vol", "No", "Published", "Deposited"}
	carinianaColumns = []string{
		"Region", "Knowledge Area", "Publisher", "Title", "ISSN", "eISSN", "Preserved Volumes", "Preserved Years", "In Progress Volumes", "In Progress Years",
	}
	registryColumns = []string{"issn", "eissn", "agency", "status", "extent", "start", "end", "title", "publisher", "updated"}
)

// agencies are the agencies of fields 920, by their codes there.
var agencies = [agencyCount]agency{
	{code: "clockss", doaj: "CLOCKSS", file: "kbart_CLOCKSS.txt", comma: '\t', columns: kbartColumns, form: kbart, plants: clockss},
	{code: "portico", doaj: "Portico", file: "Portico_Holding_KBart.txt", comma: '\t', columns: porticoColumns, form: kbart, plants: portico},
	{code: "lockss", doaj: "LOCKSS", file: "kbart_LOCKSS.txt", comma: '\t', columns: kbartColumns, form: kbart, plants: lockss},
	{code: "pkp", doaj: "PKP PN", file: "onix.csv", comma: ',', columns: issueColumns, preamble: "Generated,2025-12-31\n", form: issues},
	{code: "internetarchive", doaj: "Internet Archive", file: "kbart_InternetArchive.txt", comma: '\t', columns: kbartColumns, form: kbart},
	{code: "kb", file: "kbart_KB.txt", comma: '\t', columns: kbartColumns, form: kbart, plants: kb},
	{code: "hathi", doaj: "HathiTrust", file: "hathi_full_20251201.txt.gz", comma: '\t', form: bound},
	{code: "loc", file: "kbart_LOC.txt", comma: '\t', columns: kbartColumns, form: kbart},
	{code: "cariniana", doaj: "Cariniana", file: "cariniana.csv", comma: ',', columns: carinianaColumns, form: volumeLists},
	{code: "scholarsportal", doaj: "Scholars Portal", file: "onix.csv", comma: ',', columns: issueColumns, preamble: "Generated,2025-12-31\n", form: issues},
	{code: "bl", file: "kbart_BL.txt", comma: '\t', columns: kbartColumns, form: kbart},
	{code: "dnb", file: "kbart_DNB.txt", comma: '\t', columns: kbartColumns, form: kbart},
	{code: "nslc", form: registered, plants: registry},
	{code: "swissnl", form: registered, plants: registry},
	{code: "ads", form: registered, plants: registry},
	{code: "bnf", form: registered, plants: registry},
	{code: "bne", form: registered, plants: registry},
	{code: "nbno", form: registered, plants: registry},
	{code: "nlfi", form: registered, plants: registry},
	{code: "tib", form: registered, plants: registry},
}

// agencyOf returns the place of an agency in agencies.
func agencyOf(code string) int {
	return slices.IndexFunc(agencies[:], func(a agency) bool { return a.code == code })
}

// writeKeepers writes the archives' holdings of the online edition.
func (s *Set) writeKeepers(x *serial) {
	if x.keeper == nil {
		return
	}
	for i := range x.keeper.Holdings {
		h := &x.keeper.Holdings[i]
		if k := agencyOf(h.Agency); k >= 0 {
			s.listed[k] = true
			s.writeHolding(s.keepers[k], agencies[k].form, x, h)
		}
	}
}

func (s *Set) writeHolding(t *table, how form, x *serial, h *generate.Holding) {
	switch how {
	case kbart:
		s.writeKBART(t, x, h)
	case issues:
		s.writeIssues(t, x, h)
	case bound:
		s.writeBound(t, x, h)
	case volumeLists:
		s.writeVolumeLists(t, x, h)
	case registered:
		s.writeRegistered(t, x, h)
	}
}

// holds reports whether an agency keeps the serial.
func (x *serial) holds(code string) bool {
	return x.keeper != nil && slices.ContainsFunc(x.keeper.Holdings, func(h generate.Holding) bool { return h.Agency == code })
}

// archivesOf returns the agencies that keep the serial, as DOAJ calls them.
func (s *Set) archivesOf(x *serial) []string {
	var names []string
	for i := range agencies {
		if a := &agencies[i]; a.doaj != "" && x.holds(a.code) {
			names = append(names, a.doaj)
		}
	}
	return names
}

// notHeld returns an agency that DOAJ has a name for, that has given holdings and
// that does not keep the serial, or -1.
func (s *Set) notHeld(x *serial) int {
	for i := range agencies {
		k := (i + int(x.t.Number)) % agencyCount
		if a := &agencies[k]; a.doaj != "" && s.listed[k] && !x.holds(a.code) {
			return k
		}
	}
	return -1
}

// kbartRow is a planted variation of an archive's row.
type kbartRow struct {
	title, print, online, linking string
	first, last                   int // years; 0 for none
	kind, number                  string
}

// kept plans a row of an archive.
func (s *Set) kept(src source, x *serial, h *generate.Holding) kbartRow {
	row := kbartRow{title: x.t.Key, print: x.print, online: x.online, linking: x.t.Linking.String()}
	if !x.misdated {
		row.first, row.last = h.FirstYear, h.LastYear
	}
	if src == issnL {
		return row
	}
	row.kind = s.due(src, x)
	row.number = firstOf(x.print, x.online)
	switch row.kind {
	case titleDiffers:
		row.title = s.strangeTitle(x)
	case samePrintOnline:
		row.print, row.number = x.online, x.online
	case datesContradict:
		row.first = x.t.Start - 25
	case linkingDiffers:
		row.linking = x.other()
	default:
		if bad := s.badNumber(row.kind, x); bad != "" {
			row.print, row.number = bad, bad
		}
	}
	return row
}

// told records the planted discrepancy of a row, if there is one.
func (s *Set) told(src source, row *kbartRow, t *table, record int64) {
	if row.kind != "" {
		s.note(src, row.kind, "", row.number, t.file, record)
	}
}

// plantsOf returns the source whose plants a holding may have.
func plantsOf(h *generate.Holding) source { return agencies[agencyOf(h.Agency)].plants }

// writeKBART writes a row of a title list by NISO RP-9.
func (s *Set) writeKBART(t *table, x *serial, h *generate.Holding) {
	src := plantsOf(h)
	row := s.kept(src, x, h)
	state := h.State
	if state == "Preserved" {
		state = ""
	}
	first, last := "", ""
	if row.first != 0 {
		first, last = strconv.Itoa(row.first), strconv.Itoa(row.last)
	}
	values := []string{
		row.title, row.print, row.online, first, strconv.Itoa(h.FirstVolume), "", last, strconv.Itoa(h.LastVolume), "",
		"", "", "id" + strconv.FormatInt(x.t.Number, 10), "", "fulltext", state, x.t.Publisher.Name,
	}
	if h.Agency == "portico" {
		values[14] = h.State
		values = append(values, "Serial", "", "", "", "", "", "", "", "", row.linking, "")
	}
	s.told(src, &row, t, t.line(values...))
}

// volumes calls f with each volume of a holding and its year.
func volumes(h *generate.Holding, f func(volume, year int)) {
	n := h.LastVolume - h.FirstVolume
	for i := range n + 1 {
		f(h.FirstVolume+i, h.FirstYear+(h.LastYear-h.FirstYear)*i/max(n, 1))
	}
}

// writeIssues writes a row for each deposited issue: here, one for each volume.
func (s *Set) writeIssues(t *table, x *serial, h *generate.Holding) {
	volumes(h, func(volume, year int) {
		date := strconv.Itoa(year) + "-01-01"
		t.line(x.online, x.t.Key, x.t.Publisher.Name, "", strconv.Itoa(volume), "1", date, "2025-06-30")
	})
}

// writeBound writes a row for each bound volume, without header.
func (s *Set) writeBound(t *table, x *serial, h *generate.Holding) {
	number := strconv.FormatInt(x.t.Number, 10)
	numbers := x.online
	if x.print != "" {
		numbers = x.print + ", " + x.online
	}
	volumes(h, func(volume, year int) {
		v, y := strconv.Itoa(volume), strconv.Itoa(year)
		t.line("syn."+number+"."+v, "deny", "ic", number, "v."+v+" "+y, "SYN", number, "", "", numbers, "", x.t.Key, x.t.Publisher.Name,
			"bib", "2025-06-30 03:25:50", "0", y, "xx ", x.t.Language, "SE", "SYN", "synthetic", "synthetic", "google", "google", "")
	})
}

// writeVolumeLists writes a row with volumes and years in two lists.
func (s *Set) writeVolumeLists(t *table, x *serial, h *generate.Holding) {
	var vs, ys []string
	volumes(h, func(volume, year int) {
		vs, ys = append(vs, strconv.Itoa(volume)), append(ys, strconv.Itoa(year))
	})
	preserved, progress := []string{strings.Join(vs, "; "), strings.Join(ys, "; ")}, []string{"", ""}
	if h.State == "In Progress" {
		preserved, progress = progress, preserved
	}
	t.line("", "", x.t.Publisher.Name, x.t.Key, x.print, x.online, preserved[0], preserved[1], progress[0], progress[1])
}

// writeRegistered writes a row of the Keepers Registry.
func (s *Set) writeRegistered(t *table, x *serial, h *generate.Holding) {
	row := s.kept(registry, x, h)
	extent := strconv.Itoa(h.FirstVolume) + " to " + strconv.Itoa(h.LastVolume)
	record := t.line(row.print, row.online, h.Agency, h.State, extent, strconv.Itoa(h.FirstYear), strconv.Itoa(h.LastYear), row.title, x.t.Publisher.Name, "2025-11-01")
	s.told(registry, &row, t, record)
}
