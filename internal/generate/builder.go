package generate

import (
	"strconv"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
)

// builder makes a record. All text of a record stands in one string.
type builder struct {
	text   []byte
	fields []fieldMark
	subs   []subMark
	linked []linkedField // fields 880 to come
	rec    marc.Record
	out    []marc.Subfield
}

// fieldMark is where a field begins.
type fieldMark struct {
	tag        string
	ind1, ind2 byte // 0 in control fields
	start, sub int  // in text and in subs
}

type subMark struct {
	code  byte
	start int
}

// linkedField is the original of a field that is romanised.
type linkedField struct {
	tag, script string
	ind1, ind2  byte
	subs        [2]marc.Subfield // those without text are left out
}

func (b *builder) reset() {
	b.text, b.fields, b.subs, b.linked = b.text[:0], b.fields[:0], b.subs[:0], b.linked[:0]
}

// control begins a control field; str adds its value.
func (b *builder) control(tag string) { b.field(tag, 0, 0) }

// field begins a data field.
func (b *builder) field(tag string, ind1, ind2 byte) {
	b.fields = append(b.fields, fieldMark{tag: tag, ind1: ind1, ind2: ind2, start: len(b.text), sub: len(b.subs)})
}

// sub begins a subfield with the parts of its value.
func (b *builder) sub(code byte, parts ...string) {
	b.subs = append(b.subs, subMark{code: code, start: len(b.text)})
	for _, s := range parts {
		b.text = append(b.text, s...)
	}
}

// str appends to the value of the control field or subfield begun last.
func (b *builder) str(s string) { b.text = append(b.text, s...) }

func (b *builder) char(c byte) { b.text = append(b.text, c) }

// num appends a number with at least the given number of digits.
func (b *builder) num(n, digits int) {
	for limit := 10; digits > 1; digits-- {
		if n < limit {
			for range digits - 1 {
				b.text = append(b.text, '0')
			}
			break
		}
		limit *= 10
	}
	b.text = strconv.AppendInt(b.text, int64(n), 10)
}

func (b *builder) issn(n issn.ISSN) { b.text = n.Append(b.text) }

// link writes $6 of a field whose original is to follow in a field 880. It must
// be the first subfield.
func (b *builder) link(l linkedField) {
	b.linked = append(b.linked, l)
	b.sub('6', "880-")
	b.num(len(b.linked), 2)
}

// originals writes the fields 880.
func (b *builder) originals() {
	for i := range b.linked {
		l := &b.linked[i]
		b.field("880", l.ind1, l.ind2)
		b.sub('6', l.tag, "-")
		b.num(i+1, 2)
		b.str("/")
		b.str(l.script)
		for _, s := range l.subs {
			if s.Value != "" {
				b.sub(s.Code, s.Value)
			}
		}
	}
}

// record returns the record, which is valid until the next reset.
func (b *builder) record(leader string) *marc.Record {
	text := string(b.text)
	if cap(b.out) < len(b.subs) {
		b.out = make([]marc.Subfield, 2*len(b.subs))
	}
	b.out = b.out[:len(b.subs)]
	b.rec.Leader, b.rec.Fields = leader, b.rec.Fields[:0]
	for i, f := range b.fields {
		end, lastSub := len(text), len(b.subs)
		if i+1 < len(b.fields) {
			end, lastSub = b.fields[i+1].start, b.fields[i+1].sub
		}
		if f.ind1 == 0 {
			b.rec.Fields = append(b.rec.Fields, marc.Field{Tag: f.tag, Value: text[f.start:end]})
			continue
		}
		for k := f.sub; k < lastSub; k++ {
			stop := end
			if k+1 < lastSub {
				stop = b.subs[k+1].start
			}
			b.out[k] = marc.Subfield{Code: b.subs[k].code, Value: text[b.subs[k].start:stop]}
		}
		b.rec.Fields = append(b.rec.Fields, marc.Field{Tag: f.tag, Ind1: f.ind1, Ind2: f.ind2, Subfields: b.out[f.sub:lastSub:lastSub]})
	}
	return &b.rec
}

// spoil makes the check digit at the end of the text wrong.
func (b *builder) spoil() {
	last := &b.text[len(b.text)-1]
	switch *last {
	case 'X':
		*last = '0'
	case '9':
		*last = 'X'
	default:
		*last++
	}
}
