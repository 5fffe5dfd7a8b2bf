package links

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// yearSlack is by how many years dates may differ: volumes are dated ahead, and
// sources count from the first issue or from the first volume.
const yearSlack = 1

// compare reports where an item and the serials that it matches disagree.
func (l *linker) compare(r *formats.Row, m *match) error {
	if err := l.compareLinking(r, m); err != nil {
		return err
	}
	if err := l.compareRoles(r); err != nil {
		return err
	}
	if err := l.compareTitles(r, m); err != nil {
		return err
	}
	return l.compareDates(r, m)
}

// compareLinking checks the ISSN-L that the source states against that of each
// number.
func (l *linker) compareLinking(r *formats.Row, m *match) error {
	linkings := m.linkings()
	if len(linkings) > 1 && l.atLinking(r) {
		d := l.discrepancy(r, OneForSeveral, m.targets[0].number.String())
		d.Serial, d.Found, d.Expected = linkings[0].LinkingIRI(), join(m.targets), oneOf(linkings)
		if err := l.tell(d); err != nil {
			return err
		}
	}
	for _, c := range m.claimed {
		for _, t := range perLinking(m.targets) {
			if !t.serial.HasLinking || t.basis == ByIncorrect || t.serial.Linking == c {
				continue
			}
			if len(linkings) > 1 && slices.Contains(linkings, c) {
				continue // told as one item for several
			}
			d := l.discrepancy(r, LinkingDiffers, t.number.String())
			d.Serial, d.Found, d.Expected = t.serial.ISSN.IRI(), c.String(), t.serial.Linking.String()
			l.correct(&d, r, formats.Number{Text: c.String(), Role: formats.RoleLinking}, t.serial.Linking.String())
			if err := l.tell(d); err != nil {
				return err
			}
		}
	}
	return nil
}

func oneOf(linkings []issn.ISSN) string {
	parts := make([]string, len(linkings))
	for i, n := range linkings {
		parts[i] = n.String()
	}
	return "one of " + strings.Join(parts, ", ")
}

// compareRoles finds one number given as print and as online ISSN.
func (l *linker) compareRoles(r *formats.Row) error {
	for i, a := range r.Numbers {
		if a.Role != formats.RolePrint {
			continue
		}
		n, err := issn.Clean(a.Text)
		if err != nil {
			continue
		}
		for _, b := range r.Numbers {
			if b.Role != formats.RoleOnline || slices.Contains(r.Numbers[:i], a) {
				continue
			}
			if o, err := issn.Clean(b.Text); err == nil && o == n {
				d := l.discrepancy(r, SamePrintOnline, a.Text)
				d.Found, d.Serial = n.String(), n.IRI()
				return l.tell(d)
			}
		}
	}
	return nil
}

// compareTitles finds titles that do not resemble any title of the serials.
func (l *linker) compareTitles(r *formats.Row, m *match) error {
	if len(r.Titles) == 0 {
		return nil
	}
	for _, t := range m.targets {
		if len(t.serial.Titles) == 0 || resembles(r.Titles, t.serial.Titles) {
			continue
		}
		d := l.discrepancy(r, TitleDiffers, t.number.String())
		d.Found, d.Expected, d.Serial = r.Titles[0].Text, t.serial.Titles[0], t.serial.ISSN.IRI()
		return l.tell(d)
	}
	return nil
}

// compareDates finds years that cannot both be true. They are compared with those
// of all media together: archives and lists give an online ISSN the years of the
// printed volumes that were digitized.
func (l *linker) compareDates(r *formats.Row, m *match) error {
	start, end := r.Start, r.End
	if start == 0 && end == 0 {
		return nil
	}
	whole := r.Kind == formats.KindSerial
	for _, t := range m.targets {
		s := t.serial
		if !t.known || !contradict(start, end, s, whole) {
			continue
		}
		if s.HasLinking {
			all, err := l.allMedia(s)
			if err != nil {
				return err
			}
			if !contradict(start, end, all, whole) {
				continue
			}
			s = all
		}
		d := l.discrepancy(r, DatesContradict, t.number.String())
		d.Found, d.Expected, d.Serial = yearsText(start, end, false), yearsText(s.Start, s.End, !s.Ceased), t.serial.ISSN.IRI()
		return l.tell(d)
	}
	return nil
}

// contradict compares years of a source with those of the register. Whole is true
// if the source means the whole life of the serial, false if it means a part.
func contradict(start, end int, s Serial, whole bool) bool {
	switch {
	case start != 0 && s.Ceased && s.End != 0 && start > s.End+yearSlack:
		return true
	case start != 0 && s.Start != 0 && start < s.Start-yearSlack:
		return true
	case end != 0 && s.Start != 0 && end < s.Start-yearSlack:
		return true
	case end != 0 && s.Ceased && s.End != 0 && end > s.End+yearSlack:
		return true
	case !whole:
		return false
	case start != 0 && s.Start != 0 && start > s.Start+yearSlack:
		return true
	case end != 0 && s.Start != 0 && !s.Ceased:
		return true
	case end != 0 && s.Ceased && s.End != 0 && end < s.End-yearSlack:
		return true
	}
	return false
}

// allMedia returns a serial with the years of all serials of its ISSN-L.
func (l *linker) allMedia(s Serial) (Serial, error) {
	members, err := l.reg.Members(s.Linking)
	if err != nil {
		return s, err
	}
	all := Serial{}
	first := true
	for _, n := range members {
		member, ok, err := l.reg.Serial(n)
		if err != nil {
			return s, err
		}
		if ok && member.Status == StatusValid {
			all.Start, all.End, all.Ceased = union(all, member, first)
			first = false
		}
	}
	if first {
		return s, nil
	}
	return all, nil
}

func yearsText(start, end int, running bool) string {
	switch {
	case start == 0 && end == 0:
		return ""
	case end == 0 && running:
		return strconv.Itoa(start) + "-"
	case end == 0:
		return strconv.Itoa(start)
	case start == 0:
		return "-" + strconv.Itoa(end)
	}
	return fmt.Sprintf("%d-%d", start, end)
}
