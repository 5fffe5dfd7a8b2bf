package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// signature stands for a result: how many rows, and the sum of the hashes of the
// normalised rows, which does not depend on their order.
type signature struct {
	Rows int64
	Hash uint64
}

func (s signature) String() string { return fmt.Sprintf("%d rows, %016x", s.Rows, s.Hash) }

// add adds a normalised row.
func (s *signature) add(row string) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(row)) // a hash takes everything
	s.Rows++
	s.Hash += h.Sum64()
}

// sign computes the signature of an answer by its media type.
func sign(media string, body []byte, c check) (signature, error) {
	var s signature
	var err error
	switch {
	case strings.Contains(media, "json"):
		s, err = signJSON(body)
	case strings.Contains(media, "n-triples"), strings.HasPrefix(media, "text/plain"):
		s = signTriples(body)
	default:
		return s, fmt.Errorf("answer in %q", media)
	}
	if c == checkCount {
		s.Hash = 0
	}
	return s, err
}

// term is a term of SPARQL 1.1 Query Results JSON.
type term struct {
	Type     string `json:"type"`
	Value    string `json:"value"`
	Lang     string `json:"xml:lang"`
	Datatype string `json:"datatype"`
}

// signJSON reads the rows of a result one after the other.
func signJSON(body []byte) (s signature, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		t, err := d.Token()
		if err != nil {
			return s, fmt.Errorf("result in JSON: %w", err)
		}
		switch t {
		case "boolean":
			var b bool
			err := d.Decode(&b)
			s.add(strconv.FormatBool(b))
			return s, err
		case "bindings":
			if _, err := d.Token(); err != nil { // the opening bracket
				return s, err
			}
			for d.More() {
				row := make(map[string]term)
				if err := d.Decode(&row); err != nil {
					return s, err
				}
				s.add(normalRow(row))
			}
			return s, nil
		}
	}
}

// normalRow writes a row so that two engines that mean the same write the same.
func normalRow(row map[string]term) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(row)) {
		fmt.Fprintf(&b, "%s=%s\t", name, normalTerm(row[name]))
	}
	return b.String()
}

const xsd = "http://www.w3.org/2001/XMLSchema#"

// numeric lists the datatypes whose values are compared rather than their forms. Virtuoso
// has no booleans, but 1 and 0.
var numeric = regexp.MustCompile(`^` + xsd + `(integer|int|long|short|byte|decimal|double|float|(non(Pos|Neg)|pos|neg)itiveInteger|unsigned\w+|boolean)$`)

// normalTerm writes a term without what engines may choose: the labels of blank
// nodes, the digits of a number beyond the ninth, the case of language tags.
func normalTerm(t term) string {
	switch t.Type {
	case "uri":
		return "<" + t.Value + ">"
	case "bnode":
		return "_:"
	}
	if numeric.MatchString(t.Datatype) {
		value := strings.NewReplacer("true", "1", "false", "0").Replace(t.Value)
		if f, err := strconv.ParseFloat(value, 64); err == nil {
			return strconv.FormatFloat(f, 'g', 9, 64)
		}
	}
	if t.Datatype == xsd+"string" {
		t.Datatype = ""
	}
	return strconv.Quote(t.Value) + "@" + strings.ToLower(t.Lang) + "^" + t.Datatype
}

var (
	blankLabel  = regexp.MustCompile(`_:[^\s>]+`)
	virtuosoID  = regexp.MustCompile(`<nodeID://[^>]*>`)
	languageTag = regexp.MustCompile(`"@[A-Za-z0-9-]+ \.`)
	escapedRune = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}`)
)

// signTriples reads N-Triples. A graph is a set: a triple that comes twice counts once.
func signTriples(body []byte) (s signature) {
	seen := make(map[string]bool)
	for line := range strings.Lines(string(body)) {
		if seen[line] || strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		seen[line] = true
		line = escapedRune.ReplaceAllStringFunc(line, func(e string) string {
			n, err := strconv.ParseUint(e[2:], 16, 32)
			if err != nil {
				return e
			}
			return string(rune(n))
		})
		line = virtuosoID.ReplaceAllString(line, "_:")
		line = blankLabel.ReplaceAllString(line, "_:")
		line = languageTag.ReplaceAllStringFunc(line, strings.ToLower)
		line = strings.ReplaceAll(line, "^^<"+xsd+"string>", "")
		s.add(strings.TrimRight(strings.Join(strings.Fields(line), " "), " ."))
	}
	return s
}
