package store

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/spill"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// LoaderPart takes quads for a [Loader]. It belongs to one goroutine at a time.
type LoaderPart struct {
	loader *Loader
	terms  *dict.Part
	spill  *spill.Writer
	scope  string        // put before the labels of blank nodes
	values *values.Spool // nil: none
	closed bool

	// The terms of the last quad and their ids: subjects and graphs repeat.
	last rdf.Quad
	ids  [4]ids.ID
}

// Document tells the part that the quads that follow come from the named
// document: their blank nodes are renamed, so that they are those of no other
// document. The same name gives the same nodes, in other loads too, so that
// loading a document again adds nothing. The empty name, as at first, leaves
// labels as they are.
func (p *LoaderPart) Document(name string) {
	p.last, p.ids = rdf.Quad{}, [4]ids.ID{}
	if name == "" {
		p.scope = ""
		return
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	p.scope = "d" + strconv.FormatUint(h.Sum64(), 36) + "-"
}

// Add adds a quad. It copies the strings of q. The zero term as graph stands
// for the default graph.
func (p *LoaderPart) Add(q rdf.Quad) error {
	if p.closed {
		return fmt.Errorf("load: %w", ErrClosed)
	}
	var err error
	if q.S != p.last.S {
		if p.ids[0], err = p.id(q.S); err != nil {
			return err
		}
		p.last.S = q.S.Clone()
	}
	if q.G != p.last.G || p.ids[3] == ids.Undef {
		p.ids[3] = ids.DefaultGraph
		if !q.G.IsZero() {
			if p.ids[3], err = p.id(q.G); err != nil {
				return err
			}
		}
		p.last.G = q.G.Clone()
	}
	if p.ids[1], err = p.id(q.P); err != nil {
		return err
	}
	if p.ids[2], err = p.id(q.O); err != nil {
		return err
	}
	if err := p.spill.Add(p.ids); err != nil {
		return fmt.Errorf("load: %w", damage.Mark(err))
	}
	return nil
}

// id returns the provisional id of a term.
func (p *LoaderPart) id(t rdf.Term) (ids.ID, error) {
	if p.scope != "" && (t.IsBlankNode() || t.IsTripleTerm()) {
		t = t.PrefixBlankNodes(p.scope)
	}
	id, err := p.terms.Add(t)
	if err != nil {
		return id, fmt.Errorf("load: %w", damage.Mark(err))
	}
	return id, nil
}

// Close ends the part. Closing it twice does nothing.
func (p *LoaderPart) Close() error {
	if p.closed {
		return nil
	}
	p.closed = true
	p.loader.mu.Lock()
	p.loader.open--
	p.loader.mu.Unlock()
	if err := errors.Join(p.spill.Close(), p.terms.Close()); err != nil {
		return fmt.Errorf("load: %w", damage.Mark(err))
	}
	return nil
}
