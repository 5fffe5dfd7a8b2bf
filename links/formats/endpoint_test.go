package formats_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
)

// pageServer serves n items in the way of an endpoint; fault may answer instead.
func pageServer(t *testing.T, n int, fault func(w http.ResponseWriter, request, offset int) bool) *httptest.Server {
	t.Helper()
	bounds := regexp.MustCompile(`LIMIT (\d+) OFFSET (\d+)`)
	requests := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		m := bounds.FindStringSubmatch(r.FormValue("query"))
		if m == nil || r.Method != http.MethodPost || r.Header.Get("Accept") != "text/csv" {
			t.Errorf("request %v %q", r.Method, r.FormValue("query"))
			return
		}
		limit, _ := strconv.Atoi(m[1])
		offset, _ := strconv.Atoi(m[2])
		if fault != nil && fault(w, requests, offset) {
			return
		}
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		_, _ = io.WriteString(w, "item,issn,labels\r\n")
		for i := offset; i < min(offset+limit, n); i++ {
			_, _ = fmt.Fprintf(w, "http://www.wikidata.org/entity/Q%d,1234-5679,\"en:Title, %d\x1fde:Titel\"\r\n", i+1, i+1)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// fetched are the rows of the file that an endpoint gives.
func fetched(t *testing.T, e formats.Endpoint) ([]string, error) {
	t.Helper()
	f, remove, err := e.Fetch(t.Context())
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := remove(); err != nil {
			t.Error(err)
		}
	})
	if f.Name != e.URL || time.Since(f.Modified) > time.Minute {
		t.Errorf("file %q of %v", f.Name, f.Modified)
	}
	var out []string
	for range 2 { // files are read twice
		out = nil
		err := sources.Lookup("wikidata").Read(t.Context(), f, func(r *formats.Row) error {
			out = append(out, fmt.Sprint(r.IRI, " ", r.Numbers[0].Text, " ", r.Titles))
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func TestEndpoint(t *testing.T) {
	s := pageServer(t, 5, nil)
	var pages []int64
	got, err := fetched(t, formats.Endpoint{URL: s.URL, Query: sources.WikidataQuery, PageItems: 2, OnPage: func(items, _ int64) { pages = append(pages, items) }})
	want := []string{}
	for i := range 5 {
		want = append(want, fmt.Sprintf("http://www.wikidata.org/entity/Q%d 1234-5679 [{Title, %d en} {Titel de}]", i+1, i+1))
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if !slices.Equal(pages, []int64{2, 4, 5}) {
		t.Errorf("pages %v", pages)
	}
	if got, err := fetched(t, formats.Endpoint{URL: pageServer(t, 0, nil).URL, Query: sources.WikidataQuery}); err != nil || len(got) != 0 {
		t.Errorf("no items: %q, %v", got, err)
	}
}

// An endpoint that is busy is asked again, in the time that it names.
func TestEndpointRetries(t *testing.T) {
	for name, tc := range map[string]struct {
		fault func(w http.ResponseWriter, request, offset int) bool
		waits []time.Duration
	}{
		"429 with a time": {func(w http.ResponseWriter, request, _ int) bool {
			if request != 2 {
				return false
			}
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}, []time.Duration{7 * time.Second}},
		"500 twice": {func(w http.ResponseWriter, request, _ int) bool {
			if request != 2 && request != 3 {
				return false
			}
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}, []time.Duration{2 * time.Second, 4 * time.Second}},
		"a page that ends with an excuse": {func(w http.ResponseWriter, request, _ int) bool {
			if request != 1 {
				return false
			}
			w.Header().Set("Content-Type", "text/csv")
			_, _ = io.WriteString(w, "item,issn,labels\r\nhttp://www.wikidata.org/entity/Q1,1234-5679,\r\nTimeoutException,,\r\n")
			return true
		}, []time.Duration{2 * time.Second}},
		"a page cut off": {func(w http.ResponseWriter, request, _ int) bool {
			if request != 1 {
				return false
			}
			w.Header().Set("Content-Type", "text/csv")
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "item,issn,labels\r\nhttp://www.wikidata.org/entity/Q1,1234-5679,\r\n")
			return true
		}, []time.Duration{2 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			s := pageServer(t, 5, tc.fault)
			var waits []time.Duration
			got, err := fetched(t, formats.Endpoint{URL: s.URL, Query: sources.WikidataQuery, PageItems: 2, Wait: func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				return nil
			}})
			if err != nil || len(got) != 5 || !slices.Equal(waits, tc.waits) {
				t.Errorf("%d rows, waited %v, %v", len(got), waits, err)
			}
		})
	}
}

func TestEndpointFails(t *testing.T) {
	status := func(code int, after string) func(w http.ResponseWriter, request, offset int) bool {
		return func(w http.ResponseWriter, _, offset int) bool {
			if offset < 4 {
				return false
			}
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(code)
			return true
		}
	}
	for name, tc := range map[string]struct {
		fault func(w http.ResponseWriter, request, offset int) bool
		want  string
	}{
		"busy for ever":      {status(503, ""), "items from 5 on: 503 Service Unavailable, 3 times"},
		"busy for a day":     {status(429, "86400"), "it asks to wait for 24h0m0s"},
		"a refusal":          {status(403, ""), "403 Forbidden"},
		"another media type": {func(w http.ResponseWriter, _, _ int) bool { _, _ = io.WriteString(w, "<html>"); return true }, "not text/csv"},
	} {
		t.Run(name, func(t *testing.T) {
			s := pageServer(t, 5, tc.fault)
			_, err := fetched(t, formats.Endpoint{URL: s.URL, Query: sources.WikidataQuery, PageItems: 2, Attempts: 3, Wait: func(context.Context, time.Duration) error { return nil }})
			if !errors.Is(err, formats.ErrEndpoint) || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "unchanged") {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	if _, err := fetched(t, formats.Endpoint{URL: "ftp://example.org", Query: sources.WikidataQuery}); !errors.Is(err, formats.ErrEndpoint) {
		t.Errorf("no address: %v", err)
	}
}
