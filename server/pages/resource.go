package pages

import (
	"context"
	"html/template"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/vocab"
)

// Resource is what the resource template shows.
type Resource struct {
	Kind, Title, TitleLang, Subtitle string
	COinS                            string // OpenURL context object of a serial; empty for others
	IRI, Path                        string
	Notice                           *notice
	Formats                          []Link
	Sections                         []section
	Sources                          []Source
	StructuredData                   template.JS
}

// Source is a graph that a page shows statements of, with its licences.
type Source struct {
	Graph    Link
	Licences []Link
}

// Sources shows graphs as the sources of a page.
func Sources(graphs []Graph, base string) []Source {
	list := make([]Source, 0, len(graphs))
	for _, g := range graphs {
		source := Source{Graph: Link{Text: g.Title, Href: LocalHref(g.IRI, base)}}
		for _, licence := range g.Licences {
			source.Licences = append(source.Licences, Link{Text: licence, Href: LocalHref(licence, base)})
		}
		list = append(list, source)
	}
	return list
}

type notice struct {
	Text  string
	Links []Link
}

// Link is a link, or a text where Href is empty.
type Link struct {
	Name, Text, MediaType, Href string
}

type section struct {
	Heading string
	Rows    []row
}

// row is a property with its values.
type row struct {
	Label, IRI string
	Values     []Value
}

// Value is an RDF term for people; a part of the subject has rows of its own.
type Value struct {
	Text, Href, Lang, Dir, Note string
	Rows                        []row
}

// Data is what pages read beyond what they are given.
type Data interface {
	// Resource returns all quads about an IRI and its parts.
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
	// Graphs returns what graphs say of themselves, by their IRIs.
	Graphs(ctx context.Context) (map[string]Graph, error)
}

// Graph is a source of statements.
type Graph struct {
	IRI, Title string
	Licences   []string // IRIs; none where no licence is stated
}

// Maker makes the pages of documents. It may be used concurrently.
type Maker struct {
	Data Data
	Base string // IRI that the paths of the server stand for
	Log  *slog.Logger
	Now  func() time.Time
	// HasPreservation says that the server answers for the report of that name: then
	// pages link to it.
	HasPreservation bool
}

// Resource makes the page about a thing. The path is that of the thing, document that
// of the document about it, without suffix.
func (m *Maker) Resource(ctx context.Context, d *documents.Description, path, document string) (*Resource, error) {
	b := &builder{
		m: m, d: d, labels: make(map[string]string), linked: make(map[string]*documents.Description), evident: make(map[rdf.Triple]bool),
	}
	b.readLabels(ctx)
	elsewhere := b.elsewhere(ctx)
	p := &Resource{
		Title: d.Title(), IRI: d.Subject.Value(), Path: path,
		Formats: DocumentLinks(document), Sections: b.sections(elsewhere), Notice: b.notice(),
	}
	if t, ok := d.TitleTerm(); ok {
		p.TitleLang = t.Language()
	}
	p.Kind = "Resource"
	if r, ok := issn.ParseIRI(p.IRI); ok {
		p.Kind = r.Space.String() + " " + r.ISSN.String()
	}
	if p.Title == "" {
		p.Title = p.Kind
	}
	p.Subtitle, p.COinS = b.subtitle(), coins(d)
	data, err := documents.StructuredData(d)
	if err != nil {
		return nil, err
	}
	p.StructuredData = template.JS(data)
	return p, nil
}

// DocumentLinks lists the forms of a document but HTML.
func DocumentLinks(document string) []Link {
	var links []Link
	for _, f := range negotiate.Documents.Forms() {
		if !f.IsPage() {
			links = append(links, Link{Name: f.Name, MediaType: f.MediaType, Href: document + "." + f.Suffix})
		}
	}
	return links
}

// builder turns a description into rows.
type builder struct {
	m      *Maker
	d      *documents.Description
	labels map[string]string // titles of other resources of the register
	linked map[string]*documents.Description
	// evident are the statements about the subject that the section Elsewhere shows
	// with their evidence.
	evident map[rdf.Triple]bool
}

// maxLabels bounds how many linked resources a page looks up the titles of.
const maxLabels = 60

// readLabels looks up the titles of the resources that the description links to.
func (b *builder) readLabels(ctx context.Context) {
	for _, q := range b.d.Quads {
		r, ok := issn.ParseIRI(q.O.Value())
		if !q.O.IsIRI() || !ok {
			continue
		}
		r.Fragment = ""
		iri := r.IRI()
		if _, known := b.labels[iri]; known || iri == b.d.Subject.Value() {
			continue
		}
		if len(b.labels) == maxLabels {
			return
		}
		linked := b.d.Member(iri)
		if linked == nil {
			quads, err := b.m.Data.Resource(ctx, iri)
			if err != nil { // a page without a title in a link is still right
				b.m.Log.Warn("title of a linked resource", "iri", iri, "error", err)
				return
			}
			linked = documents.Describe(rdf.NewIRI(iri), quads)
		}
		b.linked[iri] = linked
		b.labels[iri] = b.linked[iri].Title()
	}
}

// sections returns the sections that have statements; elsewhere comes before
// what the last one gathers.
func (b *builder) sections(elsewhere section) []section {
	var list []section
	own := b.properties(b.d.Subject)
	for _, ps := range pageSections {
		sec := section{Heading: ps.heading}
		for _, property := range ps.properties {
			if !slices.Contains(own, property) {
				continue
			}
			if r, ok := b.row(b.d.Subject, property, 1); ok {
				sec.Rows = append(sec.Rows, r)
			}
		}
		if len(sec.Rows) > 0 && ps.heading == preservationHeading {
			sec.Rows = append(b.keptYears(), sec.Rows...)
		}
		if len(sec.Rows) > 0 {
			list = append(list, sec)
		}
	}
	if len(elsewhere.Rows) > 0 {
		list = append(list, elsewhere)
	}
	other := section{Heading: "Further statements"}
	for _, property := range own {
		if !sectioned[property] {
			if r, ok := b.row(b.d.Subject, property, 1); ok {
				other.Rows = append(other.Rows, r)
			}
		}
	}
	if len(other.Rows) > 0 {
		list = append(list, other)
	}
	record := section{Heading: "Record", Rows: b.rows(b.d.Part("Record"), 1)}
	if len(record.Rows) > 0 {
		list = append(list, record)
	}
	return list
}

// properties returns the properties of a subject in the order of the data.
func (b *builder) properties(subject rdf.Term) []string {
	var list []string
	for _, t := range b.d.Statements[subject] {
		if p := t.P.Value(); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

func (b *builder) rows(subject rdf.Term, depth int) []row {
	var list []row
	for _, property := range b.properties(subject) {
		if r, ok := b.row(subject, property, depth); ok {
			list = append(list, r)
		}
	}
	return list
}

// maxDepth bounds how deep parts are shown inside parts.
const maxDepth = 5

func (b *builder) row(subject rdf.Term, property string, depth int) (row, bool) {
	objects := slices.DeleteFunc(b.d.Objects(subject, property), func(o rdf.Term) bool {
		return b.evident[rdf.Triple{S: subject, P: rdf.NewIRI(property), O: o}]
	})
	if len(objects) == 0 {
		return row{}, false
	}
	r := row{Label: propertyLabel(property), IRI: property}
	for _, o := range objects {
		r.Values = append(r.Values, b.value(o, depth))
	}
	return r, true
}

// value shows a term: its text, a link where it can be looked up, and the rows
// of a part.
func (b *builder) value(t rdf.Term, depth int) Value {
	v := TermValue(t, b.m.Base)
	if r, ok := issn.ParseIRI(t.Value()); ok && t.IsIRI() {
		r.Fragment = ""
		if title := b.labels[r.IRI()]; title != "" {
			v.Note = title
		}
	}
	if t.IsIRI() {
		if label, ok := b.d.Object(t, vocab.RDFSLabel); ok {
			v.Text = label.Value()
		}
	}
	if b.d.IsPart(t) && depth < maxDepth {
		if t.IsBlankNode() {
			v.Text = ""
		} else if _, fragment, ok := strings.Cut(t.Value(), "#"); ok {
			v.Text, v.Href = "#"+fragment, ""
		}
		v.Rows = b.rows(t, depth+1)
	}
	return v
}

// TermValue shows a term by itself. Links into the server's own IRIs become
// local.
func TermValue(t rdf.Term, base string) Value {
	switch t.Kind() {
	case rdf.KindIRI:
		v := Value{Text: t.Value()}
		if label, ok := vocab.LabelOf(t.Value()); ok {
			v.Text = label
		} else if r, ok := issn.ParseIRI(t.Value()); ok {
			v.Text = r.Space.String() + " " + r.ISSN.String()
			if r.Fragment != "" {
				v.Text += " #" + r.Fragment
			}
		} else {
			v.Text = vocab.Compact(t.Value())
		}
		v.Href = LocalHref(t.Value(), base)
		return v
	case rdf.KindLiteral:
		v := Value{Text: t.Value(), Lang: t.Language(), Dir: t.Direction().String(), Note: t.Language()}
		if dt := t.Datatype(); v.Lang == "" && dt != vocab.XSDString && !plainDatatypes[dt] {
			v.Note = vocab.Compact(dt)
		}
		if isWebAddress(v.Text) {
			v.Href = v.Text
		}
		return v
	default:
		return Value{Text: t.String()}
	}
}

// plainDatatypes need no note: their values speak for themselves.
var plainDatatypes = map[string]bool{
	vocab.XSDDate: true, vocab.XSDDateTime: true, vocab.XSDDecimal: true, vocab.XSDInteger: true, vocab.XSDBoolean: true,
	vocab.XSDGYear: true, vocab.XSDDouble: true,
}

func isWebAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// LocalHref is where a page links to for an IRI: a path of this server, the web,
// or nowhere for schemes that are not fetched.
func LocalHref(iri, base string) string {
	for _, own := range [...]string{base, vocab.ISSNBase} { // a mirror answers for the IRIs of the data
		if rest, ok := strings.CutPrefix(iri, own); ok {
			return "/" + rest
		}
	}
	if isWebAddress(iri) {
		return iri
	}
	return ""
}

// propertyLabels are the names of properties that their IRIs do not say well.
var propertyLabels = map[string]string{
	vocab.SchemaISSN:            "ISSN",
	vocab.BIBOISSN:              "ISSN (BIBO)",
	vocab.SchemaIsPartOf:        "Part of",
	vocab.SchemaHasPart:         "Consists of",
	vocab.DCFormat:              "Medium",
	vocab.SchemaURL:             "Web address",
	vocab.DCTType:               "Type of material",
	vocab.RDFType:               "Class",
	vocab.SchemaName:            "Names",
	vocab.SchemaAlternateName:   "Other names",
	vocab.BFTitleProperty:       "Titles",
	vocab.SchemaStartDate:       "Begins",
	vocab.SchemaEndDate:         "Ends",
	vocab.DCTAccrualPeriodicity: "Frequency",
	vocab.DCTSpatial:            "Country",
	vocab.SchemaInLanguage:      "Language",
	vocab.SchemaSubjectOf:       "Archived",
	vocab.BFRELIsb:              "Issuing body",
	vocab.M21PublicationStatus:  "Publication status",
	vocab.M21OriginalForm:       "Form of original",
	vocab.M21Form:               "Form of item",
	vocab.M21TitleScript:        "Script of title",
	vocab.M21Dates:              "Dates (formatted)",
	vocab.M21DatesSource:        "Source of dates (formatted)",
	vocab.M21DatesNote:          "Dates (note)",
	vocab.M21DatesNoteSource:    "Source of dates (note)",
	vocab.DCTModified:           "Last changed",
	vocab.PROVWasAttributedTo:   "Responsible centre",
}

// propertyLabel is the name of a property for people.
func propertyLabel(iri string) string {
	if label, ok := propertyLabels[iri]; ok {
		return label
	}
	return spellOut(localName(iri))
}

// spellOut makes words of a name in camel case: hasCancelledISSN becomes "Has
// cancelled ISSN".
func spellOut(name string) string {
	var b strings.Builder
	upper := func(i int) bool { return i >= 0 && i < len(name) && 'A' <= name[i] && name[i] <= 'Z' }
	for i, r := range name {
		switch {
		case i == 0:
			r = unicode.ToUpper(r)
		case upper(i) && !upper(i-1):
			b.WriteByte(' ')
			if !upper(i + 1) {
				r = unicode.ToLower(r)
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// subtitle says medium, country and years in a line.
func (b *builder) subtitle() string {
	var parts []string
	for _, property := range []string{vocab.DCFormat, vocab.DCTSpatial} {
		if t, ok := b.d.Object(b.d.Subject, property); ok {
			parts = append(parts, b.value(t, maxDepth).Text)
		}
	}
	start, _ := b.d.Object(b.d.Subject, vocab.SchemaStartDate)
	end, _ := b.d.Object(b.d.Subject, vocab.SchemaEndDate)
	if start.Value() != "" {
		years := start.Value() + "-"
		if end.Value() != "9999" {
			years += end.Value()
		}
		parts = append(parts, years)
	}
	return strings.Join(parts, ", ")
}

// notice says what a reader has to know first: that an ISSN was cancelled.
func (b *builder) notice() *notice {
	if b.d.Standing() != register.Cancelled {
		return nil
	}
	n := &notice{Text: "This ISSN has been cancelled. It is no longer to be used."}
	favoured := b.d.Objects(b.d.Part("ISSN"), vocab.ISSNCancelledInFavor)
	if len(favoured) > 0 {
		n.Text = "This ISSN has been cancelled in favour of"
	}
	for _, t := range favoured {
		if r, ok := issn.ParseIRI(t.Value()); ok {
			n.Links = append(n.Links, Link{Text: r.ISSN.String() + " " + b.labels[issn.Resource{ISSN: r.ISSN}.IRI()], Href: ResourcePath(issn.Resource{ISSN: r.ISSN})})
		}
	}
	return n
}
