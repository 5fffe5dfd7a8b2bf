// Package algebra is the SPARQL algebra of SPARQL 1.1 Query section 18 and its
// extensions in SPARQL 1.2: operators and expressions by the names that the
// specification gives them, the translation from syntax, and a printer of
// S-expressions.
package algebra

import "github.com/issn-ld/issn-ld/rdf"

// Node is an operator of the algebra. Its variables are named without "?".
// Blank nodes of a query pattern are variables whose name begins with "_:",
// which no projection can name; variables made by the translation begin with ".".
type Node interface{ node() }

// Term is a position of a pattern: a variable, an RDF term, or a triple term
// with variables in it. Exactly one of the three is set.
type Term struct {
	Var    string
	Term   rdf.Term
	Triple *TriplePattern
}

// TriplePattern is a triple pattern.
type TriplePattern struct{ S, P, O Term }

// BGP is a basic graph pattern.
type BGP struct{ Patterns []TriplePattern }

// Path is Path(S, path, O) of section 18.1.7.
type Path struct {
	S, O Term
	Path PathExpr
}

// Join is Join(P1, P2).
type Join struct{ P1, P2 Node }

// LeftJoin is LeftJoin(P1, P2, F) of section 18.5; OPTIONAL in the syntax.
type LeftJoin struct {
	P1, P2 Node
	F      Expr // nil stands for true
}

// Filter is Filter(F, P).
type Filter struct {
	F Expr
	P Node
}

// Union is Union(P1, P2).
type Union struct{ P1, P2 Node }

// Minus is Minus(P1, P2).
type Minus struct{ P1, P2 Node }

// Graph is Graph(IRI or variable, P).
type Graph struct {
	Name Term
	P    Node
}

// Extend is Extend(P, Var, E); BIND and AS in the syntax.
type Extend struct {
	P   Node
	Var string
	E   Expr
}

// Table is inline data: VALUES. A zero Term is UNDEF. A Table without variables
// and with one row is the join identity Z.
type Table struct {
	Vars []string
	Rows [][]rdf.Term
}

// Service is a federated query (SPARQL 1.1 Federated Query).
type Service struct {
	Name   Term
	Silent bool
	P      Node
	// Text is the group graph pattern in the syntax, braces included, with all
	// prefixed names expanded; it is sent to the endpoint.
	Text string
	// Names gives the names that variables of P and Text have in the query around
	// them, where those differ; nil: nowhere. It is not for the translation, but for
	// those who rename variables.
	Names map[string]string
}

// Local returns the name in the query of a variable of P and Text.
func (s *Service) Local(v string) string {
	if to, ok := s.Names[v]; ok {
		return to
	}
	return v
}

// Group is the Group and AggregateJoin of section 18.5.1: solutions of P
// grouped by Keys. It binds the variable of each key and each aggregate.
type Group struct {
	P    Node
	Keys []Binding // an Expr that is a VarExpr of the same name for plain variables
	Aggs []AggBinding
}

// Binding gives the value of an expression to a variable.
type Binding struct {
	Var string
	E   Expr
}

// AggBinding gives the value of an aggregate to a variable.
type AggBinding struct {
	Var string
	Agg Aggregate
}

// Aggregate is a set function of section 18.5.1.
type Aggregate struct {
	Name      string // COUNT, SUM, MIN, MAX, AVG, GROUP_CONCAT, SAMPLE
	Distinct  bool
	Arg       Expr // nil for COUNT(*)
	Separator string
}

// OrderBy is OrderBy(P, Conditions).
type OrderBy struct {
	P          Node
	Conditions []OrderCondition
}

// OrderCondition is one criterion of an ORDER BY.
type OrderCondition struct {
	E          Expr
	Descending bool
}

// Project is Project(P, Vars).
type Project struct {
	P    Node
	Vars []string
}

// Distinct is Distinct(P).
type Distinct struct{ P Node }

// Reduced is Reduced(P).
type Reduced struct{ P Node }

// Slice is Slice(P, Offset, Limit).
type Slice struct {
	P      Node
	Offset int64
	Limit  int64 // -1: none
}

func (*BGP) node()      {}
func (*Path) node()     {}
func (*Join) node()     {}
func (*LeftJoin) node() {}
func (*Filter) node()   {}
func (*Union) node()    {}
func (*Minus) node()    {}
func (*Graph) node()    {}
func (*Extend) node()   {}
func (*Table) node()    {}
func (*Service) node()  {}
func (*Group) node()    {}
func (*OrderBy) node()  {}
func (*Project) node()  {}
func (*Distinct) node() {}
func (*Reduced) node()  {}
func (*Slice) node()    {}

// PathExpr is a property path expression of section 18.1.7.
type PathExpr interface{ path() }

// The property path expressions.
type (
	// Link is the IRI itself.
	Link struct{ IRI rdf.Term }
	// Inv is ^elt.
	Inv struct{ P PathExpr }
	// Seq is elt1 / elt2.
	Seq struct{ P1, P2 PathExpr }
	// Alt is elt1 | elt2.
	Alt struct{ P1, P2 PathExpr }
	// ZeroOrMore is elt*.
	ZeroOrMore struct{ P PathExpr }
	// OneOrMore is elt+.
	OneOrMore struct{ P PathExpr }
	// ZeroOrOne is elt?.
	ZeroOrOne struct{ P PathExpr }
	// NPS is a negated property set: any forward IRI not in Forward where
	// HasForward, any inverse IRI not in Inverse where HasInverse.
	NPS struct {
		Forward, Inverse       []rdf.Term
		HasForward, HasInverse bool
	}
)

func (Link) path()       {}
func (Inv) path()        {}
func (Seq) path()        {}
func (Alt) path()        {}
func (ZeroOrMore) path() {}
func (OneOrMore) path()  {}
func (ZeroOrOne) path()  {}
func (NPS) path()        {}

// Expr is an expression. Aggregates do not occur in it: the translation has
// given them to the [Group] and left variables in their place.
type Expr interface{ expr() }

// VarExpr is the value of a variable.
type VarExpr struct{ Var string }

// ConstExpr is a constant.
type ConstExpr struct{ Term rdf.Term }

// Call is an operator or a built-in call. Name is the operator symbol ("||",
// "&&", "!", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "u+", "u-",
// "IN", "NOT IN") or the upper-case keyword of the built-in ("STRLEN", "IF",
// "COALESCE", "BOUND", "REGEX", "TRIPLE", ...).
type Call struct {
	Name string
	Args []Expr
}

// FunctionCall is a call of a function by IRI: casts and extensions.
type FunctionCall struct {
	IRI  string
	Args []Expr
}

// Exists is EXISTS or, negated, NOT EXISTS.
type Exists struct {
	Not bool
	P   Node
}

// TripleExpr makes a triple term of three expressions: <<( s p o )>>.
type TripleExpr struct{ S, P, O Expr }

func (*VarExpr) expr()      {}
func (*ConstExpr) expr()    {}
func (*Call) expr()         {}
func (*FunctionCall) expr() {}
func (*Exists) expr()       {}
func (*TripleExpr) expr()   {}

// Form is the form of a query.
type Form uint8

// The query forms.
const (
	Select    Form = 0
	Construct Form = 1
	Ask       Form = 2
	Describe  Form = 3
)

// Query is a query in the algebra.
type Query struct {
	Form     Form
	Root     Node
	Vars     []string        // projected, in order (SELECT, and DESCRIBE for its variables)
	Template []TriplePattern // CONSTRUCT; a variable "_:x" is a new blank node per solution
	Describe []Term          // DESCRIBE: IRIs and variables
	Dataset  Dataset
	Base     string // base IRI of the function IRI, or ""
}

// Dataset is what FROM and FROM NAMED say, or USING and USING NAMED.
type Dataset struct {
	Default []rdf.Term
	Named   []rdf.Term
}

// IsZero reports whether the query leaves the dataset to the server.
func (d Dataset) IsZero() bool { return len(d.Default) == 0 && len(d.Named) == 0 }

// QuadPattern is a triple pattern in a graph; a zero Graph is the default graph.
type QuadPattern struct {
	TriplePattern
	Graph Term
}

// Update is an update request: operations one after the other.
type Update struct {
	Ops  []UpdateOp
	Base string // base IRI of the function IRI, or ""
}

// UpdateOp is an operation of SPARQL 1.1 Update.
type UpdateOp interface{ updateOp() }

// GraphRef names the target of a graph management operation.
type GraphRef struct {
	Graph   rdf.Term // set for one named graph
	Default bool
	Named   bool
	All     bool
}

// The update operations.
type (
	// Modify is DELETE/INSERT WHERE; also INSERT DATA and DELETE DATA (Where nil)
	// and DELETE WHERE. Quads that the text puts in no graph have With as their
	// graph; With is also the default graph of Where unless Using is set. In
	// Insert, a variable "_:x" is a new blank node per solution.
	Modify struct {
		Delete, Insert []QuadPattern
		Where          Node // nil for the DATA forms
		With           rdf.Term
		Using          Dataset
	}
	// Load is LOAD.
	Load struct {
		Source rdf.Term
		Into   rdf.Term // zero: the default graph
		Silent bool
	}
	// Clear is CLEAR, or DROP where Drop is set.
	Clear struct {
		Target GraphRef
		Silent bool
		Drop   bool
	}
	// Create is CREATE.
	Create struct {
		Graph  rdf.Term
		Silent bool
	}
	// Transfer is ADD, MOVE or COPY by its Name.
	Transfer struct {
		Name     string
		From, To GraphRef
		Silent   bool
	}
)

func (*Modify) updateOp()   {}
func (*Load) updateOp()     {}
func (*Clear) updateOp()    {}
func (*Create) updateOp()   {}
func (*Transfer) updateOp() {}
