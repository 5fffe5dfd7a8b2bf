package links

import (
	"errors"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// match is the result of looking up an item's numbers.
type match struct {
	targets  []target // of the strongest basis; former numbers only if there are no others
	claimed  []issn.ISSN
	stated   int // numbers present
	readable int // of these, the well-formed ones
	lost     int // known numbers that lead to no serial
}

// linkings returns the distinct ISSN-Ls of the targets, in their order.
func (m *match) linkings() []issn.ISSN {
	var found []issn.ISSN
	for i := range m.targets {
		if n := m.targets[i].linking(); !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

// isCheckDigit reports whether the only fault of a number is its check digit.
func isCheckDigit(err error) bool { return errors.Is(err, issn.ErrCheckDigit) }

// match looks up the numbers of a row and reports their faults.
func (l *linker) match(r *formats.Row) (match, error) {
	var m match
	var all []target
	for pass, linking := range []bool{false, true} {
		for i, num := range r.Numbers {
			if (num.Role == formats.RoleLinking) != linking {
				continue
			}
			m.stated++
			n, err := issn.Clean(num.Text)
			if err != nil {
				if !formats.Repeated(r.Numbers[:i], num.Text) {
					if err := l.badNumber(r, num, err); err != nil {
						return m, err
					}
				}
				continue
			}
			m.readable++
			if linking {
				m.claimed = append(m.claimed, n)
				if pass == 1 && len(all) > 0 {
					continue // only as a last resort
				}
			}
			found, err := l.number(r, num, n, formats.Repeated(r.Numbers[:i], num.Text))
			if err != nil {
				return m, err
			}
			if found == nil {
				continue
			}
			if len(found) == 0 {
				m.lost++
			}
			all = append(all, found...)
		}
	}
	m.targets = strongest(all)
	return m, nil
}

// number resolves one number. It returns nil for an unknown one, and an empty
// slice for a known one that leads to no serial.
func (l *linker) number(r *formats.Row, num formats.Number, n issn.ISSN, again bool) ([]target, error) {
	found, odd, err := resolve(l.reg, n)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].role = num.Role
	}
	if again {
		return found, nil
	}
	switch {
	case odd != "":
		d := l.discrepancy(r, odd, num.Text)
		d.Expected = join(found)
		if len(found) > 0 {
			d.Serial = found[0].serial.ISSN.IRI()
		}
		if len(found) == 1 {
			l.correct(&d, r, num, found[0].serial.ISSN.String())
		}
		if found == nil {
			found = []target{}
		}
		return found, l.tell(d)
	case len(found) == 0:
		return nil, l.tell(l.discrepancy(r, UnknownISSN, num.Text))
	}
	return found, nil
}

// join lists the ISSNs of targets.
func join(targets []target) string {
	var list []string
	for i := range targets {
		list = append(list, targets[i].serial.ISSN.String())
	}
	return strings.Join(list, ", ")
}

// badNumber reports an unreadable number.
func (l *linker) badNumber(r *formats.Row, num formats.Number, cause error) error {
	d := l.discrepancy(r, numberKind(cause), num.Text)
	n, ok, err := suggest(l.reg, num.Text, r.Titles)
	if err != nil {
		return err
	}
	if ok {
		d.Expected, d.Serial = n.String(), n.IRI()
		l.correct(&d, r, num, n.String())
	}
	return l.tell(d)
}

// strongest keeps the targets on the strongest basis, each serial once. Former numbers
// count only if no other number has a target.
func strongest(all []target) []target {
	former := !slices.ContainsFunc(all, func(t target) bool { return t.role != formats.RoleFormer })
	best := ByName
	for i := range all {
		if (all[i].role == formats.RoleFormer) == former {
			best = min(best, all[i].basis)
		}
	}
	var kept []target
	for _, t := range all {
		if (t.role == formats.RoleFormer) != former || t.basis != best {
			continue
		}
		same := func(k target) bool { return k.serial.ISSN == t.serial.ISSN }
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, t)
		}
	}
	return kept
}

// perLinking keeps one target per ISSN-L.
func perLinking(targets []target) []target {
	var kept []target
	for _, t := range targets {
		same := func(k target) bool { return k.linking() == t.linking() }
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, t)
		}
	}
	return kept
}
