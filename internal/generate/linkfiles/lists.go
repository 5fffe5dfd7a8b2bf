package linkfiles

import (
	"slices"
	"strconv"
	"strings"
)

// writeISSNL writes the rows of the table of ISSN-Ls.
func (s *Set) writeISSNL(x *serial) {
	linking := x.t.Linking.String()
	kind := s.due(issnL, x)
	for i, n := range x.numbers {
		if kind == linkingDiffers && i == 0 {
			s.note(issnL, kind, "", n, s.issnL.file, s.issnL.line(n, x.other()))
			continue
		}
		s.issnL.line(n, linking)
	}
	if bad := s.badNumber(kind, x); bad != "" {
		s.note(issnL, kind, "", bad, s.issnL.file, s.issnL.line(bad, linking))
	}
}

// writeROAD writes the row of an open-access resource.
func (s *Set) writeROAD(x *serial) {
	if !s.in(road, x) {
		return
	}
	kind := s.due(road, x)
	linking, title := x.t.Linking.String(), x.t.Key
	switch kind {
	case linkingDiffers:
		linking = x.other()
	case titleDiffers:
		title = s.strangeTitle(x)
	}
	line := func(number string) int64 {
		url := "https://" + strings.ToLower(number) + ".example/"
		return s.road.line(number, linking, title, "", x.t.Publisher.Name, url, "", "", x.t.Language, "")
	}
	record := line(x.online)
	switch kind {
	case linkingDiffers, titleDiffers:
		s.note(road, kind, "", x.online, s.road.file, record)
	default:
		if bad := s.badNumber(kind, x); bad != "" {
			s.note(road, kind, "", bad, s.road.file, line(bad))
		}
	}
}

// crossrefColumns are the columns of the list of titles; the last one holds volumes and
// issues.
var crossrefColumns = []string{
	"JournalTitle", "JournalID", "Publisher", "pissn", "eissn", "additionalIssns", "doi",
	"(year1)[volume1]issue1,issue2,issue3(year2)[volume2]issue4,issues5",
}

// writeCrossref writes the row of a title, whose numbers have no hyphen.
func (s *Set) writeCrossref(x *serial) {
	if !s.in(crossref, x) {
		return
	}
	kind := s.due(crossref, x)
	print, online, also, title := x.print, x.online, "", x.t.Key
	number := firstOf(print, online)
	switch kind {
	case titleDiffers:
		title = s.strangeTitle(x)
	case samePrintOnline:
		print, online = number, number
		number = plain(number)
	case severalForOne:
		number = x.t.Linking.String()
	default:
		if also = s.badNumber(kind, x); also != "" {
			also = plain(also)
			number = also
		}
	}
	line := func(id string) int64 {
		return s.crossref.line(title, id, x.t.Publisher.Name, plain(print), plain(online), also, "10."+strconv.Itoa(50_000+x.t.Publisher.Number)+"/j"+id, "(2024)[1]1,2(2025)[2]1,2")
	}
	id := itemOf(crossrefTitles, x.t.Number, 0)
	record := line(id)
	if kind == severalForOne {
		id = itemOf(crossrefTitles, x.t.Number, 1)
		record = line(id)
	}
	if kind != "" {
		s.note(crossref, kind, "https://data.crossref.org/depositorreport?pubid=J"+id, number, s.crossref.file, record)
	}
}

// plain returns a number without its hyphen.
func plain(number string) string { return strings.Replace(number, "-", "", 1) }

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// writeZDB writes the identifiers of the editions, which are described apart.
func (s *Set) writeZDB(x *serial) {
	if !s.in(zdb, x) {
		return
	}
	kind := s.due(zdb, x)
	const address = "https://ld.zdb-services.de/resource/"
	line := func(number, title string, which int) (string, int64) {
		id := zdbID(10*x.t.Number + int64(which))
		return address + id, s.zdb.line(number, id, title)
	}
	for i, n := range x.numbers {
		if kind == titleDiffers && i == 0 {
			item, record := line(n, s.strangeTitle(x), x.places[i])
			s.note(zdb, kind, item, n, s.zdb.file, record)
			continue
		}
		line(n, x.t.Key, x.places[i])
	}
	if bad := s.badNumber(kind, x); bad != "" {
		item, record := line(bad, x.t.Key, 9)
		s.note(zdb, kind, item, bad, s.zdb.file, record)
	}
}

// writeSudoc writes the answers for the editions.
func (s *Set) writeSudoc(x *serial) {
	if !s.in(sudoc, x) {
		return
	}
	kind := s.due(sudoc, x)
	query := func(number string, which int) (string, int64) {
		id := ppn(4*x.t.Number + int64(which))
		s.buf = append(append(s.buf[:0], "<query><issn>"...), number...)
		s.buf = append(append(s.buf, "</issn><result><ppn>"...), id...)
		s.buf = append(s.buf, "</ppn></result></query>\n"...)
		return "http://www.sudoc.fr/" + id + "/id", s.sudoc.row(s.buf)
	}
	for i, n := range x.numbers {
		query(n, x.places[i])
	}
	if bad := s.badNumber(kind, x); bad != "" {
		item, record := query(bad, 3)
		s.note(sudoc, kind, item, bad, s.sudoc, record)
	}
}

const feedHead = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Transfer Alerting Service</title><link>https://journaltransfer.issn.org/</link><description>Journals that change publishers</description>
`

// writeTransfer writes the notice of a serial that moved to another publisher.
func (s *Set) writeTransfer(x *serial) {
	if !s.in(transfer, x) {
		return
	}
	kind := s.due(transfer, x)
	print, online, title := x.print, x.online, x.t.Key
	number := firstOf(print, online)
	switch kind {
	case titleDiffers:
		title = s.strangeTitle(x)
	case samePrintOnline:
		print, online = number, number
	case unknownISSN:
		print = s.badNumber(kind, x)
		number = print
	}
	address := "https://journaltransfer.issn.org/transfer/" + strconv.FormatInt(1_000_000+x.t.Number, 10)
	b := s.buf[:0]
	b = append(append(b, "<item><title>"...), xmlText.Replace(title)...)
	b = append(append(append(b, "</title><link>"...), address...), "</link><guid isPermaLink=\"true\">"...)
	b = append(append(b, address...), "</guid><description>&lt;p&gt;"...)
	for _, f := range [...][2]string{
		{"Print ISSN", print}, {"Online ISSN", online}, {"Transferring publisher", "Former " + x.t.Publisher.Name}, {"Receiving publisher", x.t.Publisher.Name},
	} {
		if f[1] != "" {
			b = append(append(b, f[0]...), ": "...)
			b = append(append(b, xmlText.Replace(xmlText.Replace(f[1]))...), "&lt;br/&gt;"...)
		}
	}
	b = append(b, "Effective transfer date: 2025-01-01&lt;/p&gt;</description><pubDate>Wed, 01 Jan 2025 09:00:00 GMT</pubDate></item>\n"...)
	s.buf = b
	record := s.transfer.row(b)
	if kind != "" {
		s.note(transfer, kind, address, number, s.transfer, record)
	}
}

// doajColumns are columns of the journal metadata.
var doajColumns = []string{
	"Journal title", "Journal URL", "URL in DOAJ", "Alternative title", "Journal ISSN (print version)", "Journal EISSN (online version)",
	"Keywords", "Languages in which the journal accepts manuscripts", "Publisher", "Country of publisher", "Journal license",
	"Review process", "APC", "Preservation Services", "Deposit policy directory", "Persistent article identifiers", "Subjects", "Added on Date",
}

const doajIRI = "https://doaj.org/toc/"

// writeDOAJ writes the row of a journal, or of one that was withdrawn.
func (s *Set) writeDOAJ(x *serial) {
	if !s.in(doaj, x) {
		s.keepSpare(doaj, x)
		if s.isWithdrawn(x) {
			s.withdrawn.line(x.t.Key, x.t.Publisher.Name, x.online, x.t.Linking.String(), strings.Join(x.numbers, "|"), "2025-07-08", "Journal not adhering to Best practice")
		}
		return
	}
	kind := s.due(doaj, x)
	row := doajRow{title: x.t.Key, print: x.print, online: x.online, archives: s.archivesOf(x)}
	number, claim := firstOf(x.print, x.online), false
	switch kind {
	case titleDiffers:
		row.title = s.strangeTitle(x)
	case samePrintOnline:
		row.print, number = x.online, x.online
	case keptContradicts:
		row.archives = append(row.archives, agencies[s.notHeld(x)].doaj)
		number, claim = x.t.Linking.String(), true
	case oneForSeveral:
		y := s.takeSpare(doaj)
		row.print, row.online, row.also, row.archives = x.online, y.online, y.t.Key, nil
		number = x.online
	case severalForOne:
		row.print, number = "", x.t.Linking.String()
	default:
		if bad := s.badNumber(kind, x); bad != "" {
			row.print, number = bad, bad
		}
	}
	item := doajIRI + firstOf(row.online, row.print)
	record := s.doajLine(x, &row, item)
	if kind == severalForOne {
		row.print, row.online, row.archives = x.print, "", nil
		item = doajIRI + x.print
		record = s.doajLine(x, &row, item)
	}
	if claim {
		record = 0
	}
	if kind != "" {
		s.note(doaj, kind, item, number, s.doaj.file, record)
	}
}

// doajRow is a journal to be written.
type doajRow struct {
	title, also, print, online string
	archives                   []string
}

func (s *Set) doajLine(x *serial, row *doajRow, item string) int64 {
	archives := slices.Compact(row.archives)
	return s.doaj.line(row.title, "https://"+strings.ToLower(x.online)+".example/", item, row.also, row.print, row.online,
		"", x.t.Language, x.t.Publisher.Name, "", "CC BY", "Double anonymous peer review", "No", strings.Join(archives, ", "), "", "DOI", "", "2020-01-01")
}
