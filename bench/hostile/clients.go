package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// visit is one go of a hostile client at the server: a connection, what it does with it,
// and the status that it got, 0 for none.
type visit func(ctx context.Context, address string) (status int)

// client is a kind of client that means the server no good.
type client struct {
	name  string
	at    int // goes at a time
	visit visit
}

const (
	everything = "SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D"
	endless    = "SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D"
	form       = "application/x-www-form-urlencoded"
)

// dial opens a connection that ends with ctx.
func dial(ctx context.Context, address string) net.Conn {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	return conn
}

// raw is a go that sends bytes and reads what comes back, or does something else.
func raw(then func(ctx context.Context, conn net.Conn) int, parts ...string) visit {
	return func(ctx context.Context, address string) int {
		conn := dial(ctx, address)
		if conn == nil {
			return 0
		}
		defer func() { _ = conn.Close() }()
		for _, p := range parts {
			if _, err := io.WriteString(conn, p); err != nil {
				break
			}
		}
		return then(ctx, conn)
	}
}

// answer reads a response to its end, or for ten seconds.
func answer(_ context.Context, conn net.Conn) int {
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode
}

// drip sends a byte at a time.
func drip(text string, pause time.Duration) func(context.Context, net.Conn) int {
	return func(ctx context.Context, conn net.Conn) int {
		for i := range len(text) {
			if _, err := conn.Write([]byte{text[i]}); err != nil || !wait(ctx, pause) {
				return 0
			}
		}
		return answer(ctx, conn)
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// hold reads nothing for a while.
func hold(ctx context.Context, _ net.Conn) int { wait(ctx, 5*time.Second); return 0 }

// sip reads a little at a time.
func sip(ctx context.Context, conn net.Conn) int {
	b := make([]byte, 512)
	for range 100 {
		if _, err := conn.Read(b); err != nil || !wait(ctx, 50*time.Millisecond) {
			return 0
		}
	}
	return 0
}

// leave reads a part and resets the connection.
func leave(_ context.Context, conn net.Conn) int {
	_, _ = io.CopyN(io.Discard, conn, 10_000)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	return 0
}

// halfClose says that nothing more will come, and reads on.
func halfClose(ctx context.Context, conn net.Conn) int {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	return answer(ctx, conn)
}

func get(path string, headers ...string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

func post(path, contentType, length string, headers ...string) string {
	return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + contentType + "\r\nContent-Length: " + length + "\r\n" +
		strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

// bomb is a body that grows by a thousand when it is decompressed.
func bomb() string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	line := []byte("<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n")
	for range 2_000_000 {
		_, _ = w.Write(line)
	}
	_ = w.Close()
	return b.String()
}

// guess tries a token at an address.
func guess(method, path, contentType, body string) visit {
	return func(ctx context.Context, address string) int {
		return raw(answer, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
			method, path, rand.Uint64(), contentType, len(body), body))(ctx, address)
	}
}

// pipelined sends many requests and reads none of the answers.
func pipelined(n int, path string) visit {
	return raw(hold, strings.Repeat("GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n", n))
}

// clients are the kinds of hostile clients.
func clients() []client {
	document, query := "/data/ISSN/0028-0836.ttl", "/sparql?query="
	zipped := bomb()
	big := strings.Repeat("x", 1<<20)
	return []client{
		{"headers, a byte a second", 50, raw(drip(get(document), time.Second))},
		{"body of a form, a byte at a time", 20, raw(drip("query="+endless, 300*time.Millisecond), post("/sparql", form, "5000"))},
		{"body of a query, a byte at a time", 20, raw(drip("SELECT * { ?s ?p ?o }", 300*time.Millisecond), post("/sparql", "application/sparql-query", "5000"))},
		{"body of a graph, never sent", 20, raw(hold, post("/graphs?default", "text/turtle", "500000"))},
		{"reads nothing of an endless result", 10, raw(hold, get(query+endless))},
		{"reads slowly", 10, raw(sip, get(query+everything))},
		{"reads nothing of a dump", 10, raw(hold, get("/dumps/register/free.nq.gz"))},
		{"reads nothing of a graph", 10, raw(hold, get("/graphs?default"))},
		{"closes its side at once", 10, raw(halfClose, get(query+everything))},
		{"leaves in the middle", 10, raw(leave, get(query+everything))},
		{"leaves at once", 20, raw(func(context.Context, net.Conn) int { return 0 }, get(query+endless))},
		{"leaves in the middle of its body", 20, raw(func(context.Context, net.Conn) int { return 0 }, post("/sparql", form, "100000"), "query=SELECT")},
		{"header of a megabyte", 10, raw(answer, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+big+"\r\n\r\n")},
		{"10,000 headers", 10, raw(answer, "GET / HTTP/1.1\r\nHost: x\r\n"+times(10000, "X-%d: 1\r\n")+"\r\n")},
		{"address of a megabyte", 10, raw(answer, get("/"+big))},
		{"query of 60,000 bytes in the address", 10, raw(answer, get(query+strings.Repeat("%7B", 20000)))},
		{"500 connections without a request", 500, raw(hold)},
		{"connections opened and closed", 50, raw(func(context.Context, net.Conn) int { return 0 })},
		{"guesses tokens at the list of queries", 10, guess("GET", "/queries", "text/plain", "")},
		{"guesses tokens with updates", 10, guess("POST", "/sparql", "application/sparql-update", "CLEAR ALL")},
		{"guesses tokens with graphs", 10, guess("PUT", "/graphs?default", "text/turtle", "<http://e/s> <http://e/p> 1 .")},
		{"guesses tokens where none is needed", 10, guess("GET", query+"ASK%7B%7D", "text/plain", "")},
		{"short queries without end", 3, raw(answer, get(query+"ASK%7B%3Fs%20%3Fp%20%3Fo%7D"))},
		{"reads nothing of crosswalks", 10, raw(hold, get("/crosswalk?ids="+times(900, "Q%d,")))},
		{"stops queries of others", 10, guess("DELETE", "/queries/1", "text/plain", "")},
		{"HEAD of queries", 10, raw(answer, "HEAD "+query+everything+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")},
		{"HEAD of documents", 10, raw(answer, "HEAD "+document+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")},
		{"HEAD of dumps", 10, raw(answer, "HEAD /dumps/register/free.nq.gz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")},
		{"1,000 ranges", 10, raw(answer, get(document, "Range: bytes="+list(1000, "%d-", ",")))},
		{"10,000 media types", 10, raw(answer, get(document, "Accept: "+list(5000, "a/b%d;q=0.%d", ",")))},
		{"10,000 entity tags", 10, raw(answer, get(document, "If-None-Match: "+list(5000, `"%d"`, ",")))},
		{"languages and profiles without end", 10, raw(answer, get(document, "Accept-Profile: "+list(1000, "<http://e/%d>;q=0.1", ","), "Accept-Language: "+list(1000, "x-%d", ",")))},
		{"bomb as a graph", 5, raw(answer, post("/graphs?default", "application/n-triples", fmt.Sprint(len(zipped)), "Content-Encoding: gzip"), zipped)},
		{"bomb as a query", 5, raw(answer, post("/sparql", "application/sparql-query", fmt.Sprint(len(zipped)), "Content-Encoding: gzip"), zipped)},
		{"bodies of 8 MiB", 10, raw(answer, post("/sparql", form, fmt.Sprint(8<<20)), "query="+strings.Repeat("x", 8<<20-6))},
		{"bodies above the limit", 10, raw(answer, post("/sparql", form, fmt.Sprint(64<<20)), strings.Repeat("x", 16<<20))},
		{"100,000 fields in a form", 10, raw(answer, post("/sparql", form, "1400000"), strings.Repeat("default-graph-", 100000))},
		{"chunks of a byte", 10, raw(answer, "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"+strings.Repeat("1\r\n{\r\n", 100000)+"0\r\n\r\n")},
		{"chunk of an exabyte", 10, raw(answer, "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nASK")},
		{"two lengths", 10, raw(answer, "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\nASK{}")},
		{"expects to go on and does not", 20, raw(hold, post("/sparql", form, "1000", "Expect: 100-continue"))},
		{"methods that there are not", 10, raw(answer, "FETCH /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")},
		{"bytes at random", 10, func(ctx context.Context, address string) int {
			b := make([]byte, 4096)
			for i := range b {
				b[i] = byte(rand.Uint32())
			}
			return raw(answer, string(b), "\r\n\r\n")(ctx, address)
		}},
		{"a handshake of TLS", 10, raw(answer, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"+strings.Repeat("\x00", 500))},
		{"an upgrade to WebSocket", 10, raw(answer, get("/sparql", "Upgrade: websocket", "Sec-WebSocket-Key: x"))},
		{"2,000 requests in a row, unread", 5, pipelined(2000, document)},
		{"500 queries in a row, unread", 5, pipelined(500, query+everything)},
		{"multipart without an end", 10, raw(answer, post("/graphs?default", "multipart/form-data; boundary=x", "1000000"), strings.Repeat("--x\r\n", 200000))},
		{"addresses that escape", 10, raw(answer, get("/data/ISSN/..%2f..%2f..%2fetc%2fpasswd"))},
		{"plans of hostile queries", 10, raw(answer, get(query+endless+"&explain=run&timeout=2"))},
		{"fetches elsewhere", 10, raw(answer, get(query+url.QueryEscape("SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }")))},
		{"figures and feeds again and again", 10, raw(answer, get("/.well-known/void"))},
		{"preservation of everything", 10, raw(answer, get("/preservation/ISSN-L/0028-0836"))},
		{"HTTP/1.0 that keeps alive", 10, raw(answer, "GET "+document+" HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")},
	}
}
