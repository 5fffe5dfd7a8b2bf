package mapping_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// readMnemonic reads a record in the mnemonic form of MARC that cataloguers know:
//
//	# what the record shows
//	=LDR  01234nas a2200301 i 4500
//	=008  010203c20019999fr\qr\p
//	=245  10$aTitle :$brest
//
// A backslash is a blank in indicators and control fields, "{dollar}" a dollar
// sign. A line "#unimarc" makes it a UNIMARC record.
func readMnemonic(t testing.TB, path string) *marc.Record {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := parseMnemonic(string(text))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rec
}

func parseMnemonic(text string) (*marc.Record, error) {
	rec := &marc.Record{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "#unimarc":
			rec.Format = marc.UNIMARC
		case line == "" || line[0] == '#':
		case len(line) < 8 || line[0] != '=' || line[4:6] != "  ":
			return nil, fmt.Errorf("line %d: not a field", number)
		case line[1:4] == "LDR":
			rec.Leader = line[6:]
		default:
			rec.Fields = append(rec.Fields, mnemonicField(line[1:4], line[6:]))
		}
	}
	return rec, nil
}

func mnemonicField(tag, text string) marc.Field {
	if tag < "010" {
		return marc.Field{Tag: tag, Value: strings.ReplaceAll(text, `\`, " ")}
	}
	blank := func(c byte) byte {
		if c == '\\' {
			return ' '
		}
		return c
	}
	f := marc.Field{Tag: tag, Ind1: blank(text[0]), Ind2: blank(text[1])}
	for part := range strings.SplitSeq(text[2:], "$") {
		if part != "" {
			f.Subfields = append(f.Subfields, marc.Subfield{
				Code: part[0], Value: strings.ReplaceAll(part[1:], "{dollar}", "$"),
			})
		}
	}
	return f
}
