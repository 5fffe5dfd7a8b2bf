package results

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// maxTripleDepth bounds the nesting of triple terms in a document.
const maxTripleDepth = 100

// A Reader reads a results document row by row.
type Reader struct {
	// Vars are the variables of the table, without "?".
	Vars []string
	// IsBoolean marks the answer of an ASK query, which is Boolean and no rows.
	IsBoolean bool
	Boolean   bool

	index map[string]int // position of each variable
	next  func() ([]rdf.Term, error)
	err   error // sticks
}

// NewReader reads the head of a document. Faults in it are [*rdf.SyntaxError]s.
func NewReader(r io.Reader, f Format) (*Reader, error) {
	rd := &Reader{}
	var err error
	switch f {
	case JSON:
		err = rd.openJSON(r)
	case XML:
		err = rd.openXML(r)
	case CSV:
		err = rd.openCSV(r)
	case TSV:
		err = rd.openTSV(r)
	default:
		err = fmt.Errorf("results: no format %d", f)
	}
	if err != nil {
		return nil, err
	}
	return rd, nil
}

// setVars makes the names the variables of the table.
func (r *Reader) setVars(names []string) error {
	r.Vars = names
	r.index = make(map[string]int, len(names))
	for i, name := range names {
		if !utf8.ValidString(name) {
			return &rdf.SyntaxError{Msg: fmt.Sprintf("the variable %q is not UTF-8", name)}
		}
		if _, twice := r.index[name]; twice {
			return &rdf.SyntaxError{Msg: fmt.Sprintf("the variable %q stands twice in the head", name)}
		}
		r.index[name] = i
	}
	return nil
}

// Read returns the next row, which belongs to the caller, a zero term being an
// unbound variable. It returns io.EOF after the last row of a whole document.
func (r *Reader) Read() ([]rdf.Term, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.IsBoolean {
		return nil, io.EOF
	}
	row, err := r.next()
	if err != nil {
		r.err = err
		return nil, err
	}
	return row, nil
}

// Table is a whole results document.
type Table struct {
	Vars      []string
	Rows      [][]rdf.Term
	IsBoolean bool
	Boolean   bool
}

// Read reads a whole document.
func Read(r io.Reader, f Format) (*Table, error) {
	rd, err := NewReader(r, f)
	if err != nil {
		return nil, err
	}
	t := &Table{Vars: rd.Vars, IsBoolean: rd.IsBoolean, Boolean: rd.Boolean}
	for {
		row, err := rd.Read()
		if err == io.EOF { //nolint:errorlint // Read returns it bare
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
}

// newLiteral makes a literal of the parts that JSON and XML give.
func newLiteral(lexical, lang, dir, datatype string) (rdf.Term, error) {
	switch {
	case lang == "" && dir == "":
		return rdf.NewLiteral(lexical, datatype), nil
	case lang == "":
		return rdf.Term{}, fmt.Errorf("a literal has a base direction but no language")
	}
	switch dir {
	case "":
		return rdf.NewLangString(lexical, lang), nil
	case "ltr":
		return rdf.NewDirLangString(lexical, lang, rdf.LTR), nil
	case "rtl":
		return rdf.NewDirLangString(lexical, lang, rdf.RTL), nil
	}
	return rdf.Term{}, fmt.Errorf("the base direction %q is neither ltr nor rtl", dir)
}
