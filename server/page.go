package server

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// resourcePage is what the resource template shows.
type resourcePage struct {
	Kind, Title, TitleLang, Subtitle string
	IRI, Path                        string
	Notice                           *notice
	Formats                          []pageLink
	Sections                         []section
	StructuredData                   template.JS
}

type notice struct {
	Text  string
	Links []pageLink
}

type pageLink struct {
	Name, Text, MediaType, Href string
}

type section struct {
	Heading string
	Rows    []row
}

// row is a property with its values.
type row struct {
	Label, IRI string
	Values     []value
}

// value is an RDF term for people; a part of the subject has rows of its own.
type value struct {
	Text, Href, Lang, Dir, Note string
	Rows                        []row
}

// resourcePage builds the page of a document.
func (s *Server) resourcePage(w http.ResponseWriter, req *http.Request, d *document) (*resourcePage, error) {
	b := &pageBuilder{
		s: s, d: d.about, labels: make(map[string]string), linked: make(map[string]*description), evident: make(map[rdf.Triple]bool),
	}
	b.readLabels(req.Context())
	elsewhere := b.elsewhere(req.Context())
	p := &resourcePage{
		Title: d.about.title(), IRI: d.subject.Value(), Path: d.thing,
		Formats: documentLinks(d), Sections: b.sections(elsewhere), Notice: b.notice(),
	}
	if t, ok := d.about.titleTerm(); ok {
		p.TitleLang = t.Language()
	}
	p.Kind = "Resource"
	if r, ok := issn.ParseIRI(p.IRI); ok {
		p.Kind = r.Space.String() + " " + r.ISSN.String()
	}
	if p.Title == "" {
		p.Title = p.Kind
	}
	p.Subtitle = b.subtitle()
	data, err := structuredData(d.about)
	if err != nil {
		return nil, err
	}
	p.StructuredData = template.JS(data)
	return p, nil
}

// documentLinks lists the forms of a document but HTML.
func documentLinks(d *document) []pageLink {
	var links []pageLink
	for i := range forms {
		if f := &forms[i]; !f.isPage() {
			links = append(links, pageLink{Name: f.name, MediaType: f.mediaType, Href: d.path + "." + f.suffix})
		}
	}
	return links
}

// pageBuilder turns a description into rows.
type pageBuilder struct {
	s      *Server
	d      *description
	labels map[string]string // titles of other resources of the register
	linked map[string]*description
	// evident are the statements about the subject that the section Elsewhere shows
	// with their evidence.
	evident map[rdf.Triple]bool
}

// maxLabels bounds how many linked resources a page looks up the titles of.
const maxLabels = 60

// readLabels looks up the titles of the resources that the description links to.
func (b *pageBuilder) readLabels(ctx context.Context) {
	for _, q := range b.d.quads {
		r, ok := issn.ParseIRI(q.O.Value())
		if !q.O.IsIRI() || !ok {
			continue
		}
		r.Fragment = ""
		iri := r.IRI()
		if _, known := b.labels[iri]; known || iri == b.d.subject.Value() {
			continue
		}
		if len(b.labels) == maxLabels {
			return
		}
		quads, err := b.s.engine.Resource(ctx, iri)
		if err != nil { // a page without a title in a link is still right
			b.s.opt.Log.Warn("title of a linked resource", "iri", iri, "error", err)
			return
		}
		b.linked[iri] = describe(rdf.NewIRI(iri), quads)
		b.labels[iri] = b.linked[iri].title()
	}
}

// sections returns the sections that have statements; elsewhere comes before
// what the last one gathers.
func (b *pageBuilder) sections(elsewhere section) []section {
	var list []section
	own := b.properties(b.d.subject)
	for _, ps := range pageSections {
		sec := section{Heading: ps.heading}
		for _, property := range ps.properties {
			if !slices.Contains(own, property) {
				continue
			}
			if r, ok := b.row(b.d.subject, property, 1); ok {
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
			if r, ok := b.row(b.d.subject, property, 1); ok {
				other.Rows = append(other.Rows, r)
			}
		}
	}
	if len(other.Rows) > 0 {
		list = append(list, other)
	}
	record := section{Heading: "Record", Rows: b.rows(b.d.part("Record"), 1)}
	if len(record.Rows) > 0 {
		list = append(list, record)
	}
	return list
}

// properties returns the properties of a subject in the order of the data.
func (b *pageBuilder) properties(subject rdf.Term) []string {
	var list []string
	for _, t := range b.d.statements[subject] {
		if p := t.P.Value(); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

func (b *pageBuilder) rows(subject rdf.Term, depth int) []row {
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

func (b *pageBuilder) row(subject rdf.Term, property string, depth int) (row, bool) {
	objects := slices.DeleteFunc(b.d.objects(subject, property), func(o rdf.Term) bool {
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
func (b *pageBuilder) value(t rdf.Term, depth int) value {
	v := termValue(t, b.s.opt.Base)
	if r, ok := issn.ParseIRI(t.Value()); ok && t.IsIRI() {
		r.Fragment = ""
		if title := b.labels[r.IRI()]; title != "" {
			v.Note = title
		}
	}
	if t.IsIRI() {
		if label, ok := b.d.object(t, vocab.RDFSLabel); ok {
			v.Text = label.Value()
		}
	}
	if b.d.isPart(t) && depth < maxDepth {
		if t.IsBlankNode() {
			v.Text = ""
		} else if _, fragment, ok := strings.Cut(t.Value(), "#"); ok {
			v.Text, v.Href = "#"+fragment, ""
		}
		v.Rows = b.rows(t, depth+1)
	}
	return v
}

// termValue shows a term by itself. Links into the server's own IRIs become
// local.
func termValue(t rdf.Term, base string) value {
	switch t.Kind() {
	case rdf.KindIRI:
		v := value{Text: t.Value()}
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
		v.Href = localHref(t.Value(), base)
		return v
	case rdf.KindLiteral:
		v := value{Text: t.Value(), Lang: t.Language(), Dir: t.Direction().String(), Note: t.Language()}
		if dt := t.Datatype(); v.Lang == "" && dt != vocab.XSDString && !plainDatatypes[dt] {
			v.Note = vocab.Compact(dt)
		}
		if isWebAddress(v.Text) {
			v.Href = v.Text
		}
		return v
	default:
		return value{Text: t.String()}
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

// localHref is where a page links to for an IRI: a path of this server, the web,
// or nowhere for schemes that are not fetched.
func localHref(iri, base string) string {
	if rest, ok := strings.CutPrefix(iri, base); ok {
		return "/" + rest
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
func (b *pageBuilder) subtitle() string {
	var parts []string
	for _, property := range []string{vocab.DCFormat, vocab.DCTSpatial} {
		if t, ok := b.d.object(b.d.subject, property); ok {
			parts = append(parts, b.value(t, maxDepth).Text)
		}
	}
	start, _ := b.d.object(b.d.subject, vocab.SchemaStartDate)
	end, _ := b.d.object(b.d.subject, vocab.SchemaEndDate)
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
func (b *pageBuilder) notice() *notice {
	if !b.d.isCancelled() {
		return nil
	}
	n := &notice{Text: "This ISSN has been cancelled. It is no longer to be used."}
	favoured := b.d.objects(b.d.part("ISSN"), vocab.ISSNCancelledInFavor)
	if len(favoured) > 0 {
		n.Text = "This ISSN has been cancelled in favour of"
	}
	for _, t := range favoured {
		if r, ok := issn.ParseIRI(t.Value()); ok {
			n.Links = append(n.Links, pageLink{Text: r.ISSN.String() + " " + b.labels[issn.Resource{ISSN: r.ISSN}.IRI()], Href: resourcePath(issn.Resource{ISSN: r.ISSN})})
		}
	}
	return n
}
