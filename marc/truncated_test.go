package marc_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// A document that is no MARC is an error, not an input without records; an empty
// collection is the latter.
func TestNoMARC(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want error
	}{
		"page":             {"<!DOCTYPE html><html><body><p>503</p></body></html>", marc.ErrUnknownSyntax},
		"short page":       {"<html/>", marc.ErrUnknownSyntax},
		"feed":             {`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>`, marc.ErrUnknownSyntax},
		"table":            {"issn,title\n0028-0836,Nature\n", marc.ErrUnknownSyntax},
		"empty":            {"", nil},
		"empty collection": {`<collection xmlns="http://www.loc.gov/MARC21/slim"/>`, nil},
		"empty harvest":    {`<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := marc.NewReader(strings.NewReader(tc.text), marc.Options{})
			if err == nil {
				for _, err2 := range r.All() {
					err = errors.Join(err, err2)
				}
			}
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

// The error of a record that an input ends in says so.
func TestTruncated(t *testing.T) {
	iso := "00254cas a2200121 i 4500" + strings.Repeat("x", 40)
	for name, tc := range map[string]struct {
		text string
		want bool
	}{
		"iso":            {iso, true},
		"xml record":     {`<collection><record><leader>00000nas a2200000 i 4500</leader><controlfield tag="001">1`, true},
		"xml collection": {`<collection><record><leader>00000nas a2200000 i 4500</leader></record>`, true},
		"no end tag":     {`<collection><record><leader>0</leader><record><leader>0</leader></record></collection>`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := marc.NewReader(strings.NewReader(tc.text), marc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, err := range r.All() {
				if e, ok := errors.AsType[*marc.RecordError](err); ok && e.Truncated {
					found = true
				}
			}
			if found != tc.want {
				t.Errorf("truncated: %v, want %v", found, tc.want)
			}
		})
	}
}
