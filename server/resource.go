package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// resource answers /resource/{space}/{issn}: 303 to the document about it, 301
// to the canonical form of what was asked for, or what is wrong with it.
func (s *Server) resource(w http.ResponseWriter, req *http.Request) {
	space, id, form, ok := s.resourceParams(w, req)
	if !ok {
		return
	}
	n, err := issn.Parse(id)
	if err != nil || space.String() != req.PathValue("space") {
		s.notCanonical(w, req, space, id, form)
		return
	}
	r := issn.Resource{Space: space, ISSN: n}
	d, ok := s.resourceDocument(w, req, r)
	if !ok {
		return
	}
	s.seeOther(w, req, d, form)
}

// resourceParams takes the path apart: the space in any case, the identifier
// and, where a suffix or ?format= names one, the form of the document.
func (s *Server) resourceParams(w http.ResponseWriter, req *http.Request) (space issn.Space, id string, form *negotiate.Form, ok bool) {
	space, ok = spaceOf(req.PathValue("space"))
	id = strings.TrimPrefix(req.PathValue("id"), "/")
	if !ok || strings.Contains(id, "/") {
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such kind of resource",
			Detail: "The kinds are /resource/ISSN/, /resource/ISSN-L/ and /resource/ISSN-H/, each with an ISSN after it.",
		})
		return 0, "", nil, false
	}
	if f, found := negotiate.Documents.BySuffix(path.Ext(id)); found {
		return space, strings.TrimSuffix(id, path.Ext(id)), f, true
	}
	return space, id, nil, true
}

func spaceOf(name string) (issn.Space, bool) {
	for _, space := range issn.Spaces {
		if strings.EqualFold(space.String(), name) {
			return space, true
		}
	}
	return 0, false
}

// notCanonical answers for an identifier that is not an ISSN in canonical form:
// 301 where it can be brought there, else 404 with what is wrong.
func (s *Server) notCanonical(w http.ResponseWriter, req *http.Request, space issn.Space, id string, form *negotiate.Form) {
	n, err := issn.Clean(id)
	if err == nil {
		target := pages.ResourcePath(issn.Resource{Space: space, ISSN: n})
		if form != nil {
			target += "." + form.Suffix
		}
		http.Redirect(w, req, target, http.StatusMovedPermanently)
		return
	}
	s.Fail(w, req, s.badISSN(req, space, id, err))
}

// badISSN says what is wrong with an ISSN and which ones of the register
// resemble it.
func (s *Server) badISSN(req *http.Request, space issn.Space, id string, err error) reply.Problem {
	p := reply.Problem{Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "Not an ISSN"}
	var check *issn.CheckDigitError
	if !errors.As(err, &check) {
		p.Detail = fmt.Sprintf("%.40q does not have the form of an ISSN: four digits, a hyphen, three digits and a check digit (0-9 or X), such as 0028-0836.", id)
		return p
	}
	p.Type, p.Title = reply.ProblemCheckDigit, "Wrong check digit"
	p.Detail = fmt.Sprintf("%s is no ISSN: its check digit is %c and should be %c.", check.Text, check.Found, check.Want)
	if found, err := s.displaying(req.Context(), check.Text); err != nil {
		s.Log.Warn("serials that display a wrong ISSN", "issn", check.Text, "error", err)
	} else if len(found) > 0 {
		p.Detail, p.Nearest = p.Detail+" "+incorrectDetail(check.Text, found), found
		return p
	}
	p.Nearest = s.nearest(req, space, check.Text)
	return p
}

// maxNearest bounds how many candidates a problem document offers.
const maxNearest = 5

// nearest returns the ISSNs of the register that one slip of the pen turns into
// the wrong one.
func (s *Server) nearest(req *http.Request, space issn.Space, text string) []reply.Candidate {
	var found []reply.Candidate
	for _, n := range issn.Nearest(text) {
		r := issn.Resource{Space: space, ISSN: n}
		quads, err := s.engine.Resource(req.Context(), r.IRI())
		if err != nil { // the client's answer stands without candidates
			s.Log.Warn("nearest ISSNs", "issn", text, "error", err)
			return found
		}
		if len(quads) == 0 {
			continue
		}
		found = append(found, candidate(r, quads))
		if len(found) == maxNearest {
			break
		}
	}
	return found
}

// resourceDocument reads the document about a resource of the register. Where
// there is none to give it answers the request and returns false.
func (s *Server) resourceDocument(w http.ResponseWriter, req *http.Request, r issn.Resource) (*document, bool) {
	quads, err := s.engine.Resource(req.Context(), r.IRI())
	if err != nil {
		s.Broken(w, req, err)
		return nil, false
	}
	about := documents.Describe(rdf.NewIRI(r.IRI()), quads)
	absent := len(quads) == 0
	if r.Space == issn.SpaceISSN {
		standing := about.Standing()
		if standing == register.Absent {
			elsewhere, err := s.cancelledElsewhere(req.Context(), r.ISSN)
			if err != nil {
				s.Broken(w, req, err)
				return nil, false
			}
			about = documents.Describe(about.Subject, documents.BySubject(append(about.Quads, elsewhere...)))
			standing = about.Standing()
		}
		if standing == register.Absent {
			s.notInRegister(w, req, r)
			return nil, false
		}
		if !standing.Described() {
			s.Fail(w, req, standingProblem(&register.StandingError{ISSN: r.ISSN, Standing: standing}))
			return nil, false
		}
	} else if absent {
		s.notInRegister(w, req, r)
		return nil, false
	}
	return &document{
		subject: about.Subject,
		path:    documentPath(r),
		thing:   pages.ResourcePath(r),
		about:   about,
	}, true
}

// documentPath is where the documents about a resource are, without suffix.
func documentPath(r issn.Resource) string { return "/data/" + r.Space.String() + "/" + r.ISSN.String() }

// standingProblem says why there is nothing to give about an ISSN: the same of its
// document and of its reports. docs/http.md has the table.
func standingProblem(e *register.StandingError) reply.Problem {
	p := reply.Problem{Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "Not in the register"}
	switch e.Standing {
	case register.Absent, register.InForce:
	case register.Cancelled:
		p.Type, p.Title = reply.ProblemISSNCancelled, "Cancelled ISSN"
	case register.Suppressed:
		p.Type, p.Title, p.Status = reply.ProblemSuppressed, "Suppressed ISSN", http.StatusGone
	case register.Unreported:
		p.Type, p.Title = reply.ProblemReserved, "Reserved ISSN"
	case register.Withdrawn:
		p.Type, p.Title, p.Status = reply.ProblemWithdrawn, "Withdrawn ISSN", http.StatusGone
	}
	p.Detail = e.Error() + "."
	return p
}

// cancelledElsewhere returns what follows about an ISSN without a record of its
// own that other records name as cancelled: that it is, and in whose favour.
func (s *Server) cancelledElsewhere(ctx context.Context, n issn.ISSN) (quads []rdf.Quad, err error) {
	res, err := s.engine.Query(ctx, register.CancellersQuery(n), sparql.QueryOptions{Timeout: s.opt.QueryTimeout})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	var by []rdf.Term
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		by = append(by, row[0])
	}
	return register.CancelledBy(n, by), nil
}

// find answers the search field of the pages: a redirect to the resource.
func (s *Server) find(w http.ResponseWriter, req *http.Request) {
	text := strings.TrimSpace(req.URL.Query().Get("issn"))
	space, n, err := issn.Read(text)
	if err != nil {
		s.Fail(w, req, s.badISSN(req, issn.SpaceISSN, text, err))
		return
	}
	http.Redirect(w, req, pages.ResourcePath(issn.Resource{Space: space, ISSN: n}), http.StatusSeeOther)
}
