package dict

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// TestCheckFindsWrongWriter gives Check dictionaries whose checksums are right
// and whose contents are not, as a writer with a mistake would leave them.
func TestCheckFindsWrongWriter(t *testing.T) {
	key := func(terms ...rdf.Term) (keys []string) {
		for _, term := range terms {
			keys = append(keys, string(appendKey(nil, term)))
		}
		return keys
	}
	a, b, c := rdf.NewIRI("http://a/"), rdf.NewIRI("http://b/"), rdf.NewString("c")
	right := [classEnd + 1]uint64{classLiteral: 2, classTriple: 3, classFragment: 3, classEnd: 3}
	for name, tc := range map[string]struct {
		keys   []string
		bounds [classEnd + 1]uint64
		tail   string // bytes after the last block
		want   string // in one of the reports; empty if there is to be none
	}{
		"nothing wrong":     {keys: key(a, b, c), bounds: right},
		"order":             {keys: key(b, a, c), bounds: right, want: "is not after"},
		"a key twice":       {keys: key(a, a, c), bounds: right, want: "is not after"},
		"class":             {keys: append(key(a, b), "\x09c"), bounds: right, want: "class 9"},
		"bounds":            {keys: key(a, c, rdf.NewString("d")), bounds: right, want: "terms of class"},
		"bytes after block": {keys: key(a, b, c), bounds: right, tail: "x", want: "after the block"},
		"inlined term":      {keys: key(a, b, rdf.NewString("0028-0836")), bounds: right, want: "has the id"},
		"known datatype":    {keys: append(key(a, b), "\x03c\x00\x05"+vocab.XSDInteger), bounds: right, want: "has the id"},
		"language tag":      {keys: append(key(a, b), "\x03c\x00\x02EN"), bounds: right, want: "has the id"},
		"literal":           {keys: append(key(a, b), "\x03c"), bounds: right, want: "literal without end"},
		"triple term":       {keys: append(key(a, b), "\x04\x02a\x00\x01"), bounds: right, want: "triple term without end"},
		"empty key":         {keys: []string{"\x02a", "", "\x02b"}, bounds: right, want: "term 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var w pageWriter
			for _, k := range tc.keys {
				w.add([]byte(k))
			}
			w.body = append(w.body, tc.tail...)
			blobs := newMemory()
			blobs.values[string(blobKey(tagPage, 0))] = w.take()
			var d directory
			d.add(0, []byte{tc.keys[0][0]})
			if _, err := d.encode(blobs.put); err != nil {
				t.Fatal(err)
			}
			h := header{bounds: tc.bounds, pages: 1, chunks: 1}
			blobs.values[string(blobKey(tagHeader, 0))] = h.encode()
			opened, err := Open(blobs)
			if err != nil {
				t.Fatal(err)
			}
			var faults []error
			if err := opened.Check(context.Background(), func(err error) { faults = append(faults, err) }); err != nil {
				t.Fatal(err)
			}
			all := errors.Join(faults...)
			switch {
			case tc.want == "" && all != nil:
				t.Errorf("got %v, want no fault", all)
			case tc.want != "" && (!errors.Is(all, ErrCorrupt) || !strings.Contains(all.Error(), tc.want)):
				t.Errorf("got %v, want one with %q", all, tc.want)
			}
		})
	}
}

// TestCheckFindsDeltaInBase checks that a term with two ids is reported.
func TestCheckFindsDeltaInBase(t *testing.T) {
	terms := []rdf.Term{rdf.NewString("a"), rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#Publisher-A")}
	d := build(t, BuilderOptions{}, terms).dict
	delta := NewDelta(d)
	for _, term := range terms {
		delta.Add(term) // without asking the dictionary first
	}
	var faults []error
	if err := d.Check(t.Context(), func(err error) { faults = append(faults, err) }); err != nil {
		t.Fatal(err)
	}
	if len(faults) != len(terms) || !errors.Is(errors.Join(faults...), ErrCorrupt) {
		t.Errorf("got %v, want %d faults", faults, len(terms))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Check(ctx, func(error) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
