package plan

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Node is an operator of a physical plan.
type Node interface {
	// Base returns the properties that all operators have.
	Base() *Props
}

// Props are the properties of an operator's result and what the planner expects
// of it.
type Props struct {
	// ID numbers the operators of a plan from 0, parents before children.
	ID int
	// Vars are the variables of the columns, in order.
	Vars []string
	// Maybe are those of Vars that may be unbound.
	Maybe []string
	// Order are the variables by whose ids the rows ascend: by the first, then by
	// the second, and so on.
	Order []string
	// Rows is the expected number of rows.
	Rows float64
	// Start and Cost are the expected costs of the first row and of all rows.
	Start, Cost float64

	distinct map[string]float64 // expected numbers of distinct values, where known
}

// Base returns p.
func (p *Props) Base() *Props { return p }

// derive returns the properties that an operator on in starts from: those of in,
// but for its number. Appending to their lists leaves those of in alone.
func derive(in Node) Props {
	p := *in.Base()
	p.ID = 0
	p.Vars, p.Maybe, p.Order = slices.Clip(p.Vars), slices.Clip(p.Maybe), slices.Clip(p.Order)
	return p
}

// JoinKind tells what a join does with a left row and the right rows that match.
type JoinKind uint8

// The kinds of joins. All keep the order of the left rows.
const (
	Inner JoinKind = iota // the merged rows
	Left                  // the merged rows, or the left row where there are none
	Semi                  // the left row where something matches
	Anti                  // the left row where nothing matches
	Minus                 // Anti, for right rows that share a bound variable; it has Compat alone
)

// String returns the name that plans print.
func (k JoinKind) String() string {
	return [...]string{"join", "left", "semi", "anti", "minus"}[k]
}

// Graphs says which graphs a scan reads and how.
type Graphs struct {
	IDs       []ids.ID // ascending; nil stands for all graphs
	NamedOnly bool     // not the default graph of the store
	Distinct  bool     // the union: each triple once
	Loop      bool     // the graph of the innermost [GraphLoop]
}

// Slot is a position of a scanned quad: a variable to deliver, an id to select,
// both, or neither.
type Slot struct {
	Var string
	ID  ids.ID
}

// Operators that read the store or stand for given rows.
type (
	// Scan reads a triple pattern from a permutation. The slots with an id come
	// first in the order of Perm. A variable in two slots selects the rows in which
	// they are equal.
	Scan struct {
		Props
		Perm   ids.Perm
		Slots  [4]Slot // subject, predicate, object, graph
		Graphs Graphs
		// Bounded says that of the column after the ids only those in Ranges, ascending,
		// need be read: filters drop the others.
		Bounded bool
		Ranges  []ids.Range

		within float64 // expected rows in Ranges
	}
	// Count yields one row with the number of rows of a scan, from metadata.
	Count struct {
		Props
		Scan *Scan
	}
	// CountBy yields, for each value of the first free column of a scan, the
	// value and the number of rows that have it.
	CountBy struct {
		Props
		Scan *Scan
	}
	// Values yields given rows. A zero Term is unbound. Const rows are the answer
	// to patterns that cannot match: no rows.
	Values struct {
		Props
		Data [][]rdf.Term
	}
	// Keys yields the distinct keys of the left batch of the innermost [BindJoin]
	// or the frontier of the innermost [Closure].
	Keys struct{ Props }
	// GraphNames yields the named graphs of the dataset.
	GraphNames struct {
		Props
		IDs []ids.ID
	}
	// Service asks another endpoint. Remote are the names in Text of Vars. Where the
	// variable that names the endpoint is not in Text, it is the last of Vars.
	Service struct {
		Props
		Name   algebra.Term
		Silent bool
		Text   string
		Remote []string
		Keys   []string // variables of Vars whose values the innermost Keys has
		// Certain are the variables that Text always binds, at CertainAt in Vars.
		Certain   []string
		CertainAt []int
		NameOnly  bool // the last of Vars is the name of the endpoint alone
	}
)

// Joins. On are the shared variables that are joined on equal ids: they are bound on
// both sides, or match nothing where the left side leaves them unbound. Compat are
// the other shared variables. F is a further condition on merged rows.
type (
	// MergeJoin joins inputs in the same order.
	MergeJoin struct {
		Props
		Kind   JoinKind
		L, R   Node
		On     []string // in the order of both inputs
		Compat []string
		F      algebra.Expr
	}
	// HashJoin keeps the right input in a table.
	HashJoin struct {
		Props
		Kind   JoinKind
		L, R   Node
		On     []string
		Compat []string
		F      algebra.Expr
	}
	// LookupJoin looks the rows of the left input up in an index: R has the
	// variables On as the first free columns of its permutation.
	LookupJoin struct {
		Props
		Kind JoinKind
		L    Node
		R    *Scan
		On   []string
		// Compat are shared variables that the index does not lead to, compared
		// row by row.
		Compat []string
		F      algebra.Expr
	}
	// Intersect extends the rows of L by the values of Var that all Scans have for
	// them: the first free columns of Scans[i] are On[i] and then Var.
	Intersect struct {
		Props
		L     Node
		Scans []*Scan
		On    [][]string
		Var   string
	}
	// BindJoin evaluates R anew for each batch of left rows, with their distinct
	// keys in [Keys], and then hashes the result.
	BindJoin struct {
		Props
		Kind   JoinKind
		L, R   Node
		On     []string // the variables of Keys
		Compat []string
		F      algebra.Expr
	}
)

// Operators with one input or more.
type (
	// Union yields the rows of all inputs.
	Union struct {
		Props
		Inputs []Node
	}
	// Filter keeps the rows for which F is true.
	Filter struct {
		Props
		Input Node
		F     algebra.Expr
	}
	// Extend adds columns. A later binding may use an earlier one.
	Extend struct {
		Props
		Input    Node
		Bindings []algebra.Binding
	}
	// Project picks and orders columns; a variable that Input lacks is unbound.
	Project struct {
		Props
		Input Node
	}
	// MatchTriple takes the triple terms in the column Var apart and joins their
	// positions with the row.
	MatchTriple struct {
		Props
		Input   Node
		Var     string
		Pattern algebra.TriplePattern
	}
	// Distinct drops duplicate rows. Sorted input is in the order of all columns.
	Distinct struct {
		Props
		Input  Node
		Sorted bool
	}
	// Group groups rows by Keys. Sorted input has equal keys side by side.
	Group struct {
		Props
		Input  Node
		Keys   []string
		Aggs   []algebra.AggBinding
		Sorted bool
	}
	// OrderBy sorts by SPARQL's order of values. Top is the number of rows wanted,
	// 0 for all.
	OrderBy struct {
		Props
		Input      Node
		Conditions []algebra.OrderCondition
		Top        int64
	}
	// Slice skips Offset rows and ends after Limit rows, where Limit is not
	// negative.
	Slice struct {
		Props
		Input         Node
		Offset, Limit int64
	}
	// GraphLoop runs Input once for each named graph and binds Var to it. Where
	// Input has Var itself, it must be the same.
	GraphLoop struct {
		Props
		Input Node
		Var   string
		IDs   []ids.ID
	}
	// Closure is the transitive closure of a step, between two ends. Step has the
	// columns of a pair (From, To) and runs with the frontier in [Keys] of From;
	// All are its pairs without a frontier. Nodes are the nodes of the graph.
	Closure struct {
		Props
		S, O     End
		Graphs   Graphs
		Zero     bool // the path of length zero counts
		Once     bool // no more than one step
		Backward bool // Step goes from object to subject
		Step     Node
		All      Node // set where no end is given
		Nodes    Node // set where no end is given and Zero
		From, To string
		Keyed    bool // the end that the closure starts at is in the outer Keys
		Inside   bool // what the outer Keys hold are nodes of the graph
	}
)

// End is an end of a path: a variable or a term.
type End struct {
	Var  string
	Term rdf.Term
}

// Children returns the inputs of n in the order in which plans print them.
func Children(n Node) []Node {
	switch n := n.(type) {
	case *MergeJoin:
		return []Node{n.L, n.R}
	case *HashJoin:
		return []Node{n.L, n.R}
	case *LookupJoin:
		return []Node{n.L, n.R}
	case *BindJoin:
		return []Node{n.L, n.R}
	case *Intersect:
		out := []Node{n.L}
		for _, sc := range n.Scans {
			out = append(out, sc)
		}
		return out
	case *Union:
		return n.Inputs
	case *Filter:
		return []Node{n.Input}
	case *Extend:
		return []Node{n.Input}
	case *Project:
		return []Node{n.Input}
	case *MatchTriple:
		return []Node{n.Input}
	case *Distinct:
		return []Node{n.Input}
	case *Group:
		return []Node{n.Input}
	case *OrderBy:
		return []Node{n.Input}
	case *Slice:
		return []Node{n.Input}
	case *GraphLoop:
		return []Node{n.Input}
	case *Closure:
		out := []Node{n.Step}
		if n.All != nil {
			out = append(out, n.All)
		}
		if n.Nodes != nil {
			out = append(out, n.Nodes)
		}
		return out
	}
	return nil
}
