package negotiate

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// Profile is a way to describe resources: a choice of vocabularies (W3C Content
// Negotiation by Profile).
type Profile struct {
	Name, IRI string
	// About tells people what documents in the profile hold.
	About string
}

// The profiles.
var (
	ISSNProfile   = &Profile{Name: "issn", IRI: vocab.ISSNBase + "profiles/issn", About: "All statements."}
	SchemaProfile = &Profile{Name: "schema", IRI: vocab.Schema, About: "Statements in the terms of schema.org alone."}
	// GraphsProfile is what ?graphs=named asks for.
	GraphsProfile   = &Profile{Name: "graphs", IRI: vocab.ISSNBase + "profiles/graphs", About: "All statements, in the named graphs that they stand in, where the syntax has graphs."}
	BibframeProfile = &Profile{Name: "bibframe", IRI: vocab.BF, About: "Statements in the terms of BIBFRAME: a serial in one medium is an Instance of the Work that its ISSN-L names."}
)

// Profiles in the order of preference: the first is the default.
var Profiles = []*Profile{ISSNProfile, SchemaProfile, BibframeProfile, GraphsProfile}

// IsDefault reports whether p is what clients get that name no profile.
func (p *Profile) IsDefault() bool { return p == Profiles[0] }

// Suffix is the query part of addresses of documents in the profile.
func (p *Profile) Suffix() string {
	if p.IsDefault() {
		return ""
	}
	return "?profile=" + p.Name
}

// Query is the query part for the address of a document that a request in the
// profile is sent to: it names the profile where the request does.
func (p *Profile) Query(req *http.Request) string {
	if q := p.Suffix(); q != "" {
		return q
	}
	if req.URL.Query().Get("profile") == p.Name {
		return "?" + url.Values{"profile": {p.Name}}.Encode()
	}
	return ""
}

// ProfileNamed finds a profile by its name or IRI.
func ProfileNamed(name string) (*Profile, bool) {
	for _, p := range Profiles {
		if name == p.Name || name == p.IRI || name == "https"+strings.TrimPrefix(p.IRI, "http") {
			return p, true
		}
	}
	return nil, false
}

// WantsAlternates reports whether a request asks for the list of representations, by
// ?_profile=alt (W3C Content Negotiation by Profile, query string arguments).
func WantsAlternates(req *http.Request) bool {
	params := req.URL.Query()
	return params.Get("_profile") == "alt" || params.Get("profile") == "alt"
}

// ChooseProfile chooses by ?profile= or, as the recommendation calls it,
// ?_profile=, else by the Accept-Profile header, else the default. The error is a
// [*NotAcceptable].
func ChooseProfile(w http.ResponseWriter, req *http.Request) (*Profile, error) {
	addVary(w, "Accept-Profile")
	params := req.URL.Query()
	if strings.EqualFold(params.Get("graphs"), "named") {
		return GraphsProfile, nil
	}
	for _, parameter := range []string{"profile", "_profile"} {
		if !params.Has(parameter) {
			continue
		}
		names := params.Get(parameter)
		for name := range strings.SplitSeq(names, ",") {
			if p, ok := ProfileNamed(name); ok {
				return p, nil
			}
		}
		e := &NotAcceptable{Title: "No such profile", Detail: "There is no profile named " + strconv.Quote(names) + "."}
		for _, p := range Profiles {
			e.Available = append(e.Available, p.Name, p.IRI)
		}
		return nil, e
	}
	return acceptedProfile(req.Header.Values("Accept-Profile")), nil
}

// acceptedProfile reads Accept-Profile: IRIs in angle brackets with q values.
func acceptedProfile(headers []string) *Profile {
	best, bestQuality := Profiles[0], 0.0
	for _, element := range SplitQuoted(strings.Join(headers, ",")) {
		iri, params, _ := strings.Cut(element, ";")
		p, ok := ProfileNamed(strings.Trim(strings.TrimSpace(iri), "<>"))
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
