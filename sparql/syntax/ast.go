package syntax

import "github.com/issn-ld/issn-ld/rdf"

// Form is the form of a query.
type Form uint8

// The query forms.
const (
	FormSelect    Form = 0
	FormConstruct Form = 1
	FormAsk       Form = 2
	FormDescribe  Form = 3
)

// Prologue holds the declarations of a query or update.
type Prologue struct {
	// Base is the base IRI after the first declarations. IRIs in the tree are
	// resolved already; it is kept for the function IRI.
	Base     string
	Version  string // of the last VERSION declaration
	Prefixes []Prefix
}

// Prefix is a PREFIX declaration.
type Prefix struct {
	Name string // without the colon
	IRI  string
}

// Query is a query of any form.
type Query struct {
	Prologue Prologue
	Form     Form

	// Select holds the WHERE clause and modifiers of all forms; its Distinct,
	// Reduced and Items belong to SELECT, and its Star to SELECT and DESCRIBE.
	Select

	Template []Triples // CONSTRUCT
	// Short marks CONSTRUCT WHERE, whose template is its pattern.
	Short    bool
	Describe []Node // the IRIs and variables of DESCRIBE
	Dataset  []DatasetClause
}

// DatasetClause is FROM or FROM NAMED, and USING or USING NAMED in updates.
type DatasetClause struct {
	IRI   rdf.Term
	Named bool
}

// Select is a SELECT query or sub-query without its dataset.
type Select struct {
	Distinct, Reduced bool
	Star              bool
	Items             []Projection
	Where             *Group // nil for DESCRIBE without a pattern
	Modifiers
	Values *InlineData // nil where there is none
}

// Projection is a variable of a SELECT clause, with the expression that gives
// its value or nil.
type Projection struct {
	Expr Expr
	Var  string
}

// Modifiers are the solution modifiers.
type Modifiers struct {
	GroupBy []GroupCondition
	Having  []Expr
	OrderBy []OrderCondition
	Limit   int64 // -1: none
	Offset  int64
}

// GroupCondition is an expression of GROUP BY, with the variable after AS or "".
type GroupCondition struct {
	Expr Expr
	Var  string
}

// OrderCondition is one criterion of ORDER BY.
type OrderCondition struct {
	Expr       Expr
	Descending bool
}

// Pattern is an element of a group graph pattern.
type Pattern interface{ pattern() }

// The graph patterns.
type (
	// Group is a group graph pattern: { ... }.
	Group struct{ Elements []Pattern }
	// TriplesBlock is a run of triples.
	TriplesBlock struct{ Triples []Triples }
	// Filter is FILTER.
	Filter struct{ Expr Expr }
	// Bind is BIND(Expr AS ?Var).
	Bind struct {
		Expr Expr
		Var  string
	}
	// Optional is OPTIONAL.
	Optional struct{ Group *Group }
	// Minus is MINUS.
	Minus struct{ Group *Group }
	// Graph is GRAPH.
	Graph struct {
		Name  Node
		Group *Group
	}
	// Service is SERVICE.
	Service struct {
		Name   Node
		Silent bool
		Group  *Group
	}
	// Union is { ... } UNION { ... }, of two branches or more.
	Union struct{ Branches []*Group }
	// InlineData is VALUES. A zero term is UNDEF.
	InlineData struct {
		Vars []string
		Rows [][]rdf.Term
	}
	// SubSelect is a sub-query; it is the only element of its group.
	SubSelect struct{ Select }
)

func (*Group) pattern()        {}
func (*TriplesBlock) pattern() {}
func (*Filter) pattern()       {}
func (*Bind) pattern()         {}
func (*Optional) pattern()     {}
func (*Minus) pattern()        {}
func (*Graph) pattern()        {}
func (*Service) pattern()      {}
func (*Union) pattern()        {}
func (*InlineData) pattern()   {}
func (*SubSelect) pattern()    {}

// Triples is a subject with its properties, of which there may be none for the
// nodes that state something by themselves.
type Triples struct {
	Subject    Node
	Properties []Property
}

// Property is a verb with its objects. The verb is Var, or Path where Var is "".
type Property struct {
	Var     string
	Path    Path
	Objects []Object
}

// Object is an object with its annotations.
type Object struct {
	Node        Node
	Annotations []Annotation
}

// Annotation is a reifier with what an annotation block says about it. An
// anonymous reifier is a blank node without a label.
type Annotation struct {
	Reifier    Node
	Properties []Property // nil where there is no block
}

// Node is a node of a triple.
type Node interface{ node() }

// The nodes.
type (
	// Var is a variable, without "?".
	Var struct{ Name string }
	// Term is an IRI or literal.
	Term struct{ Term rdf.Term }
	// BlankNode is a blank node; the label of [] is empty.
	BlankNode struct{ Label string }
	// Collection is ( ... ) with at least one item; () is the IRI rdf:nil.
	Collection struct{ Items []Node }
	// BlankNodeProperties is [ ... ].
	BlankNodeProperties struct{ Properties []Property }
	// ReifiedTriple is << s p o ~ reifier >>; an anonymous reifier is nil.
	ReifiedTriple struct{ Subject, Predicate, Object, Reifier Node }
	// TripleTerm is <<( s p o )>>.
	TripleTerm struct{ Subject, Predicate, Object Node }
)

func (Var) node()                  {}
func (Term) node()                 {}
func (BlankNode) node()            {}
func (*Collection) node()          {}
func (*BlankNodeProperties) node() {}
func (*ReifiedTriple) node()       {}
func (*TripleTerm) node()          {}

// Path is a property path.
type Path interface{ path() }

// The property paths.
type (
	// PathIRI is an IRI.
	PathIRI struct{ IRI rdf.Term }
	// PathInverse is ^path.
	PathInverse struct{ Path Path }
	// PathSequence is path / path / ..., of two steps or more.
	PathSequence struct{ Steps []Path }
	// PathAlternative is path | path | ..., of two or more.
	PathAlternative struct{ Paths []Path }
	// PathRepeat is path?, path* or path+ by its Mark.
	PathRepeat struct {
		Path Path
		Mark byte
	}
	// PathNegated is !( ... ). Its IRIs are in the order of the text.
	PathNegated struct{ IRIs []NegatedIRI }
)

// NegatedIRI is a member of a negated property set.
type NegatedIRI struct {
	IRI     rdf.Term
	Inverse bool
}

func (PathIRI) path()          {}
func (*PathInverse) path()     {}
func (*PathSequence) path()    {}
func (*PathAlternative) path() {}
func (*PathRepeat) path()      {}
func (*PathNegated) path()     {}

// Expr is an expression.
type Expr interface{ expr() }

// The expressions.
type (
	// VarExpr is a variable.
	VarExpr struct{ Name string }
	// TermExpr is a constant.
	TermExpr struct{ Term rdf.Term }
	// Operation is an operator with its operands: "||" "&&" "=" "!=" "<" ">" "<="
	// ">=" "+" "-" "*" "/", "!" "u+" "u-" with one operand, "IN" and "NOT IN"
	// with the tested value first.
	Operation struct {
		Op   string
		Args []Expr
	}
	// Call is a call of a built-in function by its name in upper case. IRI stands
	// for URI and ISIRI for ISURI.
	Call struct {
		Name string
		Args []Expr
	}
	// FunctionCall is a call of a function by its IRI.
	FunctionCall struct {
		IRI      string
		Distinct bool
		Args     []Expr
	}
	// Aggregate is a call of an aggregate; Arg is nil for COUNT(*).
	Aggregate struct {
		Name         string // COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
		Distinct     bool
		Arg          Expr
		HasSeparator bool
		Separator    string
	}
	// Exists is EXISTS or NOT EXISTS.
	Exists struct {
		Not   bool
		Group *Group
	}
	// TripleTermExpr is <<( s p o )>> in an expression.
	TripleTermExpr struct{ Subject, Predicate, Object Expr }
)

func (*VarExpr) expr()        {}
func (*TermExpr) expr()       {}
func (*Operation) expr()      {}
func (*Call) expr()           {}
func (*FunctionCall) expr()   {}
func (*Aggregate) expr()      {}
func (*Exists) expr()         {}
func (*TripleTermExpr) expr() {}
