package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/marc"
)

// formerTitle is the type of variant titles that a serial had earlier under the same
// record (247; UNIMARC 520). The profile has no class for them.
const formerTitle = "former"

// title reads a title field with its counterpart in another script.
func (r *reader21) title(f *marc.Field) {
	s := r.s
	switch f.Tag {
	case "210":
		if s.abbreviated.value == "" && f.Ind2 != '0' {
			s.abbreviated = r.scripted(f, "ab")
		} else { // 0: an abbreviation by other rules
			s.names = addUnique(s.names, joinTitle(f, "ab", 0, 0))
		}
	case "222":
		if s.keyTitle.value == "" {
			s.keyTitle = r.scripted(f, "ab")
		} else {
			s.warn("222: second key title")
		}
	case "245":
		if s.proper.value == "" {
			s.proper = r.scripted(f, "anp")
		} else {
			s.warn("245: second title statement")
		}
	case "247":
		if t := (title{scripted: r.scripted(f, "anp"), variantType: formerTitle}); t.value != "" {
			s.titles = append(s.titles, t)
		}
	case "246":
		t := title{scripted: r.scripted(f, "anp"), parallel: f.Ind2 == '1'}
		if !t.parallel && ('0' <= f.Ind2 && f.Ind2 <= '9' || 'a' <= f.Ind2 && f.Ind2 <= 'z') {
			t.variantType = string(f.Ind2)
		}
		if t.value != "" {
			s.titles = append(s.titles, t)
		}
	}
}

// scripted joins subfields of a field, and of the field 880 linked to it.
func (r *reader21) scripted(f *marc.Field, codes string) scripted {
	value := joinTitle(f, codes, 'n', 'p')
	if value == "" {
		return scripted{}
	}
	counterpart, code := "", ""
	if g, script := r.counterpart(f); g != nil {
		counterpart, code = joinTitle(g, codes, 'n', 'p'), script
	}
	return newScripted(value, counterpart, code, r.s.languages)
}

// counterpart returns the field 880 that $6 links to f, and its script code.
func (r *reader21) counterpart(f *marc.Field) (*marc.Field, string) {
	if len(r.linked) == 0 {
		return nil, ""
	}
	tag, occurrence, _ := linkage(f.First('6'))
	if tag != "880" || occurrence == "00" {
		return nil, ""
	}
	for _, g := range r.linked {
		if tag, other, script := linkage(g.First('6')); other == occurrence && sameKind(tag, f.Tag) {
			return g, scriptCode(g, script)
		}
	}
	r.s.warn(f.Tag + ": $6 leads to no field 880")
	return nil, ""
}

// sameKind reports whether two tags are equal, or are the pre-RDA and RDA tags of
// publication statements, since some conversions changed only one side.
func sameKind(a, b string) bool {
	return a == b || (a == "260" || a == "264") && (b == "260" || b == "264")
}

// scriptCode returns the script code of $6. "$1" is the code for Chinese, Japanese and
// Korean; in some files its dollar sign has become a subfield delimiter.
func scriptCode(g *marc.Field, script string) string {
	if script != "" {
		return script
	}
	for _, sf := range g.Subfields {
		if sf.Code == '1' && strings.TrimSpace(sf.Value) == "" {
			return "$1"
		}
	}
	return ""
}

// unlinked reads a field 880 that has no counterpart, as the field that it stands for:
// one with the occurrence number 00, or one that no field of the record links to.
func (r *reader21) unlinked(f *marc.Field) {
	tag, occurrence, _ := linkage(f.First('6'))
	if tag == "" || occurrence != "00" && r.leadsTo(tag, occurrence) {
		return
	}
	switch tag {
	case "246", "247", "260", "264", "362", "533", "538", "588", "710", "711", "720":
		g := *f
		g.Tag = tag
		r.field(&g)
	}
}

// leadsTo reports whether a field of the kind is linked to the field 880 with the
// occurrence number.
func (r *reader21) leadsTo(tag, occurrence string) bool {
	for i := range r.rec.Fields {
		f := &r.rec.Fields[i]
		if f.Tag == "880" || !sameKind(f.Tag, tag) {
			continue
		}
		if to, other, _ := linkage(f.First('6')); to == "880" && other == occurrence {
			return true
		}
	}
	return false
}

// linkage takes $6 apart: "880-01", "245-01/(N", "245-01/$1", "245-01/Cyrl/r". It also
// reads a script code without the slash.
func linkage(s string) (tag, occurrence, script string) {
	if len(s) < 6 || s[3] != '-' {
		return "", "", ""
	}
	tag, occurrence, script = s[:3], s[4:6], strings.TrimPrefix(s[6:], "/")
	script, _, _ = strings.Cut(script, "/")
	return tag, occurrence, strings.TrimSpace(script)
}
