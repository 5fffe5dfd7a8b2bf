package mapping

import (
	"github.com/issn-ld/issn-ld/marc"
)

// titleProper reads field 200 and the parallel titles in it.
func (r *readerUNI) titleProper(f *marc.Field) {
	s := r.s
	if s.proper.value == "" {
		s.proper = r.scripted(f, "ahi")
	}
	if r.isOriginal(f) {
		return
	}
	for d := range f.All('d') {
		if value := trimTitle(clean(d)); value != "" {
			s.titles = append(s.titles, title{parallel: true, scripted: newScripted(value, "", "", s.languages)})
		}
	}
}

// title reads key titles and other titles. Variant titles get the MARC 21 types.
func (r *readerUNI) title(f *marc.Field) {
	s := r.s
	if r.isOriginal(f) {
		return
	}
	variantType := ""
	switch f.Tag {
	case "530":
		if s.keyTitle.value == "" {
			s.keyTitle = r.scripted(f, "ab")
		}
		return
	case "531":
		if s.abbreviated.value == "" {
			s.abbreviated = r.scripted(f, "ab")
		}
		return
	case "510":
	case "520": // former title
		variantType = formerTitle
	case "512", "513", "514", "515", "516":
		variantType = string(f.Tag[2] + 2) // cover 4, added title page 5, caption 6, running 7, spine 8
	default:
		variantType = "3"
	}
	if t := (title{scripted: r.scripted(f, "ahi"), parallel: f.Tag == "510", variantType: variantType}); t.value != "" {
		s.titles = append(s.titles, t)
	}
}

// scripted joins subfields of a field, and of its counterpart.
func (r *readerUNI) scripted(f *marc.Field, codes string) scripted {
	value := titleOfUNIMARC(f, codes)
	if value == "" {
		return scripted{}
	}
	original := ""
	g, script := r.original(f)
	if g != nil {
		original = titleOfUNIMARC(g, codes)
	}
	return newScripted(value, original, script, r.s.languages)
}

// original returns the counterpart of f and the code of its script.
func (r *readerUNI) original(f *marc.Field) (*marc.Field, string) {
	g := r.counterpart(f)
	if g == nil {
		return nil, ""
	}
	return g, scriptOfUNIMARC[prefix(g.First('7'), 2)]
}

// titleOfUNIMARC joins the subfields of a title; $h is the number of a part, $i its
// name.
func titleOfUNIMARC(f *marc.Field, codes string) string { return joinTitle(f, codes, 'h', 'i') }

// counterpart returns the field with the same tag and $6 number as f but in another
// script ($7).
func (r *readerUNI) counterpart(f *marc.Field) *marc.Field {
	number, script := linkNumber(f), prefix(f.First('7'), 2)
	if number == "" || script == "" {
		return nil
	}
	for g := range r.rec.All(f.Tag) {
		if g != f && linkNumber(g) == number && prefix(g.First('7'), 2) != script {
			return g
		}
	}
	return nil
}

// isOriginal reports whether f is the second of two fields linked as the same text in
// two scripts.
func (r *readerUNI) isOriginal(f *marc.Field) bool {
	g := r.counterpart(f)
	if g == nil {
		return false
	}
	for first := range r.rec.All(f.Tag) {
		if first == g {
			return true
		}
		if first == f {
			return false
		}
	}
	return false
}

// linkNumber returns the digits of $6: "a01" and "01" are number 01.
func linkNumber(f *marc.Field) string {
	s := f.First('6')
	if s != "" && (s[0] < '0' || s[0] > '9') {
		s = s[1:]
	}
	return prefix(s, 2)
}

// prefix returns the first n bytes of s, or the empty string if it is shorter.
func prefix(s string, n int) string {
	if len(s) < n {
		return ""
	}
	return s[:n]
}
