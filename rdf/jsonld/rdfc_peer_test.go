package jsonld_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"

	"github.com/issn-ld/issn-ld/rdf"
)

// TestRDFCPeer compares rdf.Canonicalize with json-gold: URDNA2015 is
// RDFC-1.0 under its older name. Quads that mention a blank node twice are left
// out: the peer counts them twice, where the specification has a set.
func TestRDFCPeer(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		d := &rdf.Dataset{}
		nodes := 1 + rnd.IntN(6)
		for range rnd.IntN(14) + 1 {
			q := rdf.Quad{S: peerNode(rnd.IntN(nodes)), P: peerIRI(fmt.Sprint(rnd.IntN(2))), O: peerNode(rnd.IntN(nodes))}
			switch rnd.IntN(6) {
			case 0:
				q.O = rdf.NewString("text")
			case 1:
				q.G = peerIRI("g")
			case 2:
				q.G = peerNode(100 + rnd.IntN(2))
			}
			if q.S != q.O && q.G != q.S && q.G != q.O {
				d.Add(q)
			}
		}
		checkRDFC(t, d)
	}
}

func peerNode(i int) rdf.Term { return rdf.NewBlankNode(fmt.Sprintf("n%d", i)) }

func peerIRI(name string) rdf.Term { return rdf.NewIRI("http://example/" + name) }

func checkRDFC(t *testing.T, d *rdf.Dataset) {
	t.Helper()
	var in strings.Builder
	for q := range d.All() {
		fmt.Fprintln(&in, q)
	}
	opt := ld.NewJsonLdOptions("")
	opt.Algorithm = ld.AlgorithmURDNA2015
	opt.InputFormat, opt.Format = "application/n-quads", "application/n-quads"
	want, err := ld.NewJsonLdProcessor().Normalize(in.String(), opt)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rdf.Canonicalize(d, rdf.CanonicalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.SplitAfter(want.(string), "\n"), strings.SplitAfter(got.String(), "\n")); diff != "" {
		t.Errorf("%s(-peer +got):\n%s", in.String(), diff)
	}
}
