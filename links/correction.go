package links

// correct adds ready-made corrections to a discrepancy of a number: the source
// replaces it by the one that the register has.
func (l *linker) correct(d *Discrepancy, r *Row, num Number, right string) {
	item := firstOf(r.IRI, right)
	field := fieldName(l.info.Name, num.Role)
	d.Corrections = append(d.Corrections, Correction{Item: item, Field: field, Old: cleanText(num.Text)})
	for _, other := range r.Numbers {
		if n, err := readISSN(other.Text); err == nil && n.String() == right && (other.Role == RoleLinking) == (num.Role == RoleLinking) {
			return // it is there already: only the wrong one goes
		}
	}
	d.Corrections[len(d.Corrections)-1].New = right
}

// fieldName is what a source calls a number.
func fieldName(source string, role Role) string {
	if source == "wikidata" {
		if role == RoleLinking {
			return "P7363"
		}
		return "P236"
	}
	switch role {
	case RolePrint:
		return "print ISSN"
	case RoleOnline:
		return "online ISSN"
	case RoleLinking:
		return "ISSN-L"
	case RoleAny, RoleFormer:
	}
	return "ISSN"
}
