package links_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
)

// What is left of a download that failed does not take the graph of a source
// away, and the error names the file, once.
func TestUnreadable(t *testing.T) {
	const table = "item,issn\nQ180445,0028-0836\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(strings.Repeat(table, 1000))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		content []byte
		want    error // nil: any
		message string
	}{
		"nothing":            {nil, links.ErrNoRows, "links: wikidata: the files have no rows: the graph stays as it was"},
		"blank lines":        {[]byte("\n \n"), links.ErrNoRows, "links: wikidata: the files have no rows: the graph stays as it was"},
		"only a header":      {[]byte("item,issn\n"), links.ErrNoRows, "links: wikidata: the files have no rows: the graph stays as it was"},
		"head of gzip":       {packed.Bytes()[:5], nil, "links: wikidata: list.gz: unexpected EOF"},
		"gzip, cut off":      {packed.Bytes()[:packed.Len()-10], nil, "links: wikidata: list.gz: unexpected EOF"},
		"file of another":    {[]byte("0028-0836 0028-0836\n"), sources.ErrFormat, "links: wikidata: list.gz: unknown format: wikidata reads "},
		"page of a web site": {[]byte("<!DOCTYPE html><html>"), sources.ErrFormat, "links: wikidata: list.gz: unknown format: wikidata reads "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := links.Link(context.Background(), sources.Lookup("wikidata"), []*formats.File{formats.Bytes("list.gz", tc.content)},
				links.Options{Register: linktest.Nature(), Emit: func(rdf.Quad) error { return nil }})
			if err == nil || !strings.HasPrefix(err.Error(), tc.message) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want %q", err, tc.message)
			}
			if tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("error %v does not wrap %v", err, tc.want)
			}
		})
	}
}
