package negotiate

import (
	"net/http/httptest"
	"testing"
)

func TestCoding(t *testing.T) {
	for header, want := range map[string]string{
		"":                             "",
		"identity":                     "",
		"gzip":                         "gzip",
		"x-gzip":                       "gzip",
		"gzip, deflate, br, zstd":      "zstd",
		"gzip;q=1.0, br;q=0.5":         "gzip",
		"br;q=0, gzip;q=0":             "",
		"*":                            "zstd",
		"*;q=0.5, zstd;q=0, gzip;q=.7": "gzip",
		"gzip;q=2":                     "",
		"deflate":                      "",
		"GZIP":                         "gzip",
		"identity, gzip;q=0.5":         "",
	} {
		req := httptest.NewRequest("GET", "/", nil)
		if header != "" {
			req.Header.Set("Accept-Encoding", header)
		}
		if got := Coding(req); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
