package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// linkSummaries is what the tests read of a report about several sources.
type linkSummaries struct {
	Sources []struct {
		Source                      string
		Links                       int64
		Files                       []struct{ Name string }
		ByBasis                     map[string]int64
		Appeared, Changed, Vanished int
	}
}

func linkAllT(t *testing.T, args ...string) linkSummaries {
	t.Helper()
	var s linkSummaries
	if err := json.Unmarshal([]byte(must(t, append([]string{"link", "--quiet", "--format", "json"}, args...)...)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// graphSizes counts the quads of each graph.
func graphSizes(t *testing.T, data string) string {
	t.Helper()
	return must(t, "query", "--data", data, "--format", "csv", `SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g`)
}

// Several sources in one build give what they give one after the other.
func TestLinkSeveral(t *testing.T) {
	folder := filepath.Join("..", "..", "internal", "sample", "links")
	sources := []string{"clockss", "isni", "openalex", "portico", "transfer", "wikidata"}
	single := emptyStore(t)
	wanted := map[string]int64{}
	for _, name := range sources {
		wanted[name] = linkT(t, name, filepath.Join(folder, name), "--data", single, "--partial").Links
	}
	var words []string
	for _, name := range sources {
		words = append(words, name, filepath.Join(folder, name))
	}
	for name, args := range map[string][]string{
		"folder":  {"--all", folder},
		"words":   words,
		"bundled": {"--sample"},
	} {
		t.Run(name, func(t *testing.T) {
			data := emptyStore(t)
			before := graphSizes(t, data)
			got := map[string]int64{}
			for _, s := range linkAllT(t, append(args, "--data", data, "--partial")...).Sources {
				got[s.Source] = s.Links
				if s.Appeared == 0 || s.Changed != 0 || s.Vanished != 0 {
					t.Errorf("%s: %d appeared, %d changed, %d vanished, want only the first", s.Source, s.Appeared, s.Changed, s.Vanished)
				}
			}
			if diff := cmp.Diff(wanted, got); diff != "" {
				t.Errorf("links (-one by one +together):\n%s", diff)
			}
			sizes := graphSizes(t, data)
			// The bundled files have no dates, and no manifest.
			if diff := cmp.Diff(graphSizes(t, single), sizes); diff != "" && name != "bundled" {
				t.Errorf("quads of graphs (-one by one +together):\n%s", diff)
			}
			for line := range strings.Lines(before) {
				if !strings.Contains(sizes, line) {
					t.Errorf("a graph of the register changed: %q", line)
				}
			}
			for _, s := range linkAllT(t, append(args, "--data", data, "--partial")...).Sources {
				if s.Appeared+s.Changed+s.Vanished != 0 {
					t.Errorf("again: %s: %d appeared, %d changed, %d vanished", s.Source, s.Appeared, s.Changed, s.Vanished)
				}
			}
			must(t, "check", "--data", data)
		})
	}
}

// A graph that fails replaces nothing: neither its own nor those of the others.
func TestLinkSeveralIsAtomic(t *testing.T) {
	data := emptyStore(t)
	before := graphSizes(t, data)
	good := writeFileT(t, "query.csv", "item,issn\nhttp://www.wikidata.org/entity/Q180445,1476-4687\n")
	bad := writeFileT(t, "bad.csv", "no,columns,that,DOAJ,has\n1,2,3,4,5\n")
	if _, errOut, code := issnld(t, "", "link", "wikidata", good, "doaj", bad, "--data", data, "--quiet"); code != exitFailed {
		t.Errorf("exit code %d, %s", code, errOut)
	}
	if diff := cmp.Diff(before, graphSizes(t, data)); diff != "" {
		t.Errorf("the store changed (-before +after):\n%s", diff)
	}
}

func TestLinkStandardInput(t *testing.T) {
	data := emptyStore(t)
	out, errOut, code := issnld(t, "item,issn\nhttp://www.wikidata.org/entity/Q180445,1476-4687\n",
		"link", "wikidata", "-", "--data", data, "--quiet", "--format", "json")
	if code != exitGood {
		t.Fatal(errOut)
	}
	var s struct {
		Links   int64
		ByBasis map[string]int64
		Files   []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	if s.Links != 1 || len(s.Files) != 1 || s.Files[0].Name != "standard input" || s.ByBasis["ISSN"] != 1 {
		t.Errorf("report: %+v", s)
	}
}

func TestLinkAllUsage(t *testing.T) {
	data := emptyStore(t)
	folder := func(names ...string) string {
		dir := t.TempDir()
		for _, name := range names {
			if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	file := writeFileT(t, "q.csv", "item,issn\n")
	for name, args := range map[string][]string{
		"folder of no source":      {"link", "--all", folder("wikidata", "library-of-babel")},
		"folder without sources":   {"link", "--all", folder()},
		"files beside a folder":    {"link", "--all", folder("wikidata"), "wikidata", file},
		"source without files":     {"link", "wikidata", file, "doaj"},
		"source twice":             {"link", "wikidata", file, "doaj", file, "wikidata", file},
		"standard input twice":     {"link", "wikidata", "-", "doaj", "-"},
		"sample and folder":        {"link", "--sample", "--all", folder("wikidata")},
		"file before any source":   {"link", file, "wikidata"},
		"sample with more sources": {"link", "--sample", "wikidata", file},
	} {
		if _, errOut, code := issnld(t, "", append(args, "--data", data)...); code != exitUsage {
			t.Errorf("%s: exit code %d, %s", name, code, errOut)
		}
	}
}

// What 'make run' serves shows the links of a title, as a page and as RDF.
func TestSampleIsLinked(t *testing.T) {
	data := emptyStore(t)
	must(t, "link", "--sample", "--data", data, "--quiet")
	address := serving(t, "--data", data)
	for path, wanted := range map[string][]string{
		"/data/ISSN-L/1061-4036.html": {
			"Elsewhere", "Wikidata", "http://www.wikidata.org/entity/Q976454", "OpenAlex", "https://openalex.org/S137905309",
			"CLOCKSS", "Preserved, 1992-2024, found by ISSN 1546-1718", "found by ISSN 1061-4036", "Transfer Alerting Service",
		},
		"/data/ISSN/1546-1718.html": {"Elsewhere", "http://www.wikidata.org/entity/Q976454", "https://openalex.org/S137905309", "CLOCKSS"},
		"/data/ISSN/2331-8422.html": {"International Standard Name Identifier", "https://isni.org/isni/000000041936877X", "found by"},
		"/data/ISSN-L/1061-4036.nt": {
			"<http://issn.org/resource/ISSN-L/1061-4036> <http://schema.org/sameAs> <http://www.wikidata.org/entity/Q976454> .",
			"<http://issn.org/resource/ISSN-L/1061-4036> <http://schema.org/sameAs> <https://openalex.org/S137905309> .",
			"matchedISSN> \"1061-4036\" .",
		},
		"/data/ISSN-L/1061-4036.ttl": {"Q976454", "S137905309", "issnprop:matchedBy"},
		"/data/ISSN/1546-1718.ttl":   {"Preserved-clockss", "schema:holdingArchive"},
	} {
		body := fetch(t, address+path)
		for _, want := range wanted {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	// Wikidata, OpenAlex and Transfer reach titles, the archives ISSNs, and ISNI a
	// body: the one that the records state an ISNI of.
	linked := linkedResources(t, data)
	for source, least := range map[string]int{"wikidata": 28, "openalex": 22, "transfer": 23, "clockss": 13, "portico": 11, "isni": 1} {
		if linked[source] < least {
			t.Errorf("%s is linked to %d titles or bodies, want at least %d", source, linked[source], least)
		}
	}
}

// linkedResources counts the resources of the register that each source was
// matched to.
func linkedResources(t *testing.T, data string) map[string]int {
	t.Helper()
	out := must(t, "query", "--data", data, "--format", "csv", `SELECT ?g (COUNT(DISTINCT ?s) AS ?n) {
		GRAPH ?g { { ?l issnprop:matchedBy ?b; rdf:subject ?s } UNION { ?s schema:subjectOf ?h . ?h issnprop:matchedBy ?b } }
		GRAPH ?register { ?s a ?class }
		FILTER(STRSTARTS(STR(?register), "http://issn.org/graph/register/"))
	} GROUP BY ?g`)
	linked := map[string]int{}
	for line := range strings.Lines(out) {
		graph, count, _ := strings.Cut(strings.TrimSpace(line), ",")
		if n, err := strconv.Atoi(count); err == nil {
			linked[graph[strings.LastIndexByte(graph, '/')+1:]] = n
		}
	}
	return linked
}

// fetch returns the body of a page.
func fetch(t *testing.T, address string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", address, res.StatusCode, err)
	}
	return string(body)
}
