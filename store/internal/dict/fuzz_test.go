package dict

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// seal makes the checksum of b right, so that what lies behind it is tried.
func seal(b []byte) []byte {
	b = append([]byte(nil), b...)
	if len(b) >= 5 {
		binary.LittleEndian.PutUint32(b[1:], crc32.Checksum(b[5:], checksum))
	}
	return b
}

func wantCorrupt(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, ErrCorrupt) {
		t.Fatalf("got %v, want ErrCorrupt", err)
	}
}

func FuzzPage(f *testing.F) {
	var w pageWriter
	for _, key := range []string{"\x02http://a/", "\x02http://a/b", "\x03a\x00\x01", "\x03b\x00\x01", "\x05Publisher-A"} {
		w.add([]byte(key))
	}
	f.Add(w.take(), []byte("\x03a\x00\x01"))
	f.Add([]byte{1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2}, []byte("\x02"))
	f.Fuzz(func(t *testing.T, b, key []byte) {
		p, err := parsePage(seal(b))
		if err != nil {
			wantCorrupt(t, err)
			return
		}
		_, _, err = p.search(key)
		wantCorrupt(t, err)
		var c cursor
		for term := range p.terms {
			err := c.seek(p, term)
			if err == nil {
				err = c.step()
			}
			if err != nil {
				wantCorrupt(t, err)
				return
			}
		}
	})
}

func FuzzDecodeKey(f *testing.F) {
	for _, term := range someTerms(40, 60) {
		if len(term.Value()) < 100 {
			f.Add(appendKey(nil, term))
		}
	}
	f.Add([]byte{classLiteral, 0, tailKnown})
	f.Fuzz(func(t *testing.T, key []byte) {
		term, err := decodeKey(string(key))
		if err != nil {
			wantCorrupt(t, err)
			return
		}
		again, err := decodeKey(string(appendKey(nil, term)))
		if err != nil || again != term {
			t.Fatalf("%q gave %v, which came back as %v, %v", key, term, again, err)
		}
	})
}

func FuzzDirectory(f *testing.F) {
	b := build(f, BuilderOptions{}, someTerms(41, 3000))
	other := build(f, BuilderOptions{Base: b.dict}, someTerms(42, 30))
	for _, tag := range []byte{tagFragments, tagDirectory, tagHeader} {
		f.Add(other.blobs.values[string(blobKey(tag, 0))])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = seal(b)
		_, err := decodeHeader(b)
		wantCorrupt(t, err)
		_, err = decodeOrdinals(nil, b)
		wantCorrupt(t, err)
		var d directory
		wantCorrupt(t, d.decodeChunk(b))
	})
}

func FuzzDeltaTerm(f *testing.F) {
	for i, term := range someTerms(43, 20) {
		if len(term.Value()) < 100 {
			f.Add(AppendDeltaTerm(nil, ids.Make(ids.KindDelta, uint64(i)), term)[4:])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, w := uint64(0), 0
		if len(body) > 8 {
			n, w = binary.Uvarint(body[8:])
		}
		end := min(uint64(len(body)), 8+uint64(max(w, 0))+min(n, 1<<20))
		record := binary.LittleEndian.AppendUint32(nil, crc32.Checksum(body[:end], checksum))
		id, term, rest, err := DecodeDeltaTerm(append(record, body...))
		if err != nil {
			wantCorrupt(t, err)
			return
		}
		if len(rest) != len(body)-int(end) {
			t.Fatalf("%d bytes are left, want %d", len(rest), len(body)-int(end))
		}
		again, back, _, err := DecodeDeltaTerm(AppendDeltaTerm(nil, id, term))
		if err != nil || again != id || back != term {
			t.Fatalf("%#x, %v came back as %#x, %v, %v", id, term, again, back, err)
		}
	})
}

// FuzzInlineLiteral checks that what is inlined comes back and is canonical,
// and that canonical forms are told from others as rdf/xsd tells them.
func FuzzInlineLiteral(f *testing.F) {
	types := []struct {
		iri string
		typ xsd.Type
	}{
		{vocab.XSDInteger, xsd.TInteger},
		{vocab.XSDDecimal, xsd.TDecimal},
		{vocab.XSDDouble, xsd.TDouble},
		{vocab.XSDBoolean, xsd.TBoolean},
		{vocab.XSDDate, xsd.TDate},
		{vocab.XSDDateTime, xsd.TDateTime},
		{vocab.XSDGYear, xsd.TGYear},
	}
	for i, s := range []string{"-42", "3.25", "1.5E-3", "true", "2024-02-29+01:00", "2024-02-29T12:00:00.5Z", "-0044"} {
		f.Add(uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, which uint8, lexical string) {
		datatype := types[int(which)%len(types)]
		term := rdf.NewLiteral(lexical, datatype.iri)
		id, ok := Inline(term)
		if !ok {
			return
		}
		if back, ok := Uninline(id); !ok || back != term {
			t.Fatalf("%q came back as %q, %v", lexical, back.Value(), ok)
		}
		if canonical, err := xsd.Canonical(lexical, datatype.typ); err != nil || canonical != lexical {
			t.Fatalf("%q is inlined, canonical is %q, %v", lexical, canonical, err)
		}
	})
}

// FuzzInlineIRI checks that IRIs, and blank nodes with such labels, come back.
func FuzzInlineIRI(f *testing.F) {
	f.Add("http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent2")
	for _, t := range templates {
		f.Add(t.prefix + "123" + t.suffix)
	}
	f.Add("https://isni.org/isni/0000000121032683")
	f.Add("0028-0836-12")
	f.Fuzz(func(t *testing.T, s string) {
		for _, term := range []rdf.Term{rdf.NewIRI(s), rdf.NewBlankNode(s)} {
			if id, ok := Inline(term); ok {
				if back, ok := Uninline(id); !ok || back != term {
					t.Fatalf("%q came back as %q, %v", s, back.Value(), ok)
				}
			}
		}
	})
}

// FuzzUninline checks that an id that has a term is the id of that term.
func FuzzUninline(f *testing.F) {
	f.Add(uint64(ids.Make(ids.KindDouble, doubleNaN)))
	f.Add(uint64(ids.Make(ids.KindDate, momentBias<<zoneBits)))
	f.Fuzz(func(t *testing.T, v uint64) {
		id := ids.ID(v)
		if term, ok := Uninline(id); ok {
			if back, ok := Inline(term); !ok || back != id {
				t.Fatalf("%#x is %v, whose id is %#x, %v", v, term, uint64(back), ok)
			}
		}
	})
}
