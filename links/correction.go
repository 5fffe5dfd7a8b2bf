package links

import (
	"cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// correct adds a ready-made correction to a discrepancy about a number: the source
// should replace it by the register's.
func (l *linker) correct(d *Discrepancy, r *formats.Row, num formats.Number, right string) {
	item := cmp.Or(r.IRI, right)
	field := fieldName(l.info.Name, num.Role)
	d.Corrections = append(d.Corrections, Correction{Item: item, Field: field, Old: formats.CleanText(num.Text)})
	for _, other := range r.Numbers {
		if n, err := issn.Clean(other.Text); err == nil && n.String() == right && (other.Role == formats.RoleLinking) == (num.Role == formats.RoleLinking) {
			return // already there: only the wrong one goes
		}
	}
	d.Corrections[len(d.Corrections)-1].New = right
}

// fieldName is the source's own name for a number.
func fieldName(source string, role formats.Role) string {
	if source == "wikidata" {
		if role == formats.RoleLinking {
			return "P7363"
		}
		return "P236"
	}
	switch role {
	case formats.RolePrint:
		return "print ISSN"
	case formats.RoleOnline:
		return "online ISSN"
	case formats.RoleLinking:
		return "ISSN-L"
	case formats.RoleAny, formats.RoleFormer:
	}
	return "ISSN"
}
