package format_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
)

// Convert from one syntax to another, quad by quad.
func Example() {
	from, _ := format.Detect("journal.ttl")
	to, _ := format.ByMediaType("application/n-triples")
	src := strings.NewReader(`PREFIX schema: <http://schema.org/>
		<https://portal.issn.org/resource/ISSN/0028-0836> schema:name "Nature" .`)
	r, err := format.NewReader(src, from, format.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := format.NewWriter(os.Stdout, to, format.WriterOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var q rdf.Quad
	for err == nil {
		if err = r.Read(&q); err == nil {
			err = w.WriteQuad(q)
		}
	}
	if !errors.Is(err, io.EOF) {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <https://portal.issn.org/resource/ISSN/0028-0836> <http://schema.org/name> "Nature" .
}
