// Package issn reads, checks and writes International Standard Serial Numbers
// (ISO 3297) and the IRIs of the ISSN Register that carry them.
//
// An [ISSN] is the number of its seven digits; the check digit is computed. It
// is comparable, orders like its written form and serves as a map key. The
// check digit is the one that makes
//
//	8*d1 + 7*d2 + 6*d3 + 5*d4 + 4*d5 + 3*d6 + 2*d7 + check
//
// divisible by 11, with X standing for ten. 0028-0836: 0+0+12+40+0+24+6 = 82,
// and 82+6 = 88 = 8*11.
//
// [Parse] accepts only the canonical form, four digits, a hyphen, three digits and the
// check digit; [Clean] accepts the forms that catalogues and people write.
//
// A [Resource] is an IRI in one of three spaces: ISSN (a serial in one medium),
// ISSN-L (the serial in all its media) and ISSN-H (the serial under all its
// titles), with an optional fragment that names a part of the description:
//
//	http://issn.org/resource/ISSN/0028-0836#KeyTitle
package issn
