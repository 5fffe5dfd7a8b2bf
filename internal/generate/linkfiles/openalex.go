package linkfiles

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

const (
	openAlexIRI  = "https://openalex.org/"
	openAlexPath = "openalex/data/sources/"
)

// partRecords is how many sources a file of the snapshot has at most.
const partRecords = 100_000

// updateDates are the dates that sources were changed at, one folder each, in
// which the parts go round.
var updateDates = []string{"2025-10-20", "2025-11-17", "2025-12-08", "2025-12-29"}

// snapshot is the files of OpenAlex.
type snapshot struct {
	parts  [4]*file
	number [4]int // of the part in its folder
	done   []part
	merged *table
	total  int64 // sources
}

// part is an entry of the manifest.
type part struct {
	name          string
	bytes, record int64
}

// openAlexSource returns the id of the source of a title.
func openAlexSource(number int64) string { return "S" + itemOf(openAlexTitles, number, 0) }

func (o *snapshot) open(s *Set) error {
	f, err := createFile(s.opt.Dir, "openalex/data/merged_ids/sources/2025-12-29.csv.gz")
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	o.merged = newTable(f, ',', "merge_date", "id", "merge_into_id")
	for i := range o.parts {
		if err := o.next(s, i); err != nil {
			return err
		}
	}
	return nil
}

// next starts a part in a folder.
func (o *snapshot) next(s *Set, i int) error {
	f, err := createFile(s.opt.Dir, fmt.Sprintf("%supdated_date=%s/part_%03d.gz", openAlexPath, updateDates[i], o.number[i]))
	if err != nil {
		return err
	}
	o.parts[i] = f
	o.number[i]++
	s.files = append(s.files, f)
	return nil
}

// end closes a part and notes it for the manifest.
func (o *snapshot) end(s *Set, i int) error {
	f := o.parts[i]
	if f == nil {
		return nil
	}
	err := f.close()
	info, statErr := os.Stat(filepath.Join(s.opt.Dir, filepath.FromSlash(f.name)))
	if err = errors.Join(err, statErr); err != nil {
		return err
	}
	o.done = append(o.done, part{f.name, info.Size(), f.rows})
	o.parts[i] = nil
	return nil
}

// close ends all parts and writes the manifest.
func (o *snapshot) close(s *Set) error {
	var err error
	for i := range o.parts {
		err = errors.Join(err, o.end(s, i))
	}
	var bytes, records int64
	b := []byte("{\"entries\":[\n")
	entry := func(bytes, records int64) {
		b = append(b, `"meta":{"content_length":`...)
		b = strconv.AppendInt(b, bytes, 10)
		b = append(b, `,"record_count":`...)
		b = strconv.AppendInt(b, records, 10)
		b = append(b, "}}"...)
	}
	for i, p := range o.done {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = append(appendMember(append(b, '{'), "url", "s3://openalex/"+p.name[len("openalex/"):]), ',')
		entry(p.bytes, p.record)
		bytes += p.bytes
		records += p.record
	}
	b = append(b, "],\n"...)
	entry(bytes, records)
	o.total = records
	f, createErr := createFile(s.opt.Dir, openAlexPath+"manifest")
	if createErr != nil {
		return errors.Join(err, createErr)
	}
	f.write(append(b, '\n'))
	return errors.Join(err, f.close())
}

// sourceRow is a source to be written.
type sourceRow struct {
	id, linking string
	numbers     []string
	title, also string
	open        bool
	inDOAJ      bool
	item        bool // with the item of Wikidata
}

// writeOpenAlex writes the source of a serial.
func (s *Set) writeOpenAlex(x *serial) {
	if !s.in(openAlex, x) {
		s.keepSpare(openAlex, x)
		return
	}
	kind := s.due(openAlex, x)
	row := sourceRow{
		id: openAlexSource(x.t.Number), linking: x.t.Linking.String(), numbers: append([]string{}, x.numbers...), title: x.t.Key,
		open: x.class == open, inDOAJ: s.in(doaj, x), item: s.in(wikidata, x),
	}
	if x.t.Original != "" && s.chance(drawWords, x.t.Number, 0.5) {
		row.title = x.t.Original
	}
	number := row.numbers[0]
	claim := false
	switch kind {
	case linkingDiffers:
		row.linking = x.other()
	case titleDiffers:
		row.title = s.strangeTitle(x)
	case openContradicts:
		row.open, number, claim = false, x.t.Linking.String(), true
	case withdrawnContradicts:
		row.inDOAJ, number, claim = true, x.t.Linking.String(), true
	case oneForSeveral:
		y := s.takeSpare(openAlex)
		row.numbers, row.title, row.also = append(row.numbers, y.numbers...), x.t.Key, y.t.Key
	case severalForOne:
		number = x.t.Linking.String()
	default:
		if bad := s.badNumber(kind, x); bad != "" {
			number = bad
			row.numbers = append(row.numbers, bad)
		}
	}
	f, record := s.sourceRecord(x, &row)
	if kind == severalForOne {
		row.id, row.item = "S"+itemOf(openAlexTitles, x.t.Number, 1), false
		f, record = s.sourceRecord(x, &row)
	}
	if claim {
		record = 0
	}
	if kind != "" {
		s.note(openAlex, kind, openAlexIRI+row.id, number, f, record)
	}
	s.besides(x)
}

// besides writes, now and then, a source without an ISSN and a merged id.
func (s *Set) besides(x *serial) {
	if s.chance(drawWithoutISSN, x.t.Number, withoutISSN) {
		s.sourceRecord(x, &sourceRow{id: "S" + itemOf(openAlexTitles, x.t.Number, 2), title: "Repository of " + x.t.Publisher.Name, open: true})
	}
	if s.chance(drawMerged, x.t.Number, isMerged) {
		s.openAlex.merged.line("2025-12-29", "S"+itemOf(openAlexMerged, x.t.Number, 0), openAlexSource(x.t.Number))
	}
}

// sourceRecord writes a source to the part of its date.
func (s *Set) sourceRecord(x *serial, row *sourceRow) (*file, int64) {
	b := appendMember(append(s.buf[:0], '{'), "id", openAlexIRI+row.id)
	b = append(b, ',')
	b = appendNumbers(b, row)
	b = appendMember(b, "display_name", row.title)
	if p := &x.t.Publisher; p.Name != "" {
		b = appendMember(b, "host_organization", openAlexIRI+"P"+strconv.Itoa(openAlexPublishers+p.Number))
		b = appendMember(b, "host_organization_name", p.Name)
	}
	b = append(b, `,"works_count":`...)
	b = strconv.AppendInt(b, 1+int64(s.below(drawDate, x.t.Number, 9000)), 10)
	b = append(b, `,"is_oa":`...)
	b = strconv.AppendBool(b, row.open)
	b = append(b, `,"is_in_doaj":`...)
	b = strconv.AppendBool(b, row.inDOAJ)
	kind := "journal"
	if row.linking == "" {
		kind = "repository"
	}
	b = appendMember(b, "type", kind)
	b = append(b, `,"alternate_titles":[`...)
	if row.also != "" {
		b = appendJSON(b, row.also)
	}
	b = append(b, `],"abbreviated_title":null,"ids":{`...)
	b = append(appendMember(b, "openalex", openAlexIRI+row.id), ',')
	b = appendNumbers(b, row)
	if row.item {
		b = appendMember(b, "wikidata", wikidataEntity+wikidataItem(x.t.Number))
	}
	b = append(b, '}')
	i := s.below(drawDate, x.t.Number, len(updateDates))
	b = append(appendMember(b, "updated_date", updateDates[i]), '}', '\n')
	s.buf = b
	if s.openAlex.parts[i].rows >= partRecords {
		if err := errors.Join(s.openAlex.end(s, i), s.openAlex.next(s, i)); err != nil {
			s.planted.err = errors.Join(s.planted.err, err)
			return s.planted, 0
		}
	}
	f := s.openAlex.parts[i]
	return f, f.row(b)
}

// appendNumbers appends the ISSN-L and the ISSNs of a source.
func appendNumbers(b []byte, row *sourceRow) []byte {
	if row.linking == "" {
		return append(b, `"issn_l":null,"issn":null`...)
	}
	b = append(b, `"issn_l":`...)
	b = append(appendJSON(b, row.linking), `,"issn":[`...)
	for i, n := range row.numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, n)
	}
	return append(b, ']')
}
