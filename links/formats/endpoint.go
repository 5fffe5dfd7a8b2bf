package formats

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrEndpoint marks an endpoint that failed to deliver all pages.
var ErrEndpoint = errors.New("the endpoint did not give all pages")

// Endpoint is a live SPARQL endpoint whose answers serve as a file of a source.
type Endpoint struct {
	URL string // http or https
	// Query returns the query for a page of at most limit items from an offset on. An
	// empty page is the last.
	Query func(limit, offset int) string
	// PageItems is the number of items on a page; 0 means 2,000.
	PageItems int
	// Attempts bounds the requests for one page; 0 means 6.
	Attempts int
	// Client sends the requests; nil means one that gives up on a page after five
	// minutes.
	Client *http.Client
	// Wait sleeps between attempts; nil means a plain sleep that ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// OnPage is called after each page with the items and rows so far. It may be nil.
	OnPage func(items, rows int64)
}

// maxPageBytes bounds a page, which is checked as a whole before it is used.
const maxPageBytes = 256 << 20

// longestWait bounds the delay that an endpoint may ask for.
const longestWait = 5 * time.Minute

// Fetch asks for all pages and returns them as a file, whose name is the address and
// whose date is now, with a function that removes it. The pages are kept on disk
// because sources read their files twice. If a page fails, Fetch returns no file, and
// the error names the page.
func (e Endpoint) Fetch(ctx context.Context) (_ *File, remove func() error, err error) {
	if u, err := url.Parse(e.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, nil, fmt.Errorf("%w: %q is no http or https address", ErrEndpoint, e.URL)
	}
	if e.PageItems <= 0 {
		e.PageItems = 2000
	}
	if e.Attempts <= 0 {
		e.Attempts = 6
	}
	if e.Client == nil {
		e.Client = &http.Client{Timeout: 5 * time.Minute}
	}
	if e.Wait == nil {
		e.Wait = wait
	}
	spool, err := os.CreateTemp("", "issn-ld-pages-*.csv")
	if err != nil {
		return nil, nil, fmt.Errorf("links: %w", err)
	}
	remove = func() error { return os.Remove(spool.Name()) }
	began := time.Now()
	err = e.pages(ctx, spool)
	size, sizeErr := spool.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, sizeErr, spool.Close()); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return &File{Name: e.URL, Modified: began, Size: size, Open: func() (io.ReadCloser, error) {
		f, err := os.Open(spool.Name())
		if err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
		return plainContent(f)
	}}, remove, nil
}

// wait sleeps.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pages writes all pages as one table.
func (e Endpoint) pages(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	table := csv.NewWriter(out)
	var header []string
	items, rows := map[string]bool{}, int64(0)
	for offset := 0; ; offset += e.PageItems {
		page, err := e.page(ctx, offset)
		if err != nil {
			return fmt.Errorf("%w: %s: items from %d on: %w; what was linked before is unchanged", ErrEndpoint, e.URL, offset+1, err)
		}
		switch {
		case header == nil:
			header = page[0]
			err = table.Write(header)
		case !slices.Equal(header, page[0]):
			err = fmt.Errorf("%w: %s: the columns of pages differ", ErrEndpoint, e.URL)
		}
		if err != nil {
			return err
		}
		if len(page) == 1 {
			break
		}
		if err := table.WriteAll(page[1:]); err != nil {
			return fmt.Errorf("links: %w", err)
		}
		for _, row := range page[1:] {
			items[row[0]] = true
		}
		if rows += int64(len(page) - 1); e.OnPage != nil {
			e.OnPage(int64(len(items)), rows)
		}
	}
	table.Flush()
	if err := errors.Join(table.Error(), out.Flush()); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}

// refused is an answer that makes another attempt worthwhile.
type refused struct {
	error
	after time.Duration // delay the endpoint asks for; 0 if it gives none
}

// page asks for a page, repeatedly if necessary.
func (e Endpoint) page(ctx context.Context, offset int) ([][]string, error) {
	for attempt := 1; ; attempt++ {
		page, err := e.ask(ctx, offset)
		if err == nil {
			return page, nil
		}
		again, ok := errors.AsType[*refused](err)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case !ok:
			return nil, err
		case attempt == e.Attempts:
			return nil, fmt.Errorf("%w, %d times", again.error, attempt)
		case again.after > longestWait:
			return nil, fmt.Errorf("%w; it asks to wait for %v", again.error, again.after)
		}
		pause := again.after
		if pause == 0 {
			pause = time.Duration(math.Pow(2, float64(attempt))) * time.Second
		}
		if err := e.Wait(ctx, min(pause, longestWait)); err != nil {
			return nil, err
		}
	}
}

// ask sends one request and checks the answer.
func (e Endpoint) ask(ctx context.Context, offset int) (page [][]string, err error) {
	form := url.Values{"query": {e.Query(e.PageItems, offset)}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/csv")
	req.Header.Set("User-Agent", "issn-ld (ISSN linked data)")
	res, err := e.Client.Do(req)
	if err != nil {
		return nil, &refused{error: err}
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		err := errors.New(res.Status)
		if res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= http.StatusInternalServerError {
			return nil, &refused{err, retryAfter(res.Header, time.Now())}
		}
		return nil, err
	}
	if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") {
		return nil, fmt.Errorf("the answer is %q, not text/csv", kind)
	}
	return readPage(res.Body)
}

// readPage reads a page. An endpoint that times out in mid-answer ends it with a
// message for people; such a page does not count.
func readPage(r io.Reader) ([][]string, error) {
	limited := &io.LimitedReader{R: r, N: maxPageBytes}
	table := csv.NewReader(limited) // all rows must have as many columns as the first
	page, err := table.ReadAll()
	switch {
	case limited.N == 0:
		return nil, fmt.Errorf("a page of more than %d bytes; ask for fewer items", maxPageBytes)
	case err != nil:
		return nil, &refused{error: fmt.Errorf("the answer breaks off: %w", err)}
	case len(page) == 0:
		return nil, &refused{error: errors.New("the answer is empty, without a header")}
	}
	for _, row := range page[1:] {
		if !strings.Contains(row[0], "://") {
			return nil, &refused{error: fmt.Errorf("the answer breaks off: %.80q is no item", row[0])}
		}
	}
	return page, nil
}

// retryAfter reads the Retry-After header: seconds or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
