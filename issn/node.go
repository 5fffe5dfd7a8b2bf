package issn

import "strconv"

// Node is a blank node in the description of an ISSN. Its label is the ISSN, a hyphen
// and a number, such as 0028-0836-12, so that a record gives the same nodes each time
// and a node shows which record it belongs to.
type Node struct {
	ISSN   ISSN
	Number uint64 // at most MaxNode
}

const (
	nodeDigits = 10
	// MaxNode is the largest number of a node.
	MaxNode = 9_999_999_999
)

// Append appends the label of n to dst.
func (n Node) Append(dst []byte) []byte {
	return strconv.AppendUint(append(n.ISSN.Append(dst), '-'), n.Number, 10)
}

// ParseNode takes a label apart. It accepts exactly the labels that [Node.Append]
// makes of numbers up to [MaxNode].
func ParseNode(label string) (Node, bool) {
	const number = len("0028-0836-")
	if len(label) <= number || len(label) > number+nodeDigits || label[number-1] != '-' || !Valid(label[:number-1]) {
		return Node{}, false
	}
	if label[number] == '0' && len(label) > number+1 {
		return Node{}, false
	}
	n, err := Parse(label[:number-1])
	if err != nil {
		return Node{}, false
	}
	node := Node{ISSN: n}
	for i := number; i < len(label); i++ {
		c := label[i] - '0'
		if c > 9 {
			return Node{}, false
		}
		node.Number = node.Number*10 + uint64(c)
	}
	return node, true
}
