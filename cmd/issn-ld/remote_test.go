package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// federate is the answer of a server to a query.
func federate(t *testing.T, address, query string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/sparql?format=csv&query="+url.QueryEscape(query), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestServersTalk runs two of our servers, of which one asks the other.
func TestServersTalk(t *testing.T) {
	there := filepath.Join(t.TempDir(), "there")
	must(t, "import", "--sample", "--data", there, "--quiet")
	address := serving(t, "--data", there)

	here := filepath.Join(t.TempDir(), "here")
	folder := t.TempDir()
	writeTo(t, filepath.Join(folder, "mine.ttl"), `<http://e/1> <http://e/issn> "0028-0836" . <http://e/2> <http://e/issn> "0000-0000" . <http://e/1> <http://e/at> <`+address+`/sparql> .`)
	writeTo(t, filepath.Join(folder, "wrong.ttl"), "<http://e/1> <http://e/p> 1 .\n<http://e/1> oops .")
	must(t, "load", filepath.Join(folder, "mine.ttl"), "--data", here, "--quiet")
	token := writeFileT(t, "token", "secret\n")
	local := serving(t, "--data", here, "--token-file", token, "--service-allow", address+"/sparql",
		"--load-allow", address+"/data/", "--load-allow", "file://"+filepath.ToSlash(folder)+"/")

	const remote = `{ ?s <http://schema.org/issn> ?issn ; <http://schema.org/name> ?name . FILTER(STRSTARTS(STR(?s), "http://issn.org/resource/ISSN/")) }`
	for name, tc := range map[string]struct {
		query  string
		status int
		part   string
	}{
		"constant":      {`SELECT DISTINCT ?mine { ?mine <http://e/issn> ?issn SERVICE <` + address + `/sparql> ` + remote + ` }`, 200, "mine\r\nhttp://e/1\r\n"},
		"variable":      {`SELECT DISTINCT ?mine { ?mine <http://e/issn> ?issn ; <http://e/at> ?e SERVICE ?e ` + remote + ` }`, 200, "mine\r\nhttp://e/1\r\n"},
		"forbidden":     {`SELECT * { SERVICE <` + local + `/sparql> { ?s ?p ?o } }`, 400, "not allowed"},
		"refused there": {`SELECT * { SERVICE <` + address + `/sparql> { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }`, 502, "service-failed"},
		"silent":        {`SELECT (COUNT(*) AS ?n) { SERVICE SILENT <` + local + `/sparql> { ?s ?p ?o } }`, 200, "n\r\n1\r\n"},
		"everything":    {`SELECT (COUNT(*) > 1000 AS ?n) { SERVICE <` + address + `/sparql> { ?s ?p ?o } }`, 200, "n\r\ntrue\r\n"},
	} {
		if status, body := federate(t, local, tc.query); status != tc.status || !strings.Contains(body, tc.part) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for name, tc := range map[string]struct {
		update string
		status int
	}{
		"from the other server":  {`LOAD <` + address + `/data/ISSN/0028-0836.nt> INTO GRAPH <http://e/g>`, 204},
		"in another syntax":      {`LOAD <` + address + `/data/ISSN/0028-0836.jsonld>`, 204},
		"from a folder":          {`LOAD <file://` + filepath.ToSlash(folder) + `/mine.ttl> INTO GRAPH <http://e/h>`, 204},
		"forbidden":              {`LOAD <` + address + `/dumps/default.nq.gz>`, 400},
		"forbidden, silent":      {`LOAD SILENT <` + address + `/dumps/default.nq.gz>`, 204},
		"out of the folder":      {`LOAD <file:///etc/hostname>`, 400},
		"a syntax error":         {`INSERT DATA { <http://e/x> <http://e/x> 1 } ; LOAD <file://` + filepath.ToSlash(folder) + `/wrong.ttl>`, 400},
		"a syntax error, silent": {`LOAD SILENT <file://` + filepath.ToSlash(folder) + `/wrong.ttl> INTO GRAPH <http://e/w>`, 204},
	} {
		if status := send(t, local, "secret", tc.update); status != tc.status {
			t.Errorf("LOAD %s: %d, want %d", name, status, tc.status)
		}
	}
	_, body := federate(t, local, `SELECT (EXISTS { GRAPH <http://e/g> { ?s <http://schema.org/issn> "0028-0836" } } AS ?g) (EXISTS { GRAPH <http://e/h> { <http://e/1> ?p ?o } } AS ?h)
		(EXISTS { GRAPH <http://e/w> { ?s ?p ?o } } AS ?w) (EXISTS { <http://e/x> ?p ?o } AS ?x) {}`)
	if body != "g,h,w,x\r\ntrue,true,false,false\r\n" {
		t.Errorf("after the updates: %q", body)
	}
	out := must(t, "query", "--data", there, "--service-allow", local+"/sparql", "--format", "csv",
		`SELECT ?mine { SERVICE <`+local+`/sparql> { GRAPH <http://e/h> { ?mine <http://e/at> ?e } } }`)
	if out != "mine\r\nhttp://e/1\r\n" {
		t.Errorf("the command: %q", out)
	}
}

func TestRemoteFlags(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	for name, args := range map[string][]string{
		"an endpoint without scheme": {"--service-allow", "example.org/sparql"},
		"a file as an endpoint":      {"--service-allow", "file:///srv/"},
		"all files":                  {"--load-allow", "file:///"},
		"a proxy without host":       {"--proxy", "proxy"},
		"no file of keys":            {"--api-keys", filepath.Join(data, "none")},
	} {
		if _, errOut, code := issnld(t, "", append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, args...)...); code != 2 || !strings.Contains(errOut, args[0]) {
			t.Errorf("%s: exit %d: %s", name, code, errOut)
		}
	}
}

func writeTo(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
