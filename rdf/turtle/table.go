package turtle

// classes of bytes.
const (
	clsIRI    = 1 << iota // may stand in an IRI wherever the path begins, without further checks
	clsName               // PN_CHARS in ASCII
	clsStart              // PN_CHARS_U in ASCII
	clsDigit              // 0-9
	clsString             // printable ASCII except quotes and backslash: stands for itself in every string
	clsHex                // hexadecimal digits
	clsAlpha              // ASCII letters
	clsHost               // may stand in the host of an IRI without further checks
)

var class = makeClass()

func makeClass() (t [256]uint8) {
	for c := range 128 {
		b := byte(c)
		if c >= ' ' && c < 0x7F && b != '"' && b != '\'' && b != '\\' {
			t[c] |= clsString
		}
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z':
			t[c] |= clsIRI | clsName | clsStart | clsAlpha
		case '0' <= b && b <= '9':
			t[c] |= clsIRI | clsName | clsDigit | clsHex
		case b == '_':
			t[c] |= clsIRI | clsName | clsStart
		case b == '-':
			t[c] |= clsIRI | clsName
		}
		if l := b | 0x20; 'a' <= l && l <= 'f' {
			t[c] |= clsHex
		}
	}
	for _, b := range []byte(".~!$&'()*+,;=:@/?") {
		t[b] |= clsIRI
	}
	for c := range t {
		if t[c]&clsIRI != 0 && c != ':' && c != '@' && c != '/' && c != '?' {
			t[c] |= clsHost
		}
	}
	for _, b := range []byte("\t\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x7f") {
		t[b] |= clsString
	}
	for b := byte(0x10); b < 0x20; b++ {
		t[b] |= clsString
	}
	return t
}
