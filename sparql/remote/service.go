package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// acceptResults prefers the format that is fastest to read.
const acceptResults = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"

// Service asks an endpoint for the solutions of a pattern; it is an [exec.ServiceFunc].
// A call ends when the loop over it ends.
func (c *Client) Service(ctx context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
	return func(yield func([]rdf.Term, error) bool) {
		if err := c.call(ctx, req, yield); err != nil {
			yield(nil, err)
		}
	}
}

// errCallTimeout is the cause when a call takes too long; the query itself continues.
type errCallTimeout struct{ after time.Duration }

// Error implements error.
func (e errCallTimeout) Error() string {
	return fmt.Sprintf("its answer did not end within %v; ask for less", e.after)
}

// call sends a request and yields the rows of the answer. It returns nil if yield
// returns false.
func (c *Client) call(ctx context.Context, req exec.ServiceRequest, yield func([]rdf.Term, error) bool) (err error) {
	u, _, err := c.opt.Services.check(req.Endpoint)
	if err != nil {
		return fmt.Errorf("%w; 'serve' and 'query' take --service-allow", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.opt.CallTimeout, errCallTimeout{c.opt.CallTimeout})
	defer cancel()
	done, err := c.turn(ctx, u.Host)
	if err != nil {
		return err
	}
	defer done()
	res, err := c.send(ctx, request{
		allowed: c.opt.Services, address: req.Endpoint, accept: acceptResults,
		form: url.Values{"query": {QueryText(req)}},
	})
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }() // nothing is left to go wrong
	if res.StatusCode != http.StatusOK {
		return statusError(res)
	}
	format, ok := results.ByMediaType(res.Header.Get("Content-Type"))
	if !ok {
		return fmt.Errorf("it answered with %q, which is no format of SPARQL results: is this the address of an endpoint?", res.Header.Get("Content-Type"))
	}
	body := &bounded{r: res.Body, left: c.opt.MaxAnswerBytes, max: c.opt.MaxAnswerBytes, rowLeft: c.opt.MaxRowBytes, rowMax: c.opt.MaxRowBytes}
	return readRows(ctx, body, format, req.Vars, yield)
}

// readRows yields the rows of an answer in the order of vars.
func readRows(ctx context.Context, body *bounded, format results.Format, vars []string, yield func([]rdf.Term, error) bool) error {
	// An error below the parser explains more than the parser's own error.
	src := &remembering{r: body}
	fault := func(err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case src.err != nil:
			return fmt.Errorf("its answer breaks off: %w", src.err)
		}
		return fmt.Errorf("its answer is wrong: %w", err)
	}
	r, err := results.NewReader(src, format)
	if err != nil {
		return fault(err)
	}
	if r.IsBoolean {
		return errors.New("it answered true or false, not with a table")
	}
	at := make([]int, len(vars))
	for i, v := range vars {
		at[i] = -1
		for j, name := range r.Vars {
			if name == v {
				at[i] = j
			}
		}
	}
	for {
		body.row()
		row, err := r.Read()
		if err == io.EOF { //nolint:errorlint // Read returns it bare
			return nil
		}
		if err != nil {
			return fault(err)
		}
		out := make([]rdf.Term, len(vars))
		for i, j := range at {
			if j >= 0 {
				out[i] = row[j]
			}
		}
		if !yield(out, nil) {
			return nil
		}
	}
}

// remembering keeps a reader's error.
type remembering struct {
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// QueryText is the query sent to an endpoint: the pattern, joined with the keys by
// VALUES after it (SPARQL 1.1 Federated Query, section 2.4).
func QueryText(req exec.ServiceRequest) string {
	var b strings.Builder
	b.WriteString("SELECT")
	if len(req.Vars) == 0 {
		b.WriteString(" *")
	}
	for _, v := range req.Vars {
		b.WriteString(" ?" + v)
	}
	b.WriteString(" WHERE " + req.Pattern)
	if len(req.KeyVars) == 0 {
		return b.String()
	}
	b.WriteString(" VALUES (")
	for i, v := range req.KeyVars {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("?" + v)
	}
	b.WriteString(") {")
	for _, row := range req.Keys {
		b.WriteString(" (")
		for i, t := range row {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.String())
		}
		b.WriteByte(')')
	}
	b.WriteString(" }")
	return b.String()
}
