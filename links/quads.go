package links

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// writer turns links and items into quads of a source's graph.
type writer struct {
	info     sources.Info
	emit     func(rdf.Quad) error
	graph    rdf.Term
	fileNode rdf.Term // of the current file
	quads    int64
	counts   map[string]int64
	ordinals map[string]int        // links of a subject so far
	linked   map[string][]linkedTo // by subject and predicate
}

func newWriter(info sources.Info, emit func(rdf.Quad) error) *writer {
	return &writer{
		info: info, emit: emit, graph: rdf.NewIRI(info.Graph()), counts: map[string]int64{},
		ordinals: map[string]int{}, linked: map[string][]linkedTo{},
	}
}

// linkedTo is an object that a subject is linked to, with the number of its evidence
// node.
type linkedTo struct {
	object string
	number int
}

// file starts file number n.
func (w *writer) file(n int) { w.fileNode = rdf.NewIRI(w.graph.Value() + "#file-" + strconv.Itoa(n)) }

// count numbers the things with a name from 1.
func (w *writer) count(name string) int64 {
	w.counts[name]++
	return w.counts[name]
}

// add emits a triple.
func (w *writer) add(t rdf.Triple) error {
	w.quads++
	return w.emit(rdf.Quad{S: t.S, P: t.P, O: t.O, G: w.graph})
}

// give emits a statement.
func (w *writer) give(s rdf.Term, predicate string, o rdf.Term) error {
	return w.add(rdf.Triple{S: s, P: rdf.NewIRI(predicate), O: o})
}

// statements emits several statements about one subject.
func (w *writer) statements(s rdf.Term, facts ...formats.Fact) error {
	for _, f := range facts {
		if err := w.give(s, f.Predicate, f.Object); err != nil {
			return err
		}
	}
	return nil
}

// link is a statement about a serial with its evidence.
type link struct {
	subject   string
	predicate string
	target    target
	item      *formats.Item
	row       int64
	node      rdf.Term // of the evidence, once the link is written
	fileNode  rdf.Term // of the file, for links kept until all files are read
	weak      bool     // not an identity: the item stands for several serials, or the ISSN is incorrect
}

// link writes a link and reports whether it is new. The same link from another row is
// not written again, but that row's claims are.
func (w *writer) link(l *link) (bool, error) {
	object := l.item.IRI
	if object == "" {
		object = w.info.Catalog
	}
	if object == "" {
		return false, nil
	}
	if number := w.seen(l.subject, predicateKey(l.predicate), object); number > 0 {
		l.node = w.node(l.subject, number)
		return false, w.claims(l.node, l.item)
	}
	predicate := l.predicate
	if l.weak && predicate == vocab.SchemaSameAs {
		predicate = vocab.SKOSCloseMatch
	}
	s, o := rdf.NewIRI(l.subject), rdf.NewIRI(object)
	if err := w.give(s, predicate, o); err != nil {
		return false, err
	}
	if w.info.Plain {
		return true, nil
	}
	node := w.node(l.subject, w.ordinals[l.subject])
	l.node = node
	err := w.statements(node,
		formats.Fact{Predicate: vocab.RDFSubject, Object: s}, formats.Fact{Predicate: vocab.RDFPredicate, Object: rdf.NewIRI(predicate)}, formats.Fact{Predicate: vocab.RDFObject, Object: o},
		formats.Fact{Predicate: vocab.ISSNMatchedBy, Object: rdf.NewIRI(vocab.MatchBasis + l.target.basis.String())},
		formats.Fact{Predicate: vocab.ISSNMatchedISSN, Object: rdf.NewString(l.target.number.String())},
		formats.Fact{Predicate: vocab.PROVWasDerivedFrom, Object: w.fileNode},
		formats.Fact{Predicate: vocab.ISSNRow, Object: integer(l.row)},
	)
	if err != nil {
		return false, err
	}
	if err := w.claims(node, l.item); err != nil {
		return false, err
	}
	if l.item.IRI == "" {
		return true, w.description(l.item, node)
	}
	return true, nil
}

// node returns the evidence node of a link.
func (w *writer) node(subject string, number int) rdf.Term {
	return rdf.NewIRI(subject + "#Link-" + w.info.Name + "-" + strconv.Itoa(number))
}

// seen returns the number of the link from the subject to the object; for a new link it
// assigns a number and returns 0.
func (w *writer) seen(subject, predicate, object string) int {
	key := subject + " " + predicate
	for _, l := range w.linked[key] {
		if l.object == object {
			return l.number
		}
	}
	w.ordinals[subject]++
	w.linked[key] = append(w.linked[key], linkedTo{object, w.ordinals[subject]})
	return 0
}

// predicateKey distinguishes links with different predicates.
func predicateKey(predicate string) string {
	return predicate[strings.LastIndexAny(predicate, "/#")+1:]
}

// claims writes the source's claims about the serial on the node of the link.
func (w *writer) claims(node rdf.Term, it *formats.Item) error {
	if it.Open != formats.Unsaid {
		if err := w.give(node, vocab.SchemaIsAccessibleForFree, boolean(it.Open == formats.Yes)); err != nil {
			return err
		}
	}
	for _, list := range it.ListedIn {
		if err := w.give(node, vocab.ISSNListedIn, rdf.NewIRI(list)); err != nil {
			return err
		}
	}
	for _, code := range it.Archives {
		if err := w.give(node, vocab.ISSNClaimsArchive, archiveTerm(code)); err != nil {
			return err
		}
	}
	return nil
}

// item writes the source's description of an item that has an IRI.
func (w *writer) item(it *formats.Item) error {
	if it.IRI == "" {
		return nil
	}
	s := rdf.NewIRI(it.IRI)
	for _, n := range it.Numbers {
		if n.Role == formats.RoleLinking {
			continue
		}
		text := formats.CleanText(n.Text)
		if v, err := issn.Clean(text); err == nil {
			text = v.String()
		}
		if err := w.give(s, vocab.SchemaISSN, rdf.NewString(text)); err != nil {
			return err
		}
	}
	return w.description(it, s)
}

// description writes titles, publisher, years and facts about s.
func (w *writer) description(it *formats.Item, s rdf.Term) error {
	for i, t := range it.Titles {
		name := rdf.NewString(t.Text)
		if t.Language != "" {
			name = rdf.NewLangString(t.Text, t.Language)
		}
		predicate := vocab.SchemaName
		if i > 0 && t.Language == it.Titles[0].Language {
			predicate = vocab.SchemaAlternateName
		}
		if err := w.give(s, predicate, name); err != nil {
			return err
		}
	}
	switch {
	case len(it.Publisher.IDs) > 0:
		for _, id := range it.Publisher.IDs {
			if err := w.statements(s, formats.Fact{Predicate: vocab.SchemaPublisher, Object: rdf.NewIRI(id)}); err != nil {
				return err
			}
			if it.Publisher.Name == "" {
				continue
			}
			if err := w.give(rdf.NewIRI(id), vocab.SchemaName, rdf.NewString(it.Publisher.Name)); err != nil {
				return err
			}
		}
	case it.Publisher.Name != "":
		if err := w.give(s, vocab.SchemaPublisher, rdf.NewString(it.Publisher.Name)); err != nil {
			return err
		}
	}
	if it.Start != 0 {
		if err := w.give(s, vocab.SchemaStartDate, formats.YearTerm(it.Start)); err != nil {
			return err
		}
	}
	if it.End != 0 {
		if err := w.give(s, vocab.SchemaEndDate, formats.YearTerm(it.End)); err != nil {
			return err
		}
	}
	for _, same := range it.Same {
		if err := w.give(s, vocab.SchemaSameAs, rdf.NewIRI(same)); err != nil {
			return err
		}
	}
	for _, old := range it.Replaces {
		if err := w.give(rdf.NewIRI(old), vocab.DCTIsReplacedBy, s); err != nil {
			return err
		}
	}
	return w.statements(s, it.Facts...)
}

func integer(n int64) rdf.Term { return rdf.NewLiteral(strconv.FormatInt(n, 10), vocab.XSDInteger) }

func boolean(b bool) rdf.Term { return rdf.NewLiteral(strconv.FormatBool(b), vocab.XSDBoolean) }
