package mapping_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"
)

// A difference is a deliberate departure from what the ISSN Portal answers: its
// 2020 graphs deviate from the profile of 2024. It returns what this package
// states instead, and whether it concerns the triple.
type difference struct {
	reason string
	apply  func(rdf.Triple) (rdf.Triple, bool)
}

var differences = []difference{
	{
		"dct:modified is an xsd:date; the portal types a MARC timestamp as xsd:dateTime, which it is not",
		func(t rdf.Triple) (rdf.Triple, bool) {
			if t.P.Value() != vocab.DCTModified {
				return t, false
			}
			v := t.O.Value()
			t.O = rdf.NewLiteral(v[:4]+"-"+v[4:6]+"-"+v[6:8], vocab.XSDDate)
			return t, true
		},
	},
	{
		"the vocabulary of media is Medium, with a capital letter",
		func(t rdf.Triple) (rdf.Triple, bool) {
			code, ok := strings.CutPrefix(t.O.Value(), "http://issn.org/vocabularies/medium#")
			if ok {
				t.O = rdf.NewIRI(vocab.Medium + code)
			}
			return t, ok
		},
	},
	{
		"issnprop:hasCancelledISSN leads from one #ISSN identifier to the other, not from the serial to a string",
		func(t rdf.Triple) (rdf.Triple, bool) {
			if t.P.Value() != vocab.ISSNHasCancelledISSN {
				return t, false
			}
			t.S = rdf.NewIRI(t.S.Value() + "#ISSN")
			t.O = rdf.NewIRI(vocab.Resource + "ISSN/" + t.O.Value())
			return t, true
		},
	},
	{
		"the value of the #ISSN identifier is the ISSN; the portal gives that of the ISSN-L",
		func(t rdf.Triple) (rdf.Triple, bool) {
			issn, ok := strings.CutSuffix(strings.TrimPrefix(t.S.Value(), vocab.Resource+"ISSN/"), "#ISSN")
			if !ok || t.P.Value() != vocab.RDFValue || t.O.Value() == issn {
				return t, false
			}
			t.O = rdf.NewString(issn)
			return t, true
		},
	},
	{
		"the address of an archive is an xsd:anyURI",
		func(t rdf.Triple) (rdf.Triple, bool) {
			if !t.S.IsBlankNode() || t.P.Value() != vocab.SchemaURL {
				return t, false
			}
			t.O = rdf.NewLiteral(t.O.Value(), vocab.XSDAnyURI)
			return t, true
		},
	},
}

// The graphs of the two Natures contain what the portal answered for them. The
// records are written from its facts; the archives, which are many, are added to
// the record from the answer itself.
func TestPortalAnswers(t *testing.T) {
	used := make([]bool, len(differences))
	answers := 0
	for name, file := range map[string]string{
		"nature-print":  "0028-0836-original.ttl",
		"nature-online": "1476-4687-original.ttl",
	} {
		t.Run(name, func(t *testing.T) {
			portal := readPortal(t, file)
			answers++
			for i := range portal {
				for j, d := range differences {
					changed, ok := d.apply(portal[i])
					portal[i], used[j] = changed, used[j] || ok
				}
			}
			rec := readMnemonic(t, filepath.Join("testdata", name+".mrk"))
			rec.Fields = slices.DeleteFunc(rec.Fields, func(f marc.Field) bool { return f.Tag == "920" })
			rec.Fields = append(rec.Fields, archiveFields(portal)...)
			res, err := mapping.NewMapper(mapping.Options{}).Map(rec)
			if err != nil {
				t.Fatal(err)
			}
			var got []rdf.Triple
			for _, q := range res.Quads {
				got = append(got, q.Triple())
			}
			compare(t, portal, got)
		})
	}
	for i, d := range differences {
		if !used[i] && answers == 2 {
			t.Errorf("no answer differs so any more: %s", d.reason)
		}
	}
}

// compare fails the test for triples of want that got lacks; blank nodes are
// compared by what is said of them.
func compare(t *testing.T, want, got []rdf.Triple) {
	t.Helper()
	ground := map[rdf.Triple]bool{}
	nodes := map[string]int{}
	for _, g := range got {
		ground[g] = true
		if g.O.IsBlankNode() {
			nodes[describe(got, g.O)]++
		}
	}
	for _, w := range want {
		switch {
		case w.S.IsBlankNode():
		case !w.O.IsBlankNode():
			if !ground[w] {
				t.Errorf("missing: %s", w)
			}
		default:
			d := describe(want, w.O)
			if nodes[d] == 0 {
				t.Errorf("missing: %s", d)
			}
			nodes[d]--
		}
	}
}

// describe writes what the triples say of a blank node, in a fixed order.
func describe(triples []rdf.Triple, node rdf.Term) string {
	var lines []string
	for _, t := range triples {
		if t.S != node {
			continue
		}
		object := t.O.String()
		if t.O.IsBlankNode() {
			object = "[" + describe(triples, t.O) + "]"
		}
		lines = append(lines, t.P.String()+" "+object)
	}
	slices.Sort(lines)
	return strings.Join(lines, "; ")
}

// archiveFields writes the archives of a portal answer as fields 920.
func archiveFields(triples []rdf.Triple) []marc.Field {
	var fields []marc.Field
	for _, t := range triples {
		if t.P.Value() == vocab.SchemaSubjectOf {
			fields = append(fields, archiveField(triples, t.O))
		}
	}
	return fields
}

func archiveField(triples []rdf.Triple, node rdf.Term) marc.Field {
	f := marc.Field{Tag: "920", Ind1: ' ', Ind2: ' '}
	issnCode := byte('a')
	add := func(code byte, value string) {
		f.Subfields = append(f.Subfields, marc.Subfield{Code: code, Value: value})
	}
	for _, t := range triples {
		if t.S != node {
			continue
		}
		switch t.P.Value() {
		case vocab.SchemaAbstract:
			add('j', t.O.Value())
		case vocab.SchemaDescription:
			add('k', t.O.Value())
		case vocab.SchemaCreativeWorkStatus:
			add('i', t.O.Value())
		case vocab.SchemaDateModified:
			add('l', t.O.Value())
		case vocab.SchemaURL:
			add('m', t.O.Value())
		case vocab.SchemaTemporalCoverage:
			start, end, _ := strings.Cut(t.O.Value(), "/")
			add('e', start)
			add('f', end)
		case vocab.SchemaHoldingArchive:
			for _, k := range triples {
				if k.S == t.O && k.P.Value() == vocab.SchemaIdentifier {
					add('h', k.O.Value())
				}
				if k.S == t.O && k.P.Value() == vocab.SchemaName {
					add('g', k.O.Value())
				}
			}
		case vocab.SchemaMainEntity:
			for _, e := range triples {
				switch {
				case e.S != t.O:
				case e.P.Value() == vocab.SchemaISSN:
					add(issnCode, e.O.Value())
					issnCode = 'b'
				case e.P.Value() == vocab.SchemaName:
					add('c', e.O.Value())
				case e.P.Value() == vocab.SchemaPublisher:
					add('d', e.O.Value())
				}
			}
		}
	}
	return f
}

// readPortal reads a portal answer.
func readPortal(t *testing.T, name string) []rdf.Triple {
	t.Helper()
	file, err := os.Open(filepath.Join("../../../shared/issn-profile", name))
	if err != nil {
		t.Skipf("no shared profile: %v", err)
	}
	defer func() { _ = file.Close() }()
	rd := turtle.NewReader(file, turtle.Options{Format: turtle.Turtle, File: name})
	var triples []rdf.Triple
	for {
		var q rdf.Quad
		if err := rd.Read(&q); errors.Is(err, io.EOF) {
			return triples
		} else if err != nil {
			t.Fatal(err)
		}
		triples = append(triples, q.Triple())
	}
}
