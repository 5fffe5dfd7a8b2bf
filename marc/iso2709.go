package marc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The separators of ISO 2709, and sizes.
const (
	recordEnd     = 0x1D
	fieldEnd      = 0x1E
	subfieldStart = 0x1F
	leaderLen     = 24
	entryLen      = 12
)

var (
	utf8BOM  = []byte("\uFEFF")
	errLimit = fmt.Errorf("no record terminator within %d MiB", maxRecordLen>>20)
)

// iso2709Source splits a window into records.
type iso2709Source struct {
	rd *Reader
	w  *window
}

func (s *iso2709Source) read() (*Record, error) {
	s.skipJunk()
	if len(s.w.data()) == 0 {
		if err := s.w.failure(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	n, note, err := s.extent()
	if err != nil && !errors.Is(err, errTruncated) {
		return nil, err
	}
	raw := s.w.data()[:n]
	place := s.rd.place(s.w.offset())
	s.w.advance(n)
	if err != nil {
		return nil, &RecordError{Place: place, Msg: err.Error(), Raw: bytes.Clone(raw), Truncated: true}
	}
	rec := &Record{Place: place}
	if note != "" {
		rec.note("%s", note)
	}
	if msg := rec.parse2709(raw, s.rd.opts); msg != "" {
		return nil, &RecordError{Place: place, Msg: msg, Raw: bytes.Clone(raw)}
	}
	if s.rd.opts.KeepRaw {
		rec.Raw = bytes.Clone(raw)
	}
	return rec, nil
}

// errTruncated is the reason given for a last record without its end.
var errTruncated = errors.New("the file ends inside the record")

// skipJunk skips bytes found between records in real files: line ends, NUL, Ctrl-Z, a
// byte order mark.
func (s *iso2709Source) skipJunk() {
	for s.w.need(1) {
		data := s.w.data()
		rest := bytes.TrimLeft(data, "\r\n\x00\x1A")
		rest = bytes.TrimPrefix(rest, utf8BOM)
		if len(rest) > 0 && len(rest) == len(data) {
			break
		}
		s.w.advance(len(data) - len(rest))
	}
	if d := s.w.data(); len(d) < 64 && !s.w.need(64) && len(bytes.Trim(s.w.data(), " \t\r\n\x00\x1A")) == 0 {
		s.w.advance(len(s.w.data()))
	}
}

// extent returns the length of the record at the start of the window, including its
// terminator, with a note if the leader gives another.
func (s *iso2709Source) extent() (n int, note string, err error) {
	end := -1
	for from := 0; ; {
		data := s.w.data()
		if i := bytes.IndexByte(data[from:], recordEnd); i >= 0 {
			end = from + i + 1
			break
		}
		if from = len(data); from > maxRecordLen {
			return 0, "", errLimit
		}
		if !s.w.more() {
			break
		}
	}
	if err := s.w.failure(); err != nil && end < 0 {
		return 0, "", err
	}
	data := s.w.data()
	stated, ok := digits(data[:min(5, len(data))])
	switch {
	case ok && end == stated:
		return end, "", nil
	case ok && stated > leaderLen && s.endsAt(stated, end):
		return stated, fmt.Sprintf("the record of %d bytes has no terminator, or one inside", stated), nil
	case end < 0 && ok && stated == len(data)+1 && data[len(data)-1] == fieldEnd:
		return len(data), "the record has no terminator", nil
	case end < 0:
		return len(data), "", errTruncated
	case !ok:
		return end, fmt.Sprintf("the leader states no length; the record has %d bytes", end), nil
	}
	return end, fmt.Sprintf("the leader states %d bytes; the record has %d", stated, end), nil
}

// endsAt reports whether the record ends at the stated length although the first
// terminator is at end: either it has no terminator and another record follows, or that
// terminator is a stray byte in a field.
func (s *iso2709Source) endsAt(stated, end int) bool {
	if !s.w.need(stated) {
		return false
	}
	s.w.need(stated + leaderLen)
	data := s.w.data()
	follows := len(data) == stated || looksLikeLeader(data[stated:])
	if end < 0 || stated < end {
		return data[stated-1] == fieldEnd && follows && len(data) > stated
	}
	return data[stated-1] == recordEnd && follows && !looksLikeLeader(bytes.TrimLeft(data[end:stated], "\r\n\x00"))
}

// looksLikeLeader reports whether b looks like the start of a record.
func looksLikeLeader(b []byte) bool {
	if len(b) < leaderLen {
		return false
	}
	for _, c := range b[:5] {
		if (c < '0' || c > '9') && c != ' ' {
			return false
		}
	}
	return isLower(b[5]) && isLower(b[6]) && (b[20] == '4' && b[21] == '5' || b[10] == '2' && b[11] == '2')
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' || c == ' ' || c == '|' }

// digits returns the number written in b.
func digits(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, len(b) > 0
}

// span is a field in the data of a record: [start, end) without the terminator.
type span struct{ start, end int }

// parse2709 fills rec from the bytes of one record, or returns why it cannot.
func (r *Record) parse2709(raw []byte, opts Options) (reject string) {
	raw = bytes.TrimSuffix(raw, []byte{recordEnd})
	dirEnd := bytes.IndexByte(raw, fieldEnd)
	if dirEnd < 0 {
		return "there is no directory"
	}
	if dirEnd < leaderLen {
		return fmt.Sprintf("the leader has %d bytes instead of 24", dirEnd)
	}
	leader, size := splitLeader(raw[:dirEnd])
	r.Leader = r.cleanLeader(leader)
	directory, data := raw[size:dirEnd], raw[dirEnd+1:]
	spans, reject := r.locate(directory, data)
	if reject != "" {
		return reject
	}
	tags := make([]string, len(spans))
	for i := range tags {
		tags[i] = r.cleanTag(directory[entryLen*i : entryLen*i+3])
	}
	r.Format = detectFormat(opts.Dialect, r.Leader, tags)
	r.setFields(tags, spans, data, r.decideCharset(opts.Charset, tags, spans, data))
	if len(r.Fields) == 0 {
		return "there are no fields"
	}
	r.repairFixed()
	return ""
}

// splitLeader returns the leader at the start of head, which ends before the
// terminator of the directory, and its size: 24 bytes, unless blanks in it were
// encoded as something longer, which the size of the directory gives away.
func splitLeader(head []byte) (leader string, size int) {
	size = leaderLen
	if isASCII(head[:leaderLen]) && (len(head)-leaderLen)%entryLen == 0 {
		return string(head[:size]), size
	}
	text, n := string(head), 0
	for i := range text {
		if n == leaderLen {
			size = i
			break
		}
		if !strings.HasPrefix(text[i:], twiceEncodedBlank) {
			n++ // the no-break space that follows is counted
		}
	}
	return string(head[:size]), size
}

// locate finds the fields of the directory in the data.
func (r *Record) locate(directory, data []byte) (spans []span, reject string) {
	spans = make([]span, 0, len(directory)/entryLen)
	good := len(directory)%entryLen == 0
	for i := 0; good && i+entryLen <= len(directory); i += entryLen {
		length, ok1 := digits(directory[i+3 : i+7])
		start, ok2 := digits(directory[i+7 : i+12])
		end := start + length
		good = ok1 && ok2 && length > 0 && end <= len(data) && data[end-1] == fieldEnd && (start == 0 || data[start-1] == fieldEnd)
		spans = append(spans, span{start, end - 1})
	}
	if good && coversAll(spans, data) {
		return spans, ""
	}
	spans = spans[:0]
	for at := 0; at < len(data); {
		n := bytes.IndexByte(data[at:], fieldEnd)
		if n < 0 {
			n = len(data) - at
		}
		spans = append(spans, span{at, at + n})
		at += n + 1
	}
	if len(spans) != len(directory)/entryLen {
		return nil, fmt.Sprintf("the directory names %d fields, the record has %d", len(directory)/entryLen, len(spans))
	}
	r.note("directory wrong; fields found by their terminators")
	return spans, ""
}

// coversAll reports whether the spans cover all the data, so that no field is lost.
func coversAll(spans []span, data []byte) bool {
	total := 0
	for _, s := range spans {
		total += s.end - s.start + 1
	}
	return total == len(data)
}

// setFields turns the spans into fields.
func (r *Record) setFields(tags []string, spans []span, data []byte, set Charset) {
	r.Fields = make([]Field, len(spans))
	slab := make([]Subfield, 0, bytes.Count(data, []byte{subfieldStart}))
	text := ""
	whole := bytes.Count(data, []byte{fieldEnd}) >= len(spans)-1 && bytes.Count(data, []byte{fieldEnd}) <= len(spans)
	if set == UTF8 && whole && utf8.Valid(data) && !hasControls(data) {
		text = string(data) // one copy for all fields
	}
	ascii := isASCII(data)
	for i, s := range spans {
		var value string
		switch {
		case text != "" && ascii:
			value = text[s.start:s.end]
		case text != "":
			value = r.checkText(tags[i], text[s.start:s.end])
		default:
			value = r.checkText(tags[i], r.decode(tags[i], data[s.start:s.end], set))
		}
		slab = r.setField(&r.Fields[i], tags[i], value, slab)
	}
}

// setField splits the text of a field; subfields are appended to the slab.
func (r *Record) setField(f *Field, tag, value string, slab []Subfield) []Subfield {
	f.Tag = tag
	first := strings.IndexByte(value, subfieldStart)
	if first < 0 && isControlTag(tag) {
		f.Value = value
		return slab
	}
	head := value
	if first >= 0 {
		head = value[:first]
	}
	f.Ind1, f.Ind2 = ' ', ' '
	switch {
	case len(head) >= 2 && head[0] < utf8.RuneSelf && head[1] < utf8.RuneSelf:
		f.Ind1, f.Ind2 = head[0], head[1]
		head = head[2:]
	case first < 0:
		// No room for indicators: all of it is text.
	case len(head) == 1 && head[0] < utf8.RuneSelf:
		f.Ind1, head = head[0], ""
		r.note("%s: one indicator only", tag)
	default:
		r.note("%s: no indicators", tag)
	}
	start := len(slab)
	if head != "" {
		r.note("%s: text before the first subfield taken as $a", tag)
		slab = append(slab, Subfield{Code: 'a', Value: head})
	}
	for rest := value[max(first, 0):]; first >= 0 && rest != ""; {
		rest = rest[1:]
		next := strings.IndexByte(rest, subfieldStart)
		if next < 0 {
			next = len(rest)
		}
		slab = r.appendSubfield(slab, tag, rest[:next])
		rest = rest[next:]
	}
	f.Subfields = slab[start:len(slab):len(slab)]
	return slab
}

// appendSubfield splits the code from the value.
func (r *Record) appendSubfield(slab []Subfield, tag, s string) []Subfield {
	switch {
	case s == "":
		r.note("%s: empty subfield dropped", tag)
		return slab
	case s[0] >= utf8.RuneSelf:
		r.note("%s: subfield code is no ASCII character; taken as $a", tag)
		return append(slab, Subfield{Code: 'a', Value: s})
	}
	return append(slab, Subfield{Code: s[0], Value: s[1:]})
}

// isControlTag reports whether fields with the tag have a value only. Tags with
// letters (FMT, LDR, CAT of library systems) are judged by their content.
func isControlTag(tag string) bool {
	return strings.HasPrefix(tag, "00") || len(tag) == 3 && !isDigit(tag[0]) && !isDigit(tag[2])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
