package remote

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/issn-ld/issn-ld/sparql/exec"
)

// ErrNotAllowed marks an address that is not on the list.
var ErrNotAllowed = exec.ErrNotAllowed

// ErrAllowed marks a list entry that is not an address.
var ErrAllowed = errors.New("not an address that can be allowed")

// Allowed is a list of addresses. An entry is a single address or, if it ends with "/",
// everything below it. A nil list allows nothing.
type Allowed struct {
	entries []entry
}

// entry is an address split into the parts that are compared.
type entry struct {
	text  string
	url   *url.URL
	below bool
}

// ParseAllowed reads the entries of a list, which are http or https addresses, or
// with files also file addresses.
func ParseAllowed(texts []string, files bool) (*Allowed, error) {
	a := &Allowed{}
	for _, text := range texts {
		u, err := parseAddress(text)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", ErrAllowed, err)
		case u.Scheme == "file" && !files:
			return nil, fmt.Errorf("%w: %s: only http and https addresses are called", ErrAllowed, text)
		case u.Scheme == "file" && u.Path == "/":
			return nil, fmt.Errorf("%w: %s: name a folder", ErrAllowed, text)
		}
		a.entries = append(a.entries, entry{text: text, url: u, below: strings.HasSuffix(u.Path, "/") && u.RawQuery == ""})
	}
	return a, nil
}

// parseAddress reads an address and normalizes it: different spellings of one address
// become equal, and anything that hides another address is refused.
func parseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	u.Fragment, u.RawFragment = "", ""
	switch {
	case u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") && u.Opaque == "":
		u.Host = ""
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s: its scheme is none of http, https", text)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%s: it has no host", text)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%s: addresses with a user are not called", u.Redacted())
	}
	if u.Scheme == "http" {
		u.Host = strings.TrimSuffix(u.Host, ":80")
	} else {
		u.Host = strings.TrimSuffix(u.Host, ":443")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	clean := path.Clean(u.Path)
	if strings.HasSuffix(u.Path, "/") && clean != "/" {
		clean += "/"
	}
	if clean != u.Path || strings.Contains(u.Path, "\\") || strings.Contains(strings.ToLower(u.EscapedPath()), "%2f") {
		return nil, fmt.Errorf("%s: its path has empty segments, dots or hidden slashes", text)
	}
	return u, nil
}

// check returns the normalized address if the list allows it. Otherwise the error wraps
// [ErrNotAllowed].
func (a *Allowed) check(text string) (*url.URL, entry, error) {
	u, err := parseAddress(text)
	if err != nil {
		return nil, entry{}, fmt.Errorf("%w: %w", ErrNotAllowed, err)
	}
	if a != nil {
		for _, e := range a.entries {
			if e.has(u) {
				return u, e, nil
			}
		}
	}
	return nil, entry{}, fmt.Errorf("%w: %s is not among the addresses that the operator allows", ErrNotAllowed, text)
}

// has reports whether the address is the entry or below it.
func (e entry) has(u *url.URL) bool {
	if u.Scheme != e.url.Scheme || u.Host != e.url.Host {
		return false
	}
	if e.below {
		return strings.HasPrefix(u.EscapedPath(), e.url.EscapedPath())
	}
	return u.EscapedPath() == e.url.EscapedPath() && u.RawQuery == e.url.RawQuery
}
