package server_test

import (
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/vocab"
)

// count returns the number of triples with the property of a namespace.
func count(d *rdf.Dataset, property string, object rdf.Term) int {
	n := 0
	for range d.MatchAny(rdf.Term{}, rdf.NewIRI(property), object) {
		n++
	}
	return n
}

// value returns the value of a property of a subject.
func value(d *rdf.Dataset, subject, property string) string {
	return d.Object(rdf.NewIRI(subject), rdf.NewIRI(property), rdf.DefaultGraph).Value()
}

// The numbers of the descriptions are those of the data.
func TestVoID(t *testing.T) {
	s := newServer(t, server.Options{})
	quads := sampleQuads(t)
	graphs, triples, data := map[string]int{}, map[rdf.Triple]bool{}, rdf.NewDataset()
	for _, q := range quads {
		if data.Add(q) {
			graphs[q.G.Value()]++
			triples[q.Triple()] = true
		}
	}
	properties, classes := map[string]int{}, map[string]int{}
	for tr := range triples {
		properties[tr.P.Value()]++
		if tr.P.Value() == vocab.RDFType {
			classes[tr.O.Value()]++
		}
	}
	for _, target := range []string{"/.well-known/void", "/void.ttl", "/graphs", "/sparql"} {
		res := request(s, http.MethodGet, target, "")
		d := triplesOf(t, format.Turtle, text(t, res))
		all := "http://issn.org/void.ttl#dataset"
		if got, want := value(d, all, vocab.VoID+"triples"), fmt.Sprint(len(triples)); got != want {
			t.Errorf("%s: %s triples, want %s", target, got, want)
		}
		for graph, n := range graphs {
			if got := value(d, graph, vocab.VoID+"triples"); got != fmt.Sprint(n) {
				t.Errorf("%s: %s triples in %s, want %d", target, got, graph, n)
			}
			if !d.Has(rdf.Quad{S: rdf.NewIRI(all), P: rdf.NewIRI(vocab.VoID + "subset"), O: rdf.NewIRI(graph)}) {
				t.Errorf("%s: %s is no subset", target, graph)
			}
		}
		for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.VoID+"property"), rdf.Term{}) {
			if got := d.Object(q.S, rdf.NewIRI(vocab.VoID+"triples"), rdf.DefaultGraph).Value(); got != fmt.Sprint(properties[q.O.Value()]) {
				t.Errorf("%s: %s triples with %s, want %d", target, got, q.O.Value(), properties[q.O.Value()])
			}
		}
		for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.VoID+"class"), rdf.Term{}) {
			if got := d.Object(q.S, rdf.NewIRI(vocab.VoID+"entities"), rdf.DefaultGraph).Value(); got != fmt.Sprint(classes[q.O.Value()]) {
				t.Errorf("%s: %s entities of %s, want %d", target, got, q.O.Value(), classes[q.O.Value()])
			}
		}
		for what, want := range map[string]int{"propertyPartition": len(properties), "classPartition": len(classes)} {
			if got := count(d, vocab.VoID+what, rdf.Term{}); got != want {
				t.Errorf("%s: %d of void:%s, want %d", target, got, what, want)
			}
		}
		if got := count(d, vocab.SD+"endpoint", rdf.NewIRI("http://issn.org/sparql")); got != map[bool]int{true: 1}[target == "/sparql"] {
			t.Errorf("%s: %d endpoints", target, got)
		}
		again := request(s, http.MethodGet, target, "", "If-None-Match", res.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d, want 304", target, again.StatusCode)
		}
	}
	if page := text(t, request(s, http.MethodGet, "/graphs", "", "Accept", "text/html")); !strings.Contains(page, `href="/dumps/register/full.nq.gz"`) {
		t.Errorf("the page has no dump:\n%s", page)
	}
	if res := request(s, http.MethodGet, "/.well-known/void", "", "Accept", "image/png"); res.StatusCode != http.StatusNotAcceptable {
		t.Errorf("as a picture: %d, want 406", res.StatusCode)
	}
}

// A description is counted anew when the data have changed.
func TestVoIDFollowsUpdates(t *testing.T) {
	s := newWritable(t)
	get := func() (string, string) {
		res := request(s, http.MethodGet, "/void.ttl", "")
		return value(triplesOf(t, format.Turtle, text(t, res)), "http://example.com/void.ttl#dataset", vocab.VoID+"triples"), res.Header.Get("ETag")
	}
	before, oldTag := get()
	if res := operator(s, http.MethodPut, "/graphs/g", "text/turtle", "<s> <p> 1 , 2 ."); res.StatusCode != http.StatusCreated {
		t.Fatal(text(t, res))
	}
	after, newTag := get()
	if before != "0" || after != "2" || oldTag == newTag {
		t.Errorf("%s triples %s, then %s triples %s", before, oldTag, after, newTag)
	}
}

func TestProfiles(t *testing.T) {
	s := newServer(t, server.Options{})
	const subject = "http://issn.org/resource/ISSN/0028-0836"
	for name, tc := range map[string]struct {
		query, accept string
		status        int
		location      string
		profile       string
		has, lacks    []string // properties
	}{
		"default":             {"", "", 303, "", "http://issn.org/profiles/issn", []string{vocab.Schema + "issn", vocab.BF + "identifiedBy"}, []string{vocab.BF + "instanceOf"}},
		"schema.org":          {"?profile=schema", "", 303, "?profile=schema", vocab.Schema, []string{vocab.Schema + "issn"}, []string{vocab.BF + "identifiedBy", vocab.DC + "identifier"}},
		"BIBFRAME":            {"?profile=bibframe", "", 303, "?profile=bibframe", vocab.BF, []string{vocab.BF + "identifiedBy", vocab.BF + "instanceOf", vocab.RDFValue}, []string{vocab.Schema + "issn", vocab.DC + "identifier"}},
		"by its IRI":          {"?_profile=http://schema.org/", "", 303, "?profile=schema", vocab.Schema, []string{vocab.Schema + "issn"}, []string{vocab.BF + "identifiedBy"}},
		"by header":           {"", "<http://example/none>, <http://schema.org/>;q=0.5, <" + vocab.BF + ">;q=0.9", 303, "?profile=bibframe", vocab.BF, []string{vocab.BF + "instanceOf"}, []string{vocab.Schema + "issn"}},
		"https":               {"", "<https://schema.org/>", 303, "?profile=schema", vocab.Schema, []string{vocab.Schema + "issn"}, []string{vocab.BF + "identifiedBy"}},
		"not wanted":          {"", "<http://schema.org/>;q=0", 303, "", "http://issn.org/profiles/issn", []string{vocab.BF + "identifiedBy"}, nil},
		"address over header": {"?profile=issn", "<http://schema.org/>", 303, "?profile=issn", "http://issn.org/profiles/issn", []string{vocab.BF + "identifiedBy"}, nil},
		"unknown":             {"?profile=marc", "", 406, "", "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			headers := []string{"Accept", "text/turtle"}
			if tc.accept != "" {
				headers = append(headers, "Accept-Profile", tc.accept)
			}
			res := request(s, http.MethodGet, "/resource/ISSN/0028-0836"+tc.query, "", headers...)
			if res.StatusCode != tc.status {
				t.Fatalf("%d, want %d: %s", res.StatusCode, tc.status, text(t, res))
			}
			if tc.status != http.StatusSeeOther {
				return
			}
			location := res.Header.Get("Location")
			if location != "/data/ISSN/0028-0836.ttl"+tc.location {
				t.Errorf("to %s, want %s", location, tc.location)
			}
			doc := request(s, http.MethodGet, location, "", headers...)
			if got := doc.Header.Get("Content-Profile"); got != "<"+tc.profile+">" {
				t.Errorf("profile %s, want %s", got, tc.profile)
			}
			if link := doc.Header.Get("Link"); !strings.Contains(link, "<"+tc.profile+`>; rel="profile"`) {
				t.Errorf("no such profile in %s", link)
			}
			d := triplesOf(t, format.Turtle, text(t, doc))
			for _, property := range tc.has {
				if value(d, subject, property) == "" && count(d, property, rdf.Term{}) == 0 {
					t.Errorf("no %s", property)
				}
			}
			for _, property := range tc.lacks {
				if count(d, property, rdf.Term{}) > 0 {
					t.Errorf("there is %s", property)
				}
			}
		})
	}
	var tags []string
	for _, query := range []string{"", "?profile=schema", "?profile=bibframe"} {
		tags = append(tags, request(s, http.MethodGet, "/data/ISSN/0028-0836.ttl"+query, "").Header.Get("ETag"))
	}
	slices.Sort(tags)
	if len(slices.Compact(tags)) != 3 {
		t.Errorf("profiles share an ETag: %v", tags)
	}
	work := text(t, request(s, http.MethodGet, "/data/ISSN-L/0028-0836.ttl?profile=bibframe", ""))
	d := triplesOf(t, format.Turtle, work)
	if count(d, vocab.BF+"hasInstance", rdf.Term{}) != 2 || !strings.Contains(work, "bf:Work") {
		t.Errorf("the work has no instances:\n%s", work)
	}
}

// A dump holds the quads of its graph, no more and no fewer.
func TestDumps(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, graph := range []string{vocab.GraphFree, vocab.GraphFull} {
		want := rdf.NewDataset()
		for _, q := range sampleQuads(t) {
			if q.G.Value() == graph {
				want.Add(q)
			}
		}
		target := "/dumps/" + strings.TrimPrefix(graph, vocab.GraphBase) + ".nq.gz"
		res := request(s, http.MethodGet, target, "")
		zr, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		rd, err := format.NewReader(zr, format.NQuads, format.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := rdf.NewDataset()
		var q rdf.Quad
		for err = rd.Read(&q); err == nil; err = rd.Read(&q) {
			got.Add(q)
		}
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if got.Len() != want.Len() || !rdf.Isomorphic(want, got) {
			t.Errorf("%s: %d quads, want %d, or others", target, got.Len(), want.Len())
		}
		head := request(s, http.MethodHead, target, "")
		if head.StatusCode != http.StatusOK || head.Header.Get("ETag") == "" || text(t, head) != "" {
			t.Errorf("HEAD %s: %d", target, head.StatusCode)
		}
		if again := request(s, http.MethodGet, target, "", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d, want 304", target, again.StatusCode)
		}
	}
	for _, target := range []string{"/dumps/none.nq.gz", "/dumps/register/full.nq", "/dumps/.nq.gz", "/dumps/%3E.nq.gz"} {
		if res := request(s, http.MethodGet, target, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", target, res.StatusCode)
		}
	}
}

// The sitemap lists the page of each record, ISSN-L and ISSN-H that has one, at the
// address that answers without a redirect, and nothing else.
func TestSitemap(t *testing.T) {
	s := newServer(t, server.Options{})
	want := map[string]bool{}
	for _, q := range sampleQuads(t) {
		if r, ok := issn.ParseIRI(q.S.Value()); ok && r.Fragment == "" && r.Space != issn.SpaceISSN {
			want["/data/"+r.Space.String()+"/"+r.ISSN.String()+".html"] = true
		}
	}
	var index struct {
		Parts []string `xml:"sitemap>loc"`
	}
	if err := xml.NewDecoder(request(s, http.MethodGet, "/sitemap.xml", "").Body).Decode(&index); err != nil {
		t.Fatal(err)
	}
	if len(index.Parts) != 2 {
		t.Fatalf("parts %v", index.Parts)
	}
	var urls []sitemapEntry
	for _, part := range index.Parts {
		urls = append(urls, sitemapOf(t, request(s, http.MethodGet, part, ""))...)
	}
	listed := map[string]string{}
	for _, u := range urls {
		listed[strings.TrimPrefix(u.Location, "http://issn.org")] = u.Modified
		if res := request(s, http.MethodGet, u.Location, ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, want 200", u.Location, res.StatusCode)
		}
	}
	clusters := 0
	for path := range listed {
		if !strings.HasPrefix(path, "/data/ISSN/") {
			clusters++
		}
	}
	for path := range want {
		if _, there := listed[path]; !there {
			t.Errorf("%s is not listed", path)
		}
	}
	if clusters != len(want) || clusters < 60 {
		t.Errorf("%d ISSN-Ls and ISSN-Hs, want %d", clusters, len(want))
	}
	if got := listed["/data/ISSN/0028-0836.html"]; got != "2024-06-06" {
		t.Errorf("last modification %q, want 2024-06-06", got)
	}
	if len(listed) != len(urls) || len(listed) < 120 {
		t.Errorf("%d addresses, %d of them different", len(urls), len(listed))
	}
	for _, gone := range []string{"/data/ISSN/0229-818X.html", "/data/ISSN/0205-5333.html"} {
		if _, there := listed[gone]; there {
			t.Errorf("%s is listed", gone)
		}
	}
	for _, target := range []string{"/sitemap/2.xml.gz", "/sitemap/0.xml.gz", "/sitemap/1.xml", "/sitemap/x.xml.gz", "/sitemap/works-2.xml.gz", "/sitemap/works-.xml.gz", "/sitemap/works--1.xml.gz"} {
		if res := request(s, http.MethodGet, target, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", target, res.StatusCode)
		}
	}
}

// sitemapEntry is an address of a sitemap.
type sitemapEntry struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod"`
}

// sitemapOf reads a part of the sitemap.
func sitemapOf(t *testing.T, res *http.Response) []sitemapEntry {
	t.Helper()
	zr, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var part struct {
		URLs []sitemapEntry `xml:"url"`
	}
	if err := xml.NewDecoder(zr).Decode(&part); err != nil {
		t.Fatal(err)
	}
	return part.URLs
}

func TestMetrics(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, target := range []string{"/data/ISSN/0028-0836.ttl", "/data/ISSN/0028-0837.ttl", "/nowhere", "/elsewhere"} {
		request(s, http.MethodGet, target, "")
	}
	page := text(t, request(s, http.MethodGet, "/metrics", ""))
	for _, line := range []string{
		`issnld_http_requests_total{method="GET",route="/data/{path...}",status="200"} 1`,
		`issnld_http_requests_total{method="GET",route="/data/{path...}",status="404"} 1`,
		`issnld_http_requests_total{method="GET",route="none",status="404"} 2`,
		`issnld_http_request_seconds_count{route="/data/{path...}"} 2`,
		"issnld_queries_running 0",
		"go_goroutines ",
	} {
		if !strings.Contains(page, line) {
			t.Errorf("no %s in\n%s", line, page)
		}
	}
}
