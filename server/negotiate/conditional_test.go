package negotiate

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestNotModified(t *testing.T) {
	modified := time.Date(2024, 6, 6, 13, 9, 35, 0, time.UTC)
	for name, tc := range map[string]struct {
		method, match, since string
		modified             time.Time
		want                 bool
	}{
		"nothing held":                   {modified: modified, want: false},
		"the same tag":                   {match: `"a"`, modified: modified, want: true},
		"one of several":                 {match: `"x", W/"a"`, modified: modified, want: true},
		"any":                            {match: `*`, modified: modified, want: true},
		"another tag":                    {match: `"b"`, modified: modified, want: false},
		"the tag overrides the date":     {match: `"b"`, since: "Thu, 06 Jun 2024 13:09:35 GMT", modified: modified, want: false},
		"the same second":                {since: "Thu, 06 Jun 2024 13:09:35 GMT", modified: modified, want: true},
		"a second earlier":               {since: "Thu, 06 Jun 2024 13:09:34 GMT", modified: modified, want: false},
		"no date to compare":             {since: "Thu, 06 Jun 2024 13:09:35 GMT", want: false},
		"a date that is none":            {since: "yesterday", modified: modified, want: false},
		"POST has no cached copy":        {method: http.MethodPost, match: `"a"`, modified: modified, want: false},
		"a tag with a comma in it":       {match: `"x,y", "a"`, modified: modified, want: true},
		"part of a tag is not the tag":   {match: `"aa"`, modified: modified, want: false},
		"without quotes it is not a tag": {match: `a`, modified: modified, want: false},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			method := tc.method
			if method == "" {
				method = http.MethodGet
			}
			req := httptest.NewRequest(method, "/", http.NoBody)
			req.Header.Set("If-None-Match", tc.match)
			req.Header.Set("If-Modified-Since", tc.since)
			if got := NotModified(w, req, `"a"`, tc.modified); got != tc.want {
				t.Errorf("NotModified = %v, want %v", got, tc.want)
			}
			if tc.want && w.Code != http.StatusNotModified {
				t.Errorf("status %d, want 304", w.Code)
			}
		})
	}
}
