package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// serving runs the serve command with flags until the test ends and returns the
// address that it prints.
func serving(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	printed, w := io.Pipe()
	cmd := newServe()
	cmd.SetArgs(append(args, "--listen", "127.0.0.1:0", "--quiet"))
	cmd.SetOut(w)
	cmd.SetErr(io.Discard)
	ended := make(chan error, 1)
	go func() {
		err := cmd.ExecuteContext(ctx)
		_ = w.CloseWithError(io.EOF)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	head := make([]byte, 4096)
	n, err := printed.Read(head)
	go func() { _, _ = io.Copy(io.Discard, printed) }()
	address := regexp.MustCompile(`http://localhost:\d+`).Find(head[:n])
	if err != nil || address == nil {
		t.Fatalf("%v: no address in %q", err, head[:n])
	}
	return string(address)
}

// send sends an update to a server and returns the status.
func send(t *testing.T, address, token, update string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/sparql", strings.NewReader(update))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/sparql-update")
	req.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	return res.StatusCode
}

func TestServeUpdates(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	file := writeFileT(t, "token", "secret\n")
	const insert = "INSERT DATA { <http://example/s> <http://example/p> 1 }"
	for _, tc := range []struct {
		name, token string
		args        []string
		env         string
		status      int
	}{
		{"without a token", "secret", nil, "", http.StatusForbidden},
		{"with another token", "guess", []string{"--token-file", file}, "", http.StatusUnauthorized},
		{"with the token", "secret", []string{"--token-file", file}, "", http.StatusNoContent},
		{"with the token of the environment", "other", nil, "other", http.StatusNoContent},
		{"read only", "secret", []string{"--token-file", file, "--read-only"}, "", http.StatusForbidden},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv(tokenVariable, tc.env)
			address := serving(t, append(tc.args, "--data", data)...)
			if got := send(t, address, tc.token, insert); got != tc.status {
				t.Errorf("%d, want %d", got, tc.status)
			}
		})
	}
	if out := must(t, "query", "--data", data, "--format", "csv", "SELECT ?o { <http://example/s> ?p ?o }"); out != "o\r\n1\r\n" {
		t.Errorf("after all that the store has %q", out)
	}
}

func TestServeRefusesTokens(t *testing.T) {
	empty := writeFileT(t, "empty", "\n")
	two := writeFileT(t, "two", "one two\n")
	for _, args := range [][]string{
		{"--token-file", empty},
		{"--token-file", two},
		{"--token-file", empty + ".missing"},
		{"--max-graph-bytes", "much"},
		{"--compact-rate", "fast"},
	} {
		_, errOut, code := issnld(t, "", append([]string{"serve", "--data", t.TempDir()}, args...)...)
		if code != exitUsage || !strings.Contains(errOut, args[0]) {
			t.Errorf("%v: exit code %d, %s", args, code, errOut)
		}
	}
}

// A server without a token leaves the store to other readers.
func TestReadersBesideServer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	t.Setenv(tokenVariable, "")
	serving(t, "--data", data)
	must(t, "query", "--data", data, "ASK { ?s ?p ?o }")
	must(t, "check", "--data", data)
	must(t, "backup", filepath.Join(t.TempDir(), "b.backup"), "--data", data)
	_, errOut, code := issnld(t, "", "import", "--sample", "--data", data, "--quiet")
	if code != exitFailed || !strings.Contains(errOut, "use") {
		t.Errorf("an import beside a reader: exit code %d, %s", code, errOut)
	}
}

// A server with a token writes; the commands that read go on beside it, and see
// what it has acknowledged.
func TestCommandsBesideWritingServer(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	t.Setenv(tokenVariable, "")
	address := serving(t, "--data", data, "--token-file", writeFileT(t, "token", "secret\n"))
	insert := func(n int) {
		t.Helper()
		update := fmt.Sprintf("INSERT DATA { <http://example/s> <http://example/p> %d }", n)
		if got := send(t, address, "secret", update); got != http.StatusNoContent {
			t.Fatalf("update %d: %d", n, got)
		}
	}
	ask := func(data, want string) {
		t.Helper()
		out := must(t, "query", "--data", data, "--format", "csv", "SELECT (COUNT(*) AS ?n) { <http://example/s> ?p ?o }")
		if out != "n\r\n"+want+"\r\n" {
			t.Errorf("%s has %q, want %s", data, out, want)
		}
	}
	var backups []string
	since := "0"
	for n := range 3 {
		insert(n)
		ask(data, strconv.Itoa(n+1))
		file := filepath.Join(dir, fmt.Sprintf("%d.backup.zst", n))
		backups = append(backups, file)
		var info struct{ Since, Version uint64 }
		if err := json.Unmarshal([]byte(must(t, "backup", file, "--data", data, "--since", since, "--format", "json")), &info); err != nil {
			t.Fatal(err)
		}
		if full := info.Since == 0; full != (n == 0) {
			t.Errorf("backup %d builds on version %d", n, info.Since)
		}
		since = strconv.FormatUint(info.Version, 10)
	}
	must(t, "stats", "--data", data)
	must(t, "check", "--data", data)
	if out := must(t, "export", "--data", data); !strings.Contains(out, "<http://example/s>") {
		t.Error("the export has no updates")
	}
	for _, args := range [][]string{{"import", "--sample"}, {"compact"}} {
		if _, errOut, code := issnld(t, "", append(args, "--data", data)...); code != exitFailed || !strings.Contains(errOut, "use") {
			t.Errorf("%v beside a server that writes: exit code %d, %s", args, code, errOut)
		}
	}
	insert(3)
	ask(data, "4")
	restored := filepath.Join(dir, "restored")
	must(t, append([]string{"restore", "--data", restored}, backups...)...)
	ask(restored, "3")
	must(t, "check", "--data", restored)
}
