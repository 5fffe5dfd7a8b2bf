package issn_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/issn"
)

func TestNode(t *testing.T) {
	n, err := issn.Parse("0028-0836")
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []uint64{0, 1, 12, issn.MaxNode} {
		node := issn.Node{ISSN: n, Number: number}
		if got, ok := issn.ParseNode(string(node.Append(nil))); !ok || got != node {
			t.Errorf("%s: %+v, %v", node.Append(nil), got, ok)
		}
	}
	for _, label := range []string{"", "b1", "0028-0836", "0028-0836-", "0028-0836-01", "0028-0837-1", "0028-0836-1a", "0028-0836_1", "0028-0836-10000000000"} {
		if node, ok := issn.ParseNode(label); ok {
			t.Errorf("%q is taken for %+v", label, node)
		}
	}
}
