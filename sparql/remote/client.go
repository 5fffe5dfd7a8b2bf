package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options tunes a [Client]. The zero value allows nothing.
type Options struct {
	Services *Allowed // endpoints for SERVICE
	Sources  *Allowed // documents for LOAD
	Proxy    *url.URL // nil: none, whatever the environment says

	ConnectTimeout time.Duration // 0: 10 s
	AnswerTimeout  time.Duration // until an answer begins; 0: 30 s
	CallTimeout    time.Duration // of a whole call of an endpoint; 0: 60 s
	LoadTimeout    time.Duration // of a whole document; 0: 10 min

	MaxAnswerBytes int64 // of an answer of an endpoint, decompressed; 0: 1 GiB
	MaxRowBytes    int64 // of one row of it; 0: 16 MiB
	MaxLoadBytes   int64 // of a document, decompressed; 0: 1 GiB
	MaxPerHost     int   // requests to one host at once; 0: 4

	UserAgent string // empty: issn-ld
}

// Client sends requests. Its methods may be called concurrently.
type Client struct {
	opt  Options
	http *http.Client

	mu    sync.Mutex               // guards hosts
	hosts map[string]chan struct{} // holds a value for each request to the host
}

// The errors of answers.
var (
	errTooLong  = errors.New("the answer is longer than allowed")
	errRedirect = errors.New("more than 5 redirections")
)

const maxRedirects = 5

// New returns a client. Close it after use.
func New(opt Options) *Client {
	opt.ConnectTimeout = or(opt.ConnectTimeout, 10*time.Second)
	opt.AnswerTimeout = or(opt.AnswerTimeout, 30*time.Second)
	opt.CallTimeout = or(opt.CallTimeout, time.Minute)
	opt.LoadTimeout = or(opt.LoadTimeout, 10*time.Minute)
	opt.MaxAnswerBytes = or(opt.MaxAnswerBytes, 1<<30)
	opt.MaxRowBytes = or(opt.MaxRowBytes, 16<<20)
	opt.MaxLoadBytes = or(opt.MaxLoadBytes, 1<<30)
	opt.MaxPerHost = or(opt.MaxPerHost, 4)
	opt.UserAgent = or(opt.UserAgent, "issn-ld")
	t := &http.Transport{
		DialContext:            (&net.Dialer{Timeout: opt.ConnectTimeout}).DialContext,
		TLSHandshakeTimeout:    opt.ConnectTimeout,
		ResponseHeaderTimeout:  opt.AnswerTimeout,
		IdleConnTimeout:        time.Minute,
		MaxIdleConnsPerHost:    opt.MaxPerHost,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
	}
	if opt.Proxy != nil {
		t.Proxy = http.ProxyURL(opt.Proxy)
	}
	return &Client{
		opt: opt, hosts: map[string]chan struct{}{},
		http: &http.Client{
			Transport:     t,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// turn waits for permission to send to the host, and returns a function that gives it
// up.
func (c *Client) turn(ctx context.Context, host string) (func(), error) {
	c.mu.Lock()
	slots := c.hosts[host]
	if slots == nil {
		slots = make(chan struct{}, c.opt.MaxPerHost)
		c.hosts[host] = slots // as many as the operator's list names
	}
	c.mu.Unlock()
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for earlier requests to %s: %w", host, context.Cause(ctx))
	}
}

// request is a request to another server.
type request struct {
	allowed *Allowed
	address string
	form    url.Values // nil: GET
	accept  string
}

// send sends a request and follows redirections as far as they are allowed. The caller
// closes the body of the answer.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	for range maxRedirects + 1 {
		u, _, err := r.allowed.check(r.address)
		if err != nil {
			return nil, err
		}
		res, err := c.once(ctx, u, r)
		if err != nil {
			return nil, err
		}
		location := res.Header.Get("Location")
		switch res.StatusCode {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		case http.StatusSeeOther:
			r.form = nil // another resource, to be fetched
		default:
			location = ""
		}
		if location == "" {
			return res, nil
		}
		next, err := u.Parse(location)
		if err = errors.Join(err, res.Body.Close()); err != nil {
			return nil, fmt.Errorf("redirection to %q: %w", location, err)
		}
		r.address = next.String()
		if _, _, err := r.allowed.check(r.address); err != nil {
			return nil, fmt.Errorf("%d redirection: %w", res.StatusCode, err)
		}
	}
	return nil, errRedirect
}

// once sends one request.
func (c *Client) once(ctx context.Context, u *url.URL, r request) (*http.Response, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if r.form != nil {
		method, body = http.MethodPost, strings.NewReader(r.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	if r.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", r.accept)
	req.Header.Set("User-Agent", c.opt.UserAgent)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, plain(ctx, err)
	}
	return res, nil
}

// plain removes the address from a net/http error, since the caller names it anyway,
// and describes time-outs in words.
func plain(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		if u.Timeout() {
			return fmt.Errorf("no answer in time: %v", u.Err) //nolint:errorlint // no time-out of the query's
		}
		err = u.Err
	}
	return err
}

// statusError explains an unsuccessful status and suggests a remedy.
func statusError(res *http.Response) error {
	advice := ""
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable:
		advice = "; it is busy: ask for less or try later"
		if after := retryAfter(res.Header); after != "" {
			advice = "; it is busy: try again after " + after
		}
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		advice = "; it wants to know who asks, and credentials are never sent"
	case res.StatusCode == http.StatusNotFound:
		advice = "; check the address"
	case res.StatusCode == http.StatusBadRequest:
		advice = "; it does not take the pattern, perhaps for a newer syntax"
	case res.StatusCode >= http.StatusInternalServerError:
		advice = "; ask for less or try later"
	}
	return fmt.Errorf("it answered %s%s%s", res.Status, excerpt(res), advice)
}

// retryAfter formats the Retry-After header for people.
func retryAfter(h http.Header) string {
	text := h.Get("Retry-After")
	if _, err := strconv.Atoi(text); err == nil {
		return text + " s"
	}
	return text
}

// excerpt returns the start of a textual body, for an error message.
func excerpt(res *http.Response) string {
	const length = 200
	kind := res.Header.Get("Content-Type")
	if !strings.HasPrefix(kind, "text/plain") && !strings.Contains(kind, "json") {
		return ""
	}
	b, _ := io.ReadAll(io.LimitReader(res.Body, length)) // a partial read will do
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(b), "?")), " ")
	if text == "" {
		return ""
	}
	return fmt.Sprintf(" (%q)", text)
}

// bounded limits the length of a body, and the bytes read between two calls of row.
type bounded struct {
	r         io.Reader
	left, max int64
	rowLeft   int64 // of the current row
	rowMax    int64 // 0: no bound
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("%w (%d bytes)", errTooLong, b.max)
	}
	if b.rowMax > 0 && b.rowLeft <= 0 {
		return 0, fmt.Errorf("%w: a row has more than %d bytes", errTooLong, b.rowMax)
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	b.rowLeft -= int64(n)
	return n, err
}

// row begins the next row.
func (b *bounded) row() { b.rowLeft = b.rowMax }
