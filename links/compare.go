package links

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// yearSlack is the number of years by which dates may differ: volumes are dated ahead,
// and sources count from the first issue or from the first volume.
const yearSlack = 1

// compare reports disagreements between an item and the serials it matches.
func (l *linker) compare(r *formats.Row, m *match) error {
	if err := l.compareLinking(r, m); err != nil {
		return err
	}
	if err := l.compareRoles(r); err != nil {
		return err
	}
	if err := l.compareMedia(r, m); err != nil {
		return err
	}
	if err := l.compareTitles(r, m); err != nil {
		return err
	}
	return l.compareDates(r, m)
}

// compareLinking checks the ISSN-L that the source states against the ISSN-L of each
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
				continue // already reported as one item for several
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

// compareRoles finds a number given as both print and online ISSN.
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

// compareMedia finds swapped print and online ISSNs of a serial. A single number in the
// wrong place means little: many tables have one column for both.
func (l *linker) compareMedia(r *formats.Row, m *match) error {
	wrong := map[formats.Role]formats.Number{}
	serials, linkings := map[formats.Role]Serial{}, map[formats.Role]issn.ISSN{}
	for i := range m.targets {
		t := &m.targets[i]
		other := t.role == formats.RolePrint && t.serial.Medium == MediumOnline || t.role == formats.RoleOnline && t.serial.Medium == MediumPrint
		if _, twice := wrong[t.role]; t.basis != ByISSN || !other || twice {
			continue
		}
		k := slices.IndexFunc(r.Numbers, func(num formats.Number) bool {
			n, err := issn.Clean(num.Text)
			return err == nil && n == t.number && num.Role == t.role
		})
		if k >= 0 {
			wrong[t.role], serials[t.role], linkings[t.role] = r.Numbers[k], t.serial, t.linking()
		}
	}
	if len(wrong) != 2 || linkings[formats.RolePrint] != linkings[formats.RoleOnline] {
		return nil
	}
	for _, role := range []formats.Role{formats.RolePrint, formats.RoleOnline} {
		num, s, opposite := wrong[role], serials[role], formats.RoleOnline
		found, expected := "print", "online"
		if role == formats.RoleOnline {
			opposite, found, expected = formats.RolePrint, expected, found
		}
		d := l.discrepancy(r, MediumDiffers, num.Text)
		d.Serial, d.Found, d.Expected = s.ISSN.IRI(), found, expected
		d.Corrections = append(d.Corrections, Correction{
			Item: cmp.Or(r.IRI, s.ISSN.String()), Field: fieldName(l.info.Name, role),
			Old: formats.CleanText(num.Text), New: formats.CleanText(wrong[opposite].Text),
		})
		if err := l.tell(d); err != nil {
			return err
		}
	}
	return nil
}

// compareTitles finds titles that resemble none of the serials' titles.
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
		meant, ok, err := l.otherTitle(r, &t.serial)
		if err != nil {
			return err
		}
		if ok {
			d.Kind, d.Expected = OtherTitle, meant.String()
			l.correct(&d, r, formats.Number{Text: t.number.String(), Role: t.role}, meant.String())
		}
		return l.tell(d)
	}
	return nil
}

// otherTitle returns the predecessor or successor of a serial that the titles of a row
// name, if there is exactly one.
func (l *linker) otherTitle(r *formats.Row, s *Serial) (issn.ISSN, bool, error) {
	histories, ok := l.reg.(Histories)
	if !ok {
		return 0, false, nil
	}
	around, err := histories.Around(s.ISSN)
	if err != nil {
		return 0, false, err
	}
	var meant []issn.ISSN
	for _, n := range around {
		other, ok, err := l.reg.Serial(n)
		if err != nil {
			return 0, false, err
		}
		if ok && other.Status == StatusValid && len(other.Titles) > 0 && resembles(r.Titles, other.Titles) {
			meant = append(meant, n)
		}
	}
	if len(meant) != 1 {
		return 0, false, nil
	}
	return meant[0], true, nil
}

// compareDates finds years that cannot both be true. It compares with the years of all
// media together: archives and lists give an online ISSN the years of the digitized
// print volumes.
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

// contradict compares years of a source with the register's. Whole is true if the
// source means the whole life of the serial, false if it means a part.
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
