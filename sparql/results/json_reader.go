package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
)

// jsonTerm is a term of the JSON format.
type jsonTerm struct {
	Type     string          `json:"type"`
	Value    json.RawMessage `json:"value"`
	Lang     string          `json:"xml:lang"`
	Dir      string          `json:"its:dir"`
	Datatype string          `json:"datatype"`
}

// jsonReader reads the JSON format as a stream of tokens.
type jsonReader struct {
	*Reader
	dec     *json.Decoder
	head    bool
	early   []map[string]jsonTerm // bindings that stood before the head
	results bool
}

// openJSON reads up to the first binding.
func (r *Reader) openJSON(src io.Reader) error {
	j := &jsonReader{Reader: r, dec: json.NewDecoder(src)}
	if err := j.delim('{'); err != nil {
		return err
	}
	for {
		key, end, err := j.key()
		if err != nil {
			return err
		}
		if end {
			break
		}
		switch key {
		case "head":
			err = j.readHead()
		case "boolean":
			r.IsBoolean = true
			err = j.decode(&r.Boolean)
		case "results":
			if err = j.openBindings(); err == nil && j.head && j.results {
				r.next = j.nextRow
				return nil
			}
			if err == nil && j.results {
				err = j.readEarly()
			}
		default:
			err = j.decode(&json.RawMessage{})
		}
		if err != nil {
			return err
		}
	}
	if err := j.atEnd(); err != nil {
		return err
	}
	if !j.head {
		return j.fault(errors.New("the document has no head"))
	}
	if !r.IsBoolean && !j.results {
		return j.fault(errors.New("the document has neither results nor a boolean"))
	}
	r.next = j.nextEarly
	return nil
}

// fault gives an error its place.
func (j *jsonReader) fault(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("results: %w", &rdf.SyntaxError{Msg: fmt.Sprintf("JSON results, byte %d: %v", j.dec.InputOffset(), err)})
}

func (j *jsonReader) token() (json.Token, error) {
	tok, err := j.dec.Token()
	if err != nil {
		return nil, j.fault(err)
	}
	return tok, nil
}

func (j *jsonReader) decode(v any) error {
	if err := j.dec.Decode(v); err != nil {
		return j.fault(err)
	}
	return nil
}

// delim passes a delimiter.
func (j *jsonReader) delim(want json.Delim) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	if tok != want {
		return j.fault(fmt.Errorf("found %v, expected %v", tok, want))
	}
	return nil
}

// key reads a key of an object, or passes the end of the object.
func (j *jsonReader) key() (key string, end bool, err error) {
	tok, err := j.token()
	if err != nil {
		return "", false, err
	}
	if tok == json.Delim('}') {
		return "", true, nil
	}
	key, _ = tok.(string)
	return key, false, nil
}

func (j *jsonReader) readHead() error {
	var head struct {
		Vars []string `json:"vars"`
	}
	if err := j.decode(&head); err != nil {
		return err
	}
	j.head = true
	if head.Vars == nil {
		head.Vars = []string{}
	}
	return j.setVars(head.Vars)
}

// openBindings passes the start of the results up to the first binding.
func (j *jsonReader) openBindings() error {
	if err := j.delim('{'); err != nil {
		return err
	}
	for {
		key, end, err := j.key()
		if err != nil || end {
			return err
		}
		if key == "bindings" {
			j.results = true
			return j.delim('[')
		}
		if err := j.decode(&json.RawMessage{}); err != nil {
			return err
		}
	}
}

// readEarly keeps the bindings that stand before the head.
func (j *jsonReader) readEarly() error {
	for j.dec.More() {
		var b map[string]jsonTerm
		if err := j.decode(&b); err != nil {
			return err
		}
		j.early = append(j.early, b)
	}
	return j.closeResults()
}

// closeResults passes the end of the bindings and of the results.
func (j *jsonReader) closeResults() error {
	if err := j.delim(']'); err != nil {
		return err
	}
	return j.skipRest()
}

// skipRest passes the remaining members of an object and its end.
func (j *jsonReader) skipRest() error {
	for {
		_, end, err := j.key()
		if err != nil || end {
			return err
		}
		if err := j.decode(&json.RawMessage{}); err != nil {
			return err
		}
	}
}

// atEnd checks that nothing follows the document.
func (j *jsonReader) atEnd() error {
	tok, err := j.dec.Token()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return j.fault(err)
	}
	return j.fault(fmt.Errorf("found %v after the end of the document", tok))
}

// nextEarly returns rows that were read before the head was.
func (j *jsonReader) nextEarly() ([]rdf.Term, error) {
	if len(j.early) == 0 {
		return nil, io.EOF
	}
	b := j.early[0]
	j.early = j.early[1:]
	return j.row(b)
}

func (j *jsonReader) nextRow() ([]rdf.Term, error) {
	if j.dec.More() {
		var b map[string]jsonTerm
		if err := j.decode(&b); err != nil {
			return nil, err
		}
		return j.row(b)
	}
	if err := j.closeResults(); err != nil {
		return nil, err
	}
	if err := j.skipRest(); err != nil {
		return nil, err
	}
	if err := j.atEnd(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

func (j *jsonReader) row(b map[string]jsonTerm) ([]rdf.Term, error) {
	row := make([]rdf.Term, len(j.Vars))
	for name, v := range b {
		i, ok := j.index[name]
		if !ok {
			return nil, j.fault(fmt.Errorf("the variable %q is not in the head", name))
		}
		t, err := v.term(0)
		if err != nil {
			return nil, j.fault(err)
		}
		row[i] = t
	}
	return row, nil
}

// term returns the term that v stands for.
func (v jsonTerm) term(depth int) (rdf.Term, error) {
	if v.Type == "triple" {
		return v.triple(depth + 1)
	}
	var s *string
	if err := json.Unmarshal(v.Value, &s); err != nil || s == nil {
		return rdf.Term{}, fmt.Errorf("a term of type %q has no string as its value", v.Type)
	}
	switch v.Type {
	case "uri":
		return rdf.NewIRI(*s), nil
	case "bnode":
		return rdf.NewBlankNode(*s), nil
	case "literal", "typed-literal":
		return newLiteral(*s, v.Lang, v.Dir, v.Datatype)
	}
	return rdf.Term{}, fmt.Errorf("no term has the type %q", v.Type)
}

func (v jsonTerm) triple(depth int) (rdf.Term, error) {
	if depth > maxTripleDepth {
		return rdf.Term{}, errors.New("triple terms are nested too deep")
	}
	var parts struct {
		Subject   *jsonTerm `json:"subject"`
		Predicate *jsonTerm `json:"predicate"`
		Object    *jsonTerm `json:"object"`
	}
	if err := json.Unmarshal(v.Value, &parts); err != nil {
		return rdf.Term{}, fmt.Errorf("a triple term: %w", err)
	}
	var out [3]rdf.Term
	for i, p := range []*jsonTerm{parts.Subject, parts.Predicate, parts.Object} {
		if p == nil {
			return rdf.Term{}, errors.New("a triple term lacks its subject, predicate or object")
		}
		t, err := p.term(depth)
		if err != nil {
			return rdf.Term{}, err
		}
		out[i] = t
	}
	return rdf.NewTripleTerm(rdf.Triple{S: out[0], P: out[1], O: out[2]}), nil
}
