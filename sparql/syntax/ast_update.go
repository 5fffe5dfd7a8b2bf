package syntax

import "github.com/issn-ld/issn-ld/rdf"

// Update is an update request: operations one after the other.
type Update struct {
	Prologue   Prologue
	Operations []UpdateOperation
}

// UpdateOperation is an operation of an update request.
type UpdateOperation interface{ operation() }

// Quads are triples in one graph: of the default graph where Graph is nil.
type Quads struct {
	Graph   Node
	Triples []Triples
}

// GraphRef is the target of a graph management operation: exactly one is set.
type GraphRef struct {
	IRI                 rdf.Term
	Default, Named, All bool
}

// The update operations.
type (
	// InsertData is INSERT DATA.
	InsertData struct{ Data []Quads }
	// DeleteData is DELETE DATA.
	DeleteData struct{ Data []Quads }
	// DeleteWhere is DELETE WHERE.
	DeleteWhere struct{ Pattern []Quads }
	// Modify is DELETE and INSERT with WHERE.
	Modify struct {
		With                 rdf.Term // zero where there is none
		HasDelete, HasInsert bool
		Delete, Insert       []Quads
		Using                []DatasetClause
		Where                *Group
	}
	// Load is LOAD.
	Load struct {
		Silent bool
		Source rdf.Term
		Into   rdf.Term // zero: the default graph
	}
	// Clear is CLEAR or, where Drop is set, DROP.
	Clear struct {
		Drop, Silent bool
		Target       GraphRef
	}
	// Create is CREATE.
	Create struct {
		Silent bool
		Graph  rdf.Term
	}
	// Transfer is ADD, MOVE or COPY by its Name.
	Transfer struct {
		Name     string
		Silent   bool
		From, To GraphRef
	}
)

func (*InsertData) operation()  {}
func (*DeleteData) operation()  {}
func (*DeleteWhere) operation() {}
func (*Modify) operation()      {}
func (*Load) operation()        {}
func (*Clear) operation()       {}
func (*Create) operation()      {}
func (*Transfer) operation()    {}
