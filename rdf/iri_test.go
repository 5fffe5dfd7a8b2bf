package rdf_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
)

func TestCheckIRI(t *testing.T) {
	for name, tc := range map[string]struct {
		iri  string
		good bool
	}{
		"http":                          {"http://example.org/a/b?c=d#e", true},
		"no path":                       {"http://example.org", true},
		"urn":                           {"urn:issn:0028-0836", true},
		"mail":                          {"mailto:someone@example.org", true},
		"scheme alone":                  {"tag:", true},
		"port":                          {"http://example.org:8080/", true},
		"empty port":                    {"http://example.org:/", true},
		"user":                          {"ftp://me:secret@example.org/", true},
		"IPv4":                          {"http://127.0.0.1/", true},
		"IPv6":                          {"http://[2001:db8::1]:80/x", true},
		"IPv6 with IPv4":                {"http://[::ffff:192.0.2.1]/", true},
		"IPv6 in full":                  {"http://[1:2:3:4:5:6:7:8]/", true},
		"future address":                {"http://[v1.fe80::a+en1]/", true},
		"letters beyond ASCII":          {"http://例え.example/Zeitschrift-für-Öl", true},
		"private characters in a query": {"http://example.org/?\uE000", true},
		"percent":                       {"http://example.org/%C3%A9", true},
		"letters as in the old portal":  {"https://portal.issn.org/resource/ISSN/0028-0836#ISSN", true},

		"empty":                        {"", false},
		"relative":                     {"a/b", false},
		"network path":                 {"//example.org/", false},
		"scheme begins with a digit":   {"1http://example.org/", false},
		"space":                        {"http://example.org/a b", false},
		"angle bracket":                {"http://example.org/<", false},
		"bracket in the path":          {"http://example.org/[1]", false},
		"second number sign":           {"http://example.org/#a#b", false},
		"half an escape":               {"http://example.org/%C", false},
		"escape without digits":        {"http://example.org/%zz", false},
		"bad port":                     {"http://example.org:8a/", false},
		"open bracket":                 {"http://[::1/", false},
		"IPv6 of nine groups":          {"http://[1:2:3:4:5:6:7:8:9]/", false},
		"IPv6 with two gaps":           {"http://[1::2::3]/", false},
		"IPv6 with a bad IPv4":         {"http://[::1.2.3.256]/", false},
		"text after the address":       {"http://[::1]x/", false},
		"private character in a path":  {"http://example.org/\uE000", false},
		"not a character":              {"http://example.org/\uFFFE", false},
		"not UTF-8":                    {"http://example.org/\xC3", false},
		"at sign in the host":          {"http://a@b@c/", false},
		"backslash":                    {`http://example.org\a`, false},
		"control character":            {"http://example.org/\x01", false},
		"language tag of Unicode tags": {"http://example.org/\U000E0001", false},
	} {
		t.Run(name, func(t *testing.T) {
			err := rdf.CheckIRI(tc.iri)
			if (err == nil) != tc.good {
				t.Errorf("CheckIRI(%q): %v, want good: %v", tc.iri, err, tc.good)
			}
			if err != nil && !errors.Is(err, rdf.ErrIRI) {
				t.Errorf("CheckIRI(%q): %v does not wrap ErrIRI", tc.iri, err)
			}
		})
	}
}

// TestResolve has the examples of RFC 3986, section 5.4, and others.
func TestResolve(t *testing.T) {
	const book = "http://a/b/c/d;p?q"
	for _, tc := range []struct{ base, ref, want string }{
		{book, "g:h", "g:h"},
		{book, "g", "http://a/b/c/g"},
		{book, "./g", "http://a/b/c/g"},
		{book, "g/", "http://a/b/c/g/"},
		{book, "/g", "http://a/g"},
		{book, "//g", "http://g"},
		{book, "?y", "http://a/b/c/d;p?y"},
		{book, "g?y", "http://a/b/c/g?y"},
		{book, "#s", "http://a/b/c/d;p?q#s"},
		{book, "g#s", "http://a/b/c/g#s"},
		{book, "g?y#s", "http://a/b/c/g?y#s"},
		{book, ";x", "http://a/b/c/;x"},
		{book, "", book},
		{book, ".", "http://a/b/c/"},
		{book, "./", "http://a/b/c/"},
		{book, "..", "http://a/b/"},
		{book, "../", "http://a/b/"},
		{book, "../g", "http://a/b/g"},
		{book, "../..", "http://a/"},
		{book, "../../g", "http://a/g"},
		{book, "../../../g", "http://a/g"},
		{book, "/./g", "http://a/g"},
		{book, "/../g", "http://a/g"},
		{book, "g.", "http://a/b/c/g."},
		{book, ".g", "http://a/b/c/.g"},
		{book, "..g", "http://a/b/c/..g"},
		{book, "./../g", "http://a/b/g"},
		{book, "./g/.", "http://a/b/c/g/"},
		{book, "g/./h", "http://a/b/c/g/h"},
		{book, "g/../h", "http://a/b/c/h"},
		{book, "g;x=1/./y", "http://a/b/c/g;x=1/y"},
		{book, "g?y/../x", "http://a/b/c/g?y/../x"},
		{book, "g#s/../x", "http://a/b/c/g#s/../x"},
		{book, "http:g", "http:g"},
		{"http://a", "g", "http://a/g"},
		{"http://a?q", "g", "http://a/g"},
		{"http://a#f", "", "http://a"},
		{"urn:a", "b", "urn:b"},
		{"file:///a/../b/c", "d", "file:///b/d"},
		{"http://a/b/c", "?", "http://a/b/c?"},
		{"http://a/b/../c", "#x", "http://a/b/../c#x"},
	} {
		base, err := rdf.NewBase(tc.base)
		if err != nil {
			t.Fatal(err)
		}
		if got := base.Resolve(tc.ref); got != tc.want {
			t.Errorf("%s resolved against %s: got %s, want %s", tc.ref, tc.base, got, tc.want)
		}
	}
	if got := (rdf.Base{}).Resolve("a"); got != "a" {
		t.Errorf("without a base: got %q", got)
	}
	if _, err := rdf.NewBase("relative"); !errors.Is(err, rdf.ErrIRI) {
		t.Errorf("NewBase(relative): %v", err)
	}
}

func TestLanguage(t *testing.T) {
	for tag, normal := range map[string]string{
		"en": "en", "EN-us": "en-US", "zh-hant-tw": "zh-Hant-TW", "sr-latn": "sr-Latn", "und-Latn": "und-Latn",
		"de-1996": "de-1996", "sl-rozaj-biske": "sl-rozaj-biske", "es-419": "es-419", "zh-cmn-hans-cn": "zh-cmn-Hans-CN",
		"en-a-BB-cc-x-YY": "en-a-bb-cc-x-yy", "x-PRIVATE": "x-private", "i-klingon": "i-klingon", "de-ch-1901": "de-CH-1901",
		"ja-latn-hepburn": "ja-Latn-hepburn", "ru-t-it": "ru-t-it",
	} {
		if !rdf.IsLanguage(tag) {
			t.Errorf("%s is well-formed", tag)
		}
		if got := rdf.NormalizeLanguage(tag); got != normal {
			t.Errorf("NormalizeLanguage(%s): got %s, want %s", tag, got, normal)
		}
	}
	for _, tag := range []string{"", "-", "en-", "en--US", "e", "abcdefghi", "en-abcdefghi", "1en", "en_US", "en-a", "x", "en-x", "en-ü", "12-en", "en-a-b-c"} {
		if rdf.IsLanguage(tag) {
			t.Errorf("%q is not well-formed", tag)
		}
	}
	if n := testing.AllocsPerRun(10, func() { rdf.NormalizeLanguage("zh-Hant-TW") }); n > 0 {
		t.Errorf("a normal tag costs %v allocations", n)
	}
}
