package sources

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// Level is the kind of resource a source describes.
type Level uint8

// The levels.
const (
	LevelLinking Level = 0 // the serial in all its media: the ISSN-L resource
	LevelISSN    Level = 1 // the serial in one medium: the ISSN resource
)

// MarshalText names the level: ISSN-L or ISSN.
func (l Level) MarshalText() ([]byte, error) {
	if l == LevelISSN {
		return []byte("ISSN"), nil
	}
	return []byte("ISSN-L"), nil
}

// Info describes a source.
type Info struct {
	Name     string `json:"name"` // short and unique, for the command line
	Title    string `json:"title"`
	Homepage string `json:"homepage"`          // IRI
	Licence  string `json:"licence,omitempty"` // IRI; empty if the publisher states none
	Level    Level  `json:"level"`
	// Predicate links the serial to the item: schema:sameAs for systems that describe
	// it, schema:includedInDataCatalog for lists.
	Predicate string `json:"predicate"`
	// Catalog is the object of Predicate for lists without items of their own.
	Catalog string `json:"catalog,omitempty"`
	// Archive is the code of the archiving agency whose holdings the source lists.
	Archive string `json:"archive,omitempty"`
	// Formats names the layouts that the source reads.
	Formats []string `json:"formats"`
	// Scattered lists formats that spread an item over several rows, one for each of
	// its numbers. Their files are read twice: first to find the items that stand for
	// several serials.
	Scattered []string `json:"scattered,omitempty"`
	// Plain is true for sources whose statements need no evidence node: all are found
	// by ISSN.
	Plain bool `json:"plain,omitempty"`
	// Page returns the query of a page of items for sources that can be asked live at
	// a SPARQL endpoint, as [formats.Endpoint] has it; nil for all others.
	Page func(limit, offset int) string `json:"-"`
}

// Graph returns the IRI of the source's named graph.
func (i Info) Graph() string {
	if i.Archive != "" {
		return vocab.GraphBase + "keepers/" + i.Archive
	}
	return vocab.GraphBase + i.Name
}

// Source is a system that knows serials or organizations.
type Source interface {
	Info() Info
	// Read yields every row of the file in order. It stops at the first error of emit
	// and returns it. An unreadable row is yielded with its Reject reason; an error of
	// Read means that the rest of the file is unreadable.
	Read(ctx context.Context, f *formats.File, emit func(*formats.Row) error) error
}

// ErrFormat marks a file in none of a source's formats.
var ErrFormat = errors.New("unknown format")

// system is a source made of formats; all sources are.
type system struct {
	info    Info
	formats []formats.Format
}

// Info returns the description, with the names of the formats.
func (s *system) Info() Info {
	info := s.info
	for _, f := range s.formats {
		info.Formats = append(info.Formats, f.Name())
	}
	return info
}

// Read detects the format and reads the file.
func (s *system) Read(ctx context.Context, f *formats.File, emit func(*formats.Row) error) (err error) {
	rc, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, rc.Close()) }()
	br, head, err := formats.Peek(rc)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, candidate := range s.formats {
		if candidate.Sniff(f.Name, head) {
			in := &formats.Input{File: f, Head: head, Reader: br}
			in.Row.File, in.Row.Format = f.Name, candidate.Name()
			if err := candidate.Read(ctx, in, emit); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			return nil
		}
	}
	if len(strings.TrimSpace(string(head))) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w: %s reads %s", f.Name, ErrFormat, s.info.Name, strings.Join(s.Info().Formats, ", "))
}

// Sources returns all sources, in order of name.
func Sources() []Source {
	all := slices.Concat(
		[]*system{issnL(), wikidata(), openAlex(), isni(), ror(), road(), doaj(), crossref(), zdb(), sudoc(), transfer(), ltwa(), journalChecker()},
		keepers(), registries(),
	)
	slices.SortFunc(all, func(a, b *system) int { return strings.Compare(a.info.Name, b.info.Name) })
	sources := make([]Source, len(all))
	for i, s := range all {
		sources[i] = s
	}
	return sources
}

// Lookup returns the source with the name, or nil.
func Lookup(name string) Source {
	for _, s := range Sources() {
		if s.Info().Name == name {
			return s
		}
	}
	return nil
}

// Recognizes reports whether the source can read a file that starts like this one.
func Recognizes(s Source, f *formats.File) (bool, error) {
	sys, ok := s.(*system)
	if !ok {
		return false, nil
	}
	rc, err := f.Open()
	if err != nil {
		return false, err
	}
	_, head, err := formats.Peek(rc)
	if err = errors.Join(err, rc.Close()); err != nil {
		return false, err
	}
	return slices.ContainsFunc(sys.formats, func(c formats.Format) bool { return c.Sniff(f.Name, head) }), nil
}
