// Package vocab holds the IRIs of the vocabularies used by issn-ld and the controlled
// lists of the ISSN profile with their labels. Constants are strings, so that every
// package may use them.
package vocab
