package rdf

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrIRI marks a string that is not an IRI. Test for it with [errors.Is].
var ErrIRI = errors.New("invalid IRI")

// classes of bytes in an IRI (RFC 3987, section 2.2).
const (
	iriScheme  = 1 << iota // scheme characters after the first
	iriRegName             // iunreserved and sub-delims: user information, host, path, query, fragment
	iriPath                // also ":" "@" "/"
	iriHex                 // hexadecimal digits
	iriAlpha               // ASCII letters
	iriDigit               // ASCII digits
)

var iriClass = makeIRIClass()

func makeIRIClass() (t [256]uint8) {
	for c := range 128 {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z':
			t[c] = iriScheme | iriRegName | iriPath | iriAlpha
			if l := b | 0x20; l <= 'f' {
				t[c] |= iriHex
			}
		case '0' <= b && b <= '9':
			t[c] = iriScheme | iriRegName | iriPath | iriHex | iriDigit
		case b == '+' || b == '-' || b == '.':
			t[c] = iriScheme | iriRegName | iriPath
		case strings.IndexByte("_~!$&'()*,;=", b) >= 0:
			t[c] = iriRegName | iriPath
		case b == ':' || b == '@' || b == '/':
			t[c] = iriPath
		}
	}
	return t
}

// CheckIRI returns nil if s is an IRI with a scheme as RFC 3987 defines it
// (with or without a fragment), and otherwise an error that wraps [ErrIRI] and
// names the character or part that is wrong. It allocates only for the error.
func CheckIRI(s string) error {
	n := SchemeLength(s)
	if n == 0 {
		return fmt.Errorf("%w %s: no scheme", ErrIRI, quoteShort(s))
	}
	return checkAfterScheme(s, n+1)
}

// CheckIRIReference is [CheckIRI] for references, which may be relative to a
// base IRI.
func CheckIRIReference(s string) error {
	if n := SchemeLength(s); n > 0 {
		return checkAfterScheme(s, n+1)
	}
	// The first segment of a relative path may not hold a colon.
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		return fmt.Errorf("%w %s: bad scheme before the colon", ErrIRI, quoteShort(s))
	}
	return checkAfterScheme(s, 0)
}

// SchemeLength returns the length of the scheme that s begins with, without
// the colon, or 0 if s is no IRI with a scheme.
func SchemeLength(s string) int {
	if s == "" || iriClass[s[0]]&iriAlpha == 0 {
		return 0
	}
	for i := 1; i < len(s); i++ {
		if iriClass[s[i]]&iriScheme == 0 {
			if s[i] == ':' {
				return i
			}
			return 0
		}
	}
	return 0
}

// checkAfterScheme checks the authority, path, query and fragment of s, which
// begin at i.
func checkAfterScheme(s string, i int) error {
	if strings.HasPrefix(s[i:], "//") {
		end := len(s)
		if n := strings.IndexAny(s[i+2:], "/?#"); n >= 0 {
			end = i + 2 + n
		}
		if err := checkAuthority(s, i+2, end); err != nil {
			return err
		}
		i = end
	}
	query, fragment := false, false
	for i < len(s) {
		c := s[i]
		if iriClass[c]&iriPath != 0 {
			i++
			continue
		}
		switch {
		case c == '?':
			query = true
			i++
		case c == '#' && !fragment:
			fragment = true
			i++
		default:
			n, err := checkSpecial(s, i, query && !fragment)
			if err != nil {
				return err
			}
			i += n
		}
	}
	return nil
}

// checkAuthority checks s[i:end]: user information, host and port.
func checkAuthority(s string, i, end int) error {
	host := i
	if at := strings.IndexByte(s[i:end], '@'); at >= 0 {
		host = i + at + 1
		if err := checkRegName(s, i, host-1, true); err != nil {
			return err
		}
	}
	port := end
	if strings.HasPrefix(s[host:end], "[") {
		n := strings.IndexByte(s[host:end], ']')
		if n < 0 || !isIPLiteral(s[host+1:host+n]) {
			return fmt.Errorf("%w %s: bad IP address in brackets", ErrIRI, quoteShort(s))
		}
		port = host + n + 1
		if port < end && s[port] != ':' {
			return fmt.Errorf("%w %s: bad host", ErrIRI, quoteShort(s))
		}
	} else {
		if colon := strings.IndexByte(s[host:end], ':'); colon >= 0 {
			port = host + colon
		}
		if err := checkRegName(s, host, port, false); err != nil {
			return err
		}
	}
	for k := port + 1; k < end; k++ {
		if iriClass[s[k]]&iriDigit == 0 {
			return fmt.Errorf("%w %s: bad port", ErrIRI, quoteShort(s))
		}
	}
	return nil
}

func checkRegName(s string, i, end int, colon bool) error {
	for i < end {
		if iriClass[s[i]]&iriRegName != 0 || colon && s[i] == ':' {
			i++
			continue
		}
		n, err := checkSpecial(s, i, false)
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// checkSpecial returns the length of the percent-encoded byte or the character
// beyond ASCII at s[i].
func checkSpecial(s string, i int, private bool) (int, error) {
	switch c := s[i]; {
	case c == '%':
		if i+2 < len(s) && iriClass[s[i+1]]&iriHex != 0 && iriClass[s[i+2]]&iriHex != 0 {
			return 3, nil
		}
		return 0, fmt.Errorf("%w %s: %% without two hexadecimal digits", ErrIRI, quoteShort(s))
	case c < utf8.RuneSelf:
		return 0, fmt.Errorf("%w %s: character %q", ErrIRI, quoteShort(s), c)
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n == 1 {
		return 0, fmt.Errorf("%w %s: not UTF-8", ErrIRI, quoteShort(s))
	}
	if !isUCSChar(r) && (!private || !isIPrivate(r)) {
		return 0, fmt.Errorf("%w %s: character %U", ErrIRI, quoteShort(s), r)
	}
	return n, nil
}

// isUCSChar is ucschar of RFC 3987.
func isUCSChar(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r <= 0xFFEF:
		return r <= 0xD7FF || 0xF900 <= r && r <= 0xFDCF || r >= 0xFDF0
	case r >= 0x10000 && r <= 0xEFFFD:
		return r&0xFFFF <= 0xFFFD && (r < 0xE0000 || r >= 0xE1000)
	}
	return false
}

// isIPrivate is iprivate of RFC 3987, which queries may hold.
func isIPrivate(r rune) bool {
	return 0xE000 <= r && r <= 0xF8FF || r >= 0xF0000 && r&0xFFFF <= 0xFFFD
}

// isIPLiteral checks what stands between the brackets of an IP literal.
func isIPLiteral(s string) bool {
	if s != "" && (s[0] == 'v' || s[0] == 'V') {
		version, address, ok := strings.Cut(s[1:], ".")
		if !ok || version == "" || address == "" {
			return false
		}
		for i := range len(version) {
			if iriClass[version[i]]&iriHex == 0 {
				return false
			}
		}
		for i := range len(address) {
			if iriClass[address[i]]&iriRegName == 0 && address[i] != ':' {
				return false
			}
		}
		return true
	}
	return isIPv6(s)
}

// isIPv6 checks an address of RFC 3986, section 3.2.2: eight groups, "::" for
// at least one of them, the last two perhaps as an IPv4 address.
func isIPv6(s string) bool {
	groups, short := 0, false
	if strings.HasPrefix(s, "::") {
		short, s = true, s[2:]
	}
	for s != "" {
		n := 0
		for n < len(s) && iriClass[s[n]]&iriHex != 0 {
			n++
		}
		if n < len(s) && s[n] == '.' {
			if !isIPv4(s) {
				return false
			}
			groups += 2
			s = ""
			break
		}
		if n == 0 || n > 4 {
			return false
		}
		groups++
		s = s[n:]
		switch {
		case s == "":
		case s == "::" || strings.HasPrefix(s, "::") && !short:
			if short {
				return false
			}
			short, s = true, s[2:]
		case s[0] == ':' && len(s) > 1:
			s = s[1:]
		default:
			return false
		}
	}
	return groups == 8 && !short || groups < 8 && short
}

func isIPv4(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return false
	}
	for _, p := range parts {
		if p == "" || len(p) > 3 || len(p) > 1 && p[0] == '0' {
			return false
		}
		n := 0
		for i := range len(p) {
			if iriClass[p[i]]&iriDigit == 0 {
				return false
			}
			n = n*10 + int(p[i]-'0')
		}
		if n > 255 {
			return false
		}
	}
	return true
}

// quoteShort quotes s for a message, with its tail cut if it is long.
func quoteShort(s string) string {
	const most = 80
	if len(s) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "..."
	}
	return fmt.Sprintf("<%s>", strings.ToValidUTF8(s, "\uFFFD"))
}
