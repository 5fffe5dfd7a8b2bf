package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/server"
)

func BenchmarkDereference(b *testing.B) {
	s := newServer(b, server.Options{})
	for _, suffix := range []string{"ttl", "nt", "jsonld", "rdf", "html"} {
		b.Run("form="+suffix, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if res := request(s, http.MethodGet, "/data/ISSN/0028-0836."+suffix, ""); res.StatusCode != http.StatusOK {
					b.Fatal(res.Status)
				}
			}
		})
	}
}

// BenchmarkHTTP dereferences the serials of the sample one after the other over
// connections that stay open, with a client for each processor.
func BenchmarkHTTP(b *testing.B) {
	s := newServer(b, server.Options{})
	ts := httptest.NewServer(s.Handler())
	defer ts.Close()
	ids := map[string]bool{}
	for _, q := range sampleQuads(b) {
		if r, ok := issn.ParseIRI(q.S.Value()); ok && r.Space == issn.SpaceISSN {
			ids[r.ISSN.String()] = true
		}
	}
	var paths []string
	for id := range ids {
		if request(s, http.MethodGet, "/data/ISSN/"+id+".nt", "").StatusCode == http.StatusOK {
			paths = append(paths, "/data/ISSN/"+id)
		}
	}
	slices.Sort(paths)
	client := ts.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = runtime.GOMAXPROCS(0)
	for _, suffix := range []string{"ttl", "nt", "jsonld", "html"} {
		b.Run("form="+suffix, func(b *testing.B) {
			var next atomic.Int64
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					path := paths[int(next.Add(1))%len(paths)]
					res, err := client.Get(ts.URL + strings.Join([]string{path, suffix}, "."))
					if err != nil {
						b.Error(err)
						return
					}
					if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
						b.Errorf("%s: %s, %v", path, res.Status, err)
						return
					}
					_ = res.Body.Close()
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
