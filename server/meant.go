package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// notInRegister answers for a resource without a record: 404, with the resources
// that are meant by the number. They are pointed to, never redirected to: a number
// that a serial displays by mistake is not its number, and an ISSN is not the
// ISSN-L of the same digits.
func (s *Server) notInRegister(w http.ResponseWriter, req *http.Request, r issn.Resource) {
	p := reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "Not in the register",
		Detail: fmt.Sprintf("%s is a well-formed %s, but the register held here has no record of it.", r.ISSN, r.Space),
	}
	found, err := s.sameNumber(req.Context(), r)
	if err == nil && len(found) == 0 {
		if found, err = s.displaying(req.Context(), r.ISSN.String()); len(found) > 0 {
			p.Detail = incorrectDetail(r.ISSN.String(), found)
		}
	} else if len(found) > 0 {
		p.Detail = fmt.Sprintf("The register has no %s %s; the number is there as %s.", r.Space, r.ISSN, paths(found))
	}
	if err != nil { // the answer stands without what is meant
		s.Log.Warn("what is meant", "issn", r.ISSN, "error", err)
	}
	p.Nearest = found
	s.Fail(w, req, p)
}

// incorrectDetail says which serials display a wrong number.
func incorrectDetail(number string, found []reply.Candidate) string {
	names := make([]string, len(found))
	for i, c := range found {
		if names[i] = c.ISSN; c.Title != "" {
			names[i] += " (" + c.Title + ")"
		}
	}
	return fmt.Sprintf("%s is not the number of a serial; it is displayed by mistake on %s.", number, strings.Join(names, " and "))
}

func paths(found []reply.Candidate) string {
	list := make([]string, len(found))
	for i, c := range found {
		list[i] = c.Href
	}
	return strings.Join(list, " and ")
}

// sameNumber returns the resources of the other spaces that have the number, and
// for an ISSN-L the one that the ISSN of this number belongs to.
func (s *Server) sameNumber(ctx context.Context, r issn.Resource) ([]reply.Candidate, error) {
	var found []reply.Candidate
	for _, space := range issn.Spaces {
		other := issn.Resource{Space: space, ISSN: r.ISSN}
		if space == r.Space {
			continue
		}
		quads, err := s.engine.Resource(ctx, other.IRI())
		if err != nil {
			return nil, err
		}
		if len(quads) == 0 || space == issn.SpaceISSN && documents.Describe(rdf.NewIRI(other.IRI()), quads).Standing() != register.InForce {
			continue
		}
		found = append(found, candidate(other, quads))
		for _, q := range quads {
			whole, ok := issn.ParseIRI(q.O.Value())
			if r.Space == issn.SpaceISSNL && space == issn.SpaceISSN && ok && whole.Space == issn.SpaceISSNL &&
				q.S.Value() == other.IRI() && q.P.Value() == vocab.SchemaIsPartOf {
				found = append(found, reply.Candidate{ISSN: whole.ISSN.String(), Href: pages.ResourcePath(whole)})
				break
			}
		}
	}
	return found, nil
}

// candidate is a resource with its title.
func candidate(r issn.Resource, quads []rdf.Quad) reply.Candidate {
	return reply.Candidate{ISSN: r.ISSN.String(), Title: documents.Describe(rdf.NewIRI(r.IRI()), quads).Title(), Href: pages.ResourcePath(r)}
}

// displaying returns the serials whose records say that they display a wrong
// number, given in canonical form.
func (s *Server) displaying(ctx context.Context, number string) (found []reply.Candidate, err error) {
	query := fmt.Sprintf("SELECT DISTINCT ?by WHERE { ?by <%s> %s } ORDER BY ?by LIMIT %d", vocab.ISSNHasIncorrectISSN, rdf.NewString(number), maxNearest)
	res, err := s.engine.Query(ctx, query, sparql.QueryOptions{Timeout: s.opt.QueryTimeout})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for row, err := range res.Rows() {
		if err != nil {
			return found, err
		}
		r, ok := issn.ParseIRI(row[0].Value())
		if !ok {
			continue
		}
		r.Fragment = ""
		quads, err := s.engine.Resource(ctx, r.IRI())
		if err != nil {
			return found, err
		}
		found = append(found, candidate(r, quads))
	}
	return found, nil
}
