package negotiate

import (
	"net/http"
	"strings"
	"time"
)

// NotModified answers 304 where the client holds the representation that etag
// and modified name (RFC 9110 section 13.2.2), and reports whether it did.
// A zero modified is an unknown date.
func NotModified(w http.ResponseWriter, req *http.Request, etag string, modified time.Time) bool {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return false
	}
	if held := req.Header.Get("If-None-Match"); held != "" {
		if !ETagListed(held, etag) {
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

// ETagListed compares weakly, as If-None-Match asks for.
func ETagListed(header, etag string) bool {
	for _, held := range SplitQuoted(header) {
		held = strings.TrimPrefix(strings.TrimSpace(held), "W/")
		if held == "*" || held == etag {
			return true
		}
	}
	return false
}
