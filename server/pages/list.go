package pages

import (
	"fmt"

	"github.com/issn-ld/issn-ld/issn"
)

// List is what the list template shows: a table.
type List struct {
	Kind, Title, Subtitle string
	IRI, Path             string
	Formats               []Link
	Columns               []string
	Entries               []Entry
}

// Entry is a row of a [List].
type Entry struct {
	ID    string // fragment that the entry is reached by
	Cells []Link
}

// Plural counts things in words: 1 entry, 2 entries.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// ResourcePath is the path at which the server answers for the resource.
func ResourcePath(r issn.Resource) string {
	return "/resource/" + r.Space.String() + "/" + r.ISSN.String()
}
