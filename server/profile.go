package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// profile is a way to describe resources: a choice of vocabularies (W3C Content
// Negotiation by Profile).
type profile struct {
	name, iri string
	// namespaces of the properties and classes that the profile keeps; nil for all.
	namespaces []string
	// more adds statements in the terms of the profile.
	more func(d *document, add func(s rdf.Term, p string, o rdf.Term))
}

// profiles in the server's order of preference: the first is the default.
var profiles = []profile{
	{name: "issn", iri: vocab.ISSNBase + "profiles/issn"},
	{name: "schema", iri: vocab.Schema, namespaces: []string{vocab.Schema}},
	{
		name: "bibframe", iri: vocab.BF,
		namespaces: []string{vocab.BF, vocab.BFLC, vocab.BFMARC, vocab.BFREL}, more: workAndInstance,
	},
}

// alwaysKept are properties that every profile keeps, where they say something
// about what it has kept.
var alwaysKept = map[string]bool{vocab.RDFValue: true, vocab.RDFSLabel: true}

func defaultProfile() *profile { return &profiles[0] }

func (p *profile) isDefault() bool { return p == &profiles[0] }

// suffix is the query part of addresses of documents in the profile.
func (p *profile) suffix() string {
	if p.isDefault() {
		return ""
	}
	return "?profile=" + p.name
}

// profileNamed finds a profile by its name or IRI.
func profileNamed(name string) (*profile, bool) {
	for i := range profiles {
		if p := &profiles[i]; name == p.name || name == p.iri || name == "https"+strings.TrimPrefix(p.iri, "http") {
			return p, true
		}
	}
	return nil, false
}

// chooseProfile chooses by ?profile= or, as the recommendation calls it,
// ?_profile=, else by the Accept-Profile header, else the default. It answers the
// request and returns false where the address names no profile.
func (s *Server) chooseProfile(w http.ResponseWriter, req *http.Request) (*profile, bool) {
	for _, name := range []string{"profile", "_profile"} {
		names, given := parameter(req, name)
		if !given {
			continue
		}
		for text := range strings.SplitSeq(names, ",") {
			if p, ok := profileNamed(text); ok {
				return p, true
			}
		}
		p := Problem{
			Type: problemNotAcceptable, Status: 406, Title: "No such profile",
			Detail: "There is no profile named " + strconv.Quote(names) + ".",
		}
		for i := range profiles {
			p.Available = append(p.Available, profiles[i].name, profiles[i].iri)
		}
		s.fail(w, req, p)
		return nil, false
	}
	return acceptedProfile(req.Header.Values("Accept-Profile")), true
}

// acceptedProfile reads Accept-Profile: IRIs in angle brackets with q values.
func acceptedProfile(headers []string) *profile {
	best, bestQuality := defaultProfile(), 0.0
	for _, element := range splitQuoted(strings.Join(headers, ",")) {
		iri, params, _ := strings.Cut(element, ";")
		p, ok := profileNamed(strings.Trim(strings.TrimSpace(iri), "<>"))
		if !ok {
			continue
		}
		quality := 1.0
		if q, given := strings.CutPrefix(strings.TrimSpace(params), "q="); given {
			parsed, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			if err != nil || parsed > 1 {
				continue
			}
			quality = parsed
		}
		if quality > bestQuality {
			best, bestQuality = p, quality
		}
	}
	return best
}

// apply returns the statements of a document in the profile.
func (p *profile) apply(d *document) []rdf.Quad {
	if p.isDefault() {
		return d.about.quads
	}
	kept := map[rdf.Term]bool{}
	var quads []rdf.Quad
	for _, q := range d.about.quads {
		if p.keeps(q) {
			quads = append(quads, q)
			kept[q.S] = true
		}
	}
	for _, q := range d.about.quads {
		if alwaysKept[q.P.Value()] && kept[q.S] {
			quads = append(quads, q)
		}
	}
	if p.more != nil {
		p.more(d, func(s rdf.Term, property string, o rdf.Term) {
			quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(property), O: o})
		})
	}
	return quads
}

// keeps reports whether the property of q or, for types, the class belongs to
// the profile.
func (p *profile) keeps(q rdf.Quad) bool {
	iri := q.P.Value()
	if iri == vocab.RDFType {
		iri = q.O.Value()
	}
	for _, namespace := range p.namespaces {
		if strings.HasPrefix(iri, namespace) {
			return true
		}
	}
	return false
}

// workAndInstance states how the Library of Congress models serials: a serial in
// one medium is an instance of the work that its ISSN-L names.
func workAndInstance(d *document, add func(s rdf.Term, p string, o rdf.Term)) {
	r, ok := issn.ParseIRI(d.subject.Value())
	if !ok {
		return
	}
	resource := func(t rdf.Term, space issn.Space) bool {
		other, ok := issn.ParseIRI(t.Value())
		return t.IsIRI() && ok && other.Space == space && other.Fragment == ""
	}
	class, property, stated, space := "Instance", "instanceOf", vocab.Schema+"isPartOf", issn.SpaceISSNL
	if r.Space != issn.SpaceISSN {
		class, property, stated, space = "Work", "hasInstance", vocab.Schema+"hasPart", issn.SpaceISSN
	}
	add(d.subject, vocab.RDFType, rdf.NewIRI(vocab.BF+class))
	for _, o := range d.about.objects(d.subject, stated) {
		if resource(o, space) {
			add(d.subject, vocab.BF+property, o)
		}
	}
}

// profileQuery is the query part of an address that names a profile.
func profileQuery(req *http.Request, p *profile) string {
	if q := p.suffix(); q != "" {
		return q
	}
	if req.URL.Query().Get("profile") == p.name {
		return "?" + url.Values{"profile": {p.name}}.Encode()
	}
	return ""
}
