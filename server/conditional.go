package server

import (
	"net/http"
	"strings"
	"time"
)

// zeroTime is the modification date of what has none.
var zeroTime time.Time

// notModified answers 304 where the client holds the representation that etag
// and modified name (RFC 9110 section 13.2.2), and reports whether it did.
// A zero modified is an unknown date.
func notModified(w http.ResponseWriter, req *http.Request, etag string, modified time.Time) bool {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return false
	}
	if held := req.Header.Get("If-None-Match"); held != "" {
		if !etagListed(held, etag) {
			return false
		}
	} else {
		since, err := http.ParseTime(req.Header.Get("If-Modified-Since"))
		if err != nil || modified.IsZero() || modified.Truncate(time.Second).After(since) {
			return false
		}
	}
	h := w.Header()
	h.Del("Content-Type")
	h.Del("Content-Length")
	w.WriteHeader(http.StatusNotModified)
	return true
}

// etagListed compares weakly, as If-None-Match asks for.
func etagListed(header, etag string) bool {
	for _, held := range splitQuoted(header) {
		held = strings.TrimPrefix(strings.TrimSpace(held), "W/")
		if held == "*" || held == etag {
			return true
		}
	}
	return false
}
