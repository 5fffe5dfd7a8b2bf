package jsonld

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// ErrContext marks a context that the loader does not hold.
var ErrContext = errors.New("remote context is not allowed")

// Loader holds the contexts that documents may refer to, by IRI. It never
// fetches. A Loader must not be changed while it is in use.
type Loader struct {
	documents map[string]any
}

// NewLoader returns a loader of the common contexts: that of the ISSN Register
// by its addresses, and schema.org.
func NewLoader() *Loader {
	l := &Loader{documents: make(map[string]any)}
	issn := map[string]any{"@context": ISSNContext()}
	for _, iri := range issnContextIRIs {
		l.documents[iri] = issn
	}
	schema := map[string]any{"@context": schemaContext()}
	for _, iri := range schemaContextIRIs {
		l.documents[iri] = schema
	}
	return l
}

// Add makes a document available under the IRI: a context, or the "@context"
// of an object, as encoding/json decodes it.
func (l *Loader) Add(iri string, document any) { l.documents[iri] = document }

// IRIs returns the IRIs of the contexts, sorted.
func (l *Loader) IRIs() []string { return slices.Sorted(maps.Keys(l.documents)) }

// LoadDocument is called by json-gold. Each call returns a copy: json-gold
// changes what it loads when a context has @import, and the second document
// with that context would fail.
func (l *Loader) LoadDocument(iri string) (*ld.RemoteDocument, error) {
	iri, _, _ = strings.Cut(iri, "#")
	doc, ok := l.documents[iri]
	if !ok {
		return nil, ld.NewJsonLdError(ld.LoadingDocumentFailed, fmt.Errorf("%w: %s", ErrContext, iri))
	}
	return &ld.RemoteDocument{DocumentURL: iri, Document: ld.CloneDocument(doc)}, nil
}
