package peers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Answer is what an endpoint answered.
type Answer struct {
	Status int
	Type   string // media type
	Body   []byte
	Time   time.Duration // from the request to the last byte
}

// Media types of answers that all engines have.
const (
	JSON     = "application/sparql-results+json"
	NTriples = "application/n-triples"
)

// Query sends a query by POST, asks for a media type, and reads the whole answer. Parameters
// of the endpoint's URL go into the form. An engine that runs
// inside a wrapper says in the header "X-Seconds" how long it took without it;
// that time then stands for the measured one.
func Query(ctx context.Context, endpoint, query, accept string) (Answer, error) {
	target, err := url.Parse(endpoint)
	if err != nil {
		return Answer{}, err
	}
	form := target.Query()
	form.Set("query", query)
	target.RawQuery = ""
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Encoding", "identity")
	begin := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return Answer{Time: time.Since(begin)}, err
	}
	body, err := io.ReadAll(resp.Body)
	a := Answer{Status: resp.StatusCode, Type: resp.Header.Get("Content-Type"), Body: body, Time: time.Since(begin)}
	err = errors.Join(err, resp.Body.Close())
	if s, perr := strconv.ParseFloat(resp.Header.Get("X-Seconds"), 64); perr == nil {
		a.Time = time.Duration(s * float64(time.Second))
	}
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", a.Status, firstLine(body))
	}
	return a, err
}

// firstLine shortens what an endpoint said about an error.
func firstLine(body []byte) string {
	line := strings.Join(strings.Fields(string(body)), " ")
	return line[:min(len(line), 200)]
}
