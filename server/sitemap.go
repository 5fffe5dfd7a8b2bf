package server

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// sitemapPart is the number of addresses of a part of the sitemap, the most that
// the protocol of sitemaps allows.
const sitemapPart = 50000

// recordsPattern matches the records that have a page.
func recordsPattern() string {
	return "VALUES ?status { <" + strings.Join(register.DescribedStatuses(), "> <") + "> } ?record <" + vocab.BFStatus + "> ?status"
}

// clustersPattern matches the ISSN-Ls and ISSN-Hs that have a page: works, which the
// members make.
func clustersPattern() string {
	var spaces []string
	for _, space := range []issn.Space{issn.SpaceISSNL, issn.SpaceISSNH} {
		spaces = append(spaces, fmt.Sprintf("STRSTARTS(STR(?cluster), %q)", vocab.ISSNBase+"resource/"+space.String()+"/"))
	}
	return "?cluster a <" + vocab.SchemaCreativeWork + "> FILTER(" + strings.Join(spaces, " || ") + ")"
}

// sitemapKind is a sequence of parts of the sitemap.
type sitemapKind struct {
	prefix string // of the names of parts
	count  string // query for the number of addresses
	part   string // query for a part, with places for its length and offset: resources and, where known, dates
}

// sitemapKinds are what the sitemap lists: records, and what they belong to.
var sitemapKinds = []sitemapKind{
	{
		"", "SELECT (COUNT(*) AS ?n) WHERE { " + recordsPattern() + " }",
		"SELECT ?record ?modified WHERE { { SELECT ?record WHERE { " + recordsPattern() + " } LIMIT %d OFFSET %d } OPTIONAL { ?record <" + vocab.DCTModified + "> ?modified } }",
	},
	{
		"works-", "SELECT (COUNT(*) AS ?n) WHERE { " + clustersPattern() + " }",
		"SELECT ?cluster ?modified WHERE { " + clustersPattern() + " } LIMIT %d OFFSET %d",
	},
}

// sitemapPartNamed finds the kind and the number, from 1, of the part with a file's name.
func sitemapPartNamed(file string) (kind *sitemapKind, number int, ok bool) {
	name, ok := strings.CutSuffix(file, ".xml.gz")
	if !ok {
		return nil, 0, false
	}
	kind = &sitemapKinds[0]
	if rest, works := strings.CutPrefix(name, sitemapKinds[1].prefix); works {
		kind, name = &sitemapKinds[1], rest
	}
	number, err := strconv.Atoi(name)
	return kind, number, err == nil && number >= 1 && number <= 1e6
}

// sitemapURL is an entry of a sitemap or of the index of sitemaps.
type sitemapURL struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod,omitempty"`
}

const sitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

type sitemapIndex struct {
	XMLName  xml.Name     `xml:"sitemapindex"`
	Space    string       `xml:"xmlns,attr"`
	Sitemaps []sitemapURL `xml:"sitemap"`
}

type sitemapSet struct {
	XMLName xml.Name     `xml:"urlset"`
	Space   string       `xml:"xmlns,attr"`
	URLs    []sitemapURL `xml:"url"`
}

// sitemapIndexPage answers /sitemap.xml: the parts, of 50,000 resources each.
func (s *Server) sitemapIndexPage(w http.ResponseWriter, req *http.Request) {
	index := sitemapIndex{Space: sitemapNamespace, Sitemaps: []sitemapURL{}}
	for _, kind := range sitemapKinds {
		rows, err := s.rows(req, kind.count)
		if err != nil || len(rows) == 0 {
			s.sitemapFailed(w, req, err)
			return
		}
		n, err := strconv.Atoi(rows[0][0].Value())
		if err != nil {
			s.Broken(w, req, err)
			return
		}
		for part := 1; (part-1)*sitemapPart < n; part++ {
			index.Sitemaps = append(index.Sitemaps, sitemapURL{Location: fmt.Sprintf("%s/sitemap/%s%d.xml.gz", s.Origin(req), kind.prefix, part)})
		}
	}
	body, err := xml.MarshalIndent(index, "", " ")
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", reply.CacheControl)
	s.Send(w, req, http.StatusOK, "application/xml", append([]byte(xml.Header), body...))
}

// sitemapPage answers /sitemap/{part}.xml.gz.
func (s *Server) sitemapPage(w http.ResponseWriter, req *http.Request) {
	kind, part, ok := sitemapPartNamed(req.PathValue("part"))
	if !ok {
		s.noSitemap(w, req)
		return
	}
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	rows, err := s.rows(req, fmt.Sprintf(kind.part, sitemapPart, (part-1)*sitemapPart))
	if err != nil {
		s.sitemapFailed(w, req, err)
		return
	}
	changed := s.changes.at(version)
	set := sitemapSet{Space: sitemapNamespace}
	seen := make(map[string]bool, len(rows))
	for _, row := range rows {
		r, ok := issn.ParseIRI(row[0].Value())
		// The page itself: addresses of things redirect, which crawlers of sitemaps hold
		// against them.
		if path := documentPath(r) + "." + negotiate.HTML.Suffix; ok && !seen[path] {
			seen[path] = true
			set.URLs = append(set.URLs, sitemapURL{Location: s.Origin(req) + path, Modified: lastmod(row[1].Value(), changed)})
		}
	}
	if len(set.URLs) == 0 {
		s.noSitemap(w, req)
		return
	}
	body, err := zippedXML(set)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", reply.CacheControl)
	s.Send(w, req, http.StatusOK, "application/gzip", body)
}

// lastmod returns the newer of the date of a record, which may be empty, and of what
// the store does not date, such as a link that was added; as Last-Modified of documents.
func lastmod(date string, changed time.Time) string {
	if day := changed.UTC().Format(time.DateOnly); !changed.IsZero() && date < day {
		return day
	}
	return date
}

func (s *Server) noSitemap(w http.ResponseWriter, req *http.Request) {
	s.Fail(w, req, reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such part of the sitemap",
		Detail: "/sitemap.xml lists the parts.",
	})
}

func (s *Server) sitemapFailed(w http.ResponseWriter, req *http.Request, err error) {
	if err == nil {
		err = errors.New("a query that counts has no row")
	}
	s.protocol.QueryFailed(w, req, err)
}

// rows runs a query of the server's own.
func (s *Server) rows(req *http.Request, query string) (rows [][]rdf.Term, err error) {
	res, err := s.engine.Query(req.Context(), query, sparql.QueryOptions{Timeout: s.opt.QueryTimeout, Label: req.RemoteAddr})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		rows = append(rows, append([]rdf.Term(nil), row...))
	}
	return rows, nil
}

func zippedXML(document any) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(xml.Header)); err != nil {
		return nil, err
	}
	if err := xml.NewEncoder(w).Encode(document); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}
