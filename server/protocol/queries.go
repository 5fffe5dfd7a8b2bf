package protocol

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
)

// runningQuery is a query or update that is being answered, as /queries tells it.
type runningQuery struct {
	ID      uint64    `json:"id"`
	Client  string    `json:"client,omitempty"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Memory  int64     `json:"memoryBytes"`
	Query   string    `json:"query"`
}

// Queries answers /queries: what is running, for the operator.
func (s *Service) Queries(w http.ResponseWriter, req *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	if !s.Authorize(w, req) {
		return
	}
	now := time.Now()
	list := []runningQuery{}
	for _, r := range s.engine.Running() {
		list = append(list, runningQuery{
			ID: r.ID, Client: r.Label, Started: r.Started, Seconds: now.Sub(r.Started).Seconds(), Memory: r.Memory, Query: r.Text,
		})
	}
	if negotiate.WantsPage(req) {
		s.pages.Show(w, req, http.StatusOK, "list", queriesPage(list))
		return
	}
	body, err := json.MarshalIndent(struct {
		Queries []runningQuery `json:"queries"`
	}{list}, "", "  ")
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, "application/json", append(body, '\n'))
}

func queriesPage(list []runningQuery) *pages.List {
	p := &pages.List{
		Kind: "Operation", Title: "Running queries", Subtitle: pages.Plural(len(list), "query", "queries"),
		Path: "/queries", Columns: []string{"Number", "Client", "Seconds", "Memory", "Query"},
	}
	for _, r := range list {
		p.Entries = append(p.Entries, pages.Entry{Cells: []pages.Link{
			{Text: strconv.FormatUint(r.ID, 10)},
			{Text: r.Client},
			{Text: fmt.Sprintf("%.1f", r.Seconds)},
			{Text: fmt.Sprintf("%d KiB", (r.Memory+1023)/1024)},
			{Text: r.Query},
		}})
	}
	return p
}

// StopQuery answers DELETE /queries/{id}.
func (s *Service) StopQuery(w http.ResponseWriter, req *http.Request) {
	if !s.Authorize(w, req) {
		return
	}
	id, err := strconv.ParseUint(req.PathValue("id"), 10, 64)
	if err != nil || !s.engine.Cancel(id) {
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such query",
			Detail: fmt.Sprintf("No query with the number %q is running.", req.PathValue("id")),
		})
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
