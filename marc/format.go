package marc

// String returns the usual name of the format.
func (f Format) String() string {
	if f == UNIMARC {
		return "UNIMARC"
	}
	return "MARC 21"
}

// detectFormat decides the dialect of a record by its tags. UNIMARC has the
// title in 200 and the ISSN in 011, MARC 21 in 245 and 022, and 008. Where the
// tags say nothing, byte 23 of the leader does: "0" in MARC 21, blank in
// UNIMARC.
func detectFormat(dialect Dialect, leader string, tags []string) Format {
	switch dialect {
	case OnlyMARC21:
		return MARC21
	case OnlyUNIMARC:
		return UNIMARC
	case AutoDialect:
	}
	marc21, unimarc := 0, 0
	for _, tag := range tags {
		switch tag {
		case "245", "222", "040":
			marc21 += 2
		case "008", "260", "264", "022":
			marc21++
		case "200", "801":
			unimarc += 2
		case "011", "100", "101", "210":
			unimarc++
		}
	}
	if marc21 == unimarc && len(leader) == leaderLen && leader[20:] == "450 " {
		return UNIMARC
	}
	if unimarc > marc21 {
		return UNIMARC
	}
	return MARC21
}
