package issn

// placeholders are numbers with a valid check digit that records and lists use for a
// missing ISSN. The register assigns neither.
const (
	allZeros ISSN = 0       // 0000-0000
	allNines ISSN = 9999999 // 9999-9994
)

// IsPlaceholder reports whether n is written for "no ISSN" and identifies nothing.
func (n ISSN) IsPlaceholder() bool { return n == allZeros || n == allNines }
