package issn

import (
	"errors"
	"fmt"
)

// Count is the number of different ISSNs, which are 0 to Count-1.
const Count = 10_000_000

// ISSN is a serial number: its seven digits as a number below [Count]. The zero
// value is 0000-0000, which is well formed and assigned to nothing.
type ISSN uint32

// Errors that callers test for.
var (
	// ErrSyntax marks text that does not have the shape of an ISSN.
	ErrSyntax = errors.New("not an ISSN")
	// ErrCheckDigit marks text of the right shape with a wrong check digit; the
	// error is a [*CheckDigitError].
	ErrCheckDigit = errors.New("wrong check digit")
)

// CheckDigitError reports a wrong check digit and the right one.
type CheckDigitError struct {
	Text        string // as written, in the form nnnn-nnnc
	Found, Want byte   // check digits, '0' to '9' or 'X'
}

// Error names both check digits.
func (e *CheckDigitError) Error() string {
	return fmt.Sprintf("%s: wrong check digit %c, should be %c", e.Text, e.Found, e.Want)
}

// Is makes the error match [ErrCheckDigit].
func (e *CheckDigitError) Is(target error) bool { return target == ErrCheckDigit }

// CheckDigit returns the check digit of seven digits given as a number below
// [Count]: '0' to '9' or 'X'.
func CheckDigit(digits uint32) byte {
	sum := uint32(0)
	for weight := uint32(2); weight <= 8; weight++ {
		sum += weight * (digits % 10)
		digits /= 10
	}
	switch c := (11 - sum%11) % 11; c {
	case 10:
		return 'X'
	default:
		return '0' + byte(c)
	}
}

// Parse reads the canonical form nnnn-nnnc, with an upper-case X. The error
// wraps [ErrSyntax] or is a [*CheckDigitError].
func Parse(s string) (ISSN, error) {
	if n, check, ok := split(s); ok {
		if want := CheckDigit(n); check != want {
			return 0, &CheckDigitError{Text: s, Found: check, Want: want}
		}
		return ISSN(n), nil
	}
	return 0, fmt.Errorf("%w: %.40q", ErrSyntax, s)
}

// Valid reports whether s is an ISSN in canonical form with the right check
// digit. It does not allocate.
func Valid(s string) bool {
	n, check, ok := split(s)
	return ok && check == CheckDigit(n)
}

// split reads the shape nnnn-nnnc and leaves the check digit unchecked.
func split(s string) (digits uint32, check byte, ok bool) {
	if len(s) != 9 || s[4] != '-' {
		return 0, 0, false
	}
	for i := range 8 {
		c := s[i]
		if i == 4 {
			continue
		}
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		digits = digits*10 + uint32(c-'0')
	}
	check = s[8]
	return digits, check, check == 'X' || '0' <= check && check <= '9'
}

// CheckDigit returns the check digit of n: '0' to '9' or 'X'.
func (n ISSN) CheckDigit() byte { return CheckDigit(uint32(n)) }

// String returns the canonical form, such as "0028-0836".
func (n ISSN) String() string {
	var b [9]byte
	return string(n.Append(b[:0]))
}

// Append appends the canonical form of n to dst.
func (n ISSN) Append(dst []byte) []byte {
	var b [9]byte
	digits := uint32(n) % Count
	b[8] = CheckDigit(digits)
	for i := 7; i >= 0; i-- {
		if i == 4 {
			b[4] = '-'
			continue
		}
		b[i] = '0' + byte(digits%10)
		digits /= 10
	}
	return append(dst, b[:]...)
}

// MarshalText returns the canonical form.
func (n ISSN) MarshalText() ([]byte, error) { return n.Append(nil), nil }

// UnmarshalText is [Parse].
func (n *ISSN) UnmarshalText(text []byte) error {
	v, err := Parse(string(text))
	if err == nil {
		*n = v
	}
	return err
}
