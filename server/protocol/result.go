package protocol

import (
	"io"
	"net/http"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// menuOf returns the forms that results of a query form come in.
func menuOf(form sparql.Form) *negotiate.Menu {
	if form == sparql.Construct || form == sparql.Describe {
		return negotiate.GraphsAndPage
	}
	return negotiate.TablesAndPage
}

// writeResult streams a result in the form that the request asks for.
func (s *Service) writeResult(w http.ResponseWriter, req *http.Request, q *operation, res *sparql.Result) {
	f, err := menuOf(res.Form).ChooseNamed(w, req, q.formats)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	if f.IsPage() {
		s.sparqlPage(w, req, q, res, nil)
		return
	}
	s.Stream(w, req, &reply.Streamed{
		ContentType: f.ContentType(), CacheControl: "no-cache",
		Write: func(w io.Writer, first bool) (int64, error) {
			switch {
			case first:
				return 0, nil
			case f.Kind == negotiate.Graph:
				return 0, writeGraph(w, f, res)
			}
			return 0, writeTable(w, f.Table, res)
		},
		OnStop: res.OnStop,
		Failed: func(err error) { s.queryFailed(w, req, q, err) },
	})
}

func writeTable(w io.Writer, f results.Format, res *sparql.Result) error {
	if res.Form == sparql.Ask {
		return results.WriteBoolean(w, f, res.Boolean)
	}
	rw := results.NewWriter(w, f, res.Vars)
	for row, err := range res.Rows() {
		if err != nil {
			return err
		}
		if err := rw.WriteRow(row); err != nil {
			return err
		}
	}
	return rw.Close()
}

func writeGraph(w io.Writer, f *negotiate.Form, res *sparql.Result) error {
	rw, err := format.NewWriter(w, f.RDF, format.WriterOptions{Prefixes: documents.Prefixes, DropGraphs: true})
	if err != nil {
		return err
	}
	for q, err := range res.Quads() {
		if err != nil {
			return err
		}
		if err := rw.WriteQuad(q); err != nil {
			return err
		}
	}
	return rw.Close()
}
