package documents_test

import (
	"errors"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/vocab"
)

// A cluster is as new as the newest of its members, wherever that comes among them; what
// is no serial is no member.
func TestModifiedByMembers(t *testing.T) {
	dates := map[string]string{"0000-0019": "2020-01-02", "0000-0027": "2024-05-06", "0000-0035": "2022-03-04", "0000-0043": ""}
	read := func(iri string) ([]rdf.Quad, error) {
		date, known := dates[iri[len(iri)-len("0000-0019"):]]
		if !known {
			return nil, errors.New("asked for " + iri)
		}
		if date == "" {
			return nil, nil
		}
		return []rdf.Quad{{S: rdf.NewIRI(iri + "#Record"), P: rdf.NewIRI(vocab.DCTModified), O: rdf.NewLiteral(date, vocab.XSDDate)}}, nil
	}
	for name, tc := range map[string]struct {
		cluster string
		members []string
		want    string
	}{
		"the last":       {"ISSN-L/0000-0019", []string{"ISSN/0000-0019", "ISSN/0000-0027"}, "2024-05-06"},
		"between others": {"ISSN-H/0000-0019", []string{"ISSN/0000-0019", "ISSN/0000-0027", "ISSN/0000-0035"}, "2024-05-06"},
		"without a date": {"ISSN-L/0000-0019", []string{"ISSN/0000-0043", "ISSN/0000-0019"}, "2020-01-02"},
		"no date at all": {"ISSN-L/0000-0019", []string{"ISSN/0000-0043"}, ""},
		"no serials":     {"ISSN-H/0000-0019", []string{"ISSN-L/0000-0027", "ISSN/0000-0027#ISSN"}, ""},
		"of a serial":    {"ISSN/0000-0019", []string{"ISSN/0000-0027"}, ""},
	} {
		subject := rdf.NewIRI(vocab.Resource + tc.cluster)
		var quads []rdf.Quad
		for _, m := range tc.members {
			quads = append(quads, rdf.Quad{S: subject, P: rdf.NewIRI(vocab.SchemaHasPart), O: rdf.NewIRI(vocab.Resource + m)})
		}
		d := documents.Describe(subject, quads)
		if err := d.ReadMembers(read); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got := ""
		if at := d.Modified(); !at.IsZero() {
			got = at.Format(time.DateOnly)
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	d := documents.Describe(rdf.NewIRI(vocab.Resource+"ISSN-L/0000-0019"), []rdf.Quad{
		{S: rdf.NewIRI(vocab.Resource + "ISSN-L/0000-0019"), P: rdf.NewIRI(vocab.SchemaHasPart), O: rdf.NewIRI(vocab.Resource + "ISSN/0000-0051")},
	})
	if err := d.ReadMembers(read); err == nil {
		t.Error("a member that cannot be read is passed over")
	}
}
