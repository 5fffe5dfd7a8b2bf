package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// zeroTime is the modification date of what has none.
var zeroTime time.Time

// notModified answers 304 where the client holds the representation that etag
// and modified name (RFC 9110 section 13.2.2), and reports whether it did.
// A zero modified is an unknown date.
func notModified(c *gin.Context, etag string, modified time.Time) bool {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		return false
	}
	if held := c.GetHeader("If-None-Match"); held != "" {
		if !etagListed(held, etag) {
			return false
		}
	} else {
		since, err := http.ParseTime(c.GetHeader("If-Modified-Since"))
		if err != nil || modified.IsZero() || modified.Truncate(time.Second).After(since) {
			return false
		}
	}
	h := c.Writer.Header()
	h.Del("Content-Type")
	h.Del("Content-Length")
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	c.Abort()
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
