package sources

import (
	"encoding/xml"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// sudoc is the union catalogue of French university libraries: tables of ISSN and
// record number (PPN), and the answers of its service issn2ppn in XML and JSON.
func sudoc() *system {
	return &system{
		info: Info{
			Name: "sudoc", Title: "Sudoc", Homepage: "https://www.sudoc.abes.fr/", Licence: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
			Level: LevelISSN, Predicate: vocab.SchemaSameAs,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "sudoc-table", Need: []string{"issn", "ppn"}, Fill: fillSudoc},
			&formats.XML{Label: "issn2ppn-xml", Need: []string{"<sudoc", "<query"}, Element: "query", Fill: fillSudocXML},
			&formats.JSON{Label: "issn2ppn-json", Need: []string{`"sudoc"`}, Arrays: []string{"sudoc"}, Fill: fillSudocJSON},
		},
	}
}

// ppn returns a Sudoc record number, nine characters with a valid check character
// (modulo 11), or the empty string.
func ppn(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != 9 || strings.Trim(text[:8], "0123456789") != "" {
		return ""
	}
	sum := 0
	for i := range 8 {
		sum += int(text[i]-'0') * (9 - i)
	}
	if text[8] != "0123456789X"[(11-sum%11)%11] {
		return ""
	}
	return text
}

// sudocItem makes the first of the record numbers the item; the others are records of
// the same serial.
func sudocItem(row *formats.Row, numbers []string) {
	if len(numbers) == 0 {
		row.SkipFor(formats.SkipNoID, "")
		return
	}
	for _, text := range numbers {
		id := ppn(text)
		switch {
		case id == "":
			row.RejectFor(formats.RejectID, text)
			return
		case row.IRI == "":
			row.IRI = vocab.SUDOC + id + "/id"
		default:
			row.Same = append(row.Same, vocab.SUDOC+id+"/id")
		}
	}
}

func fillSudoc(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddTitle(r.Get("title"), "")
	sudocItem(row, issn.Split(r.Get("ppn")))
}

// fillSudocXML reads a query with its result.
func fillSudocXML(d *xml.Decoder, start xml.StartElement, row *formats.Row) error {
	var q struct {
		ISSN   string   `xml:"issn"`
		PPN    []string `xml:"result>ppn"`
		Others []string `xml:"resultNoHolding>ppn"`
	}
	if err := d.DecodeElement(&q, &start); err != nil {
		return err
	}
	row.AddNumbers(q.ISSN, formats.RoleAny)
	sudocItem(row, append(q.PPN, q.Others...))
	return nil
}

// fillSudocJSON reads the same in JSON.
func fillSudocJSON(o formats.Object, row *formats.Row) {
	q := o.Sub("query")
	if q == nil {
		q = o.Sub("sudoc").Sub("query")
	}
	row.AddNumbers(q.Text("issn"), formats.RoleAny)
	var numbers []string
	for _, member := range []string{"result", "resultNoHolding"} {
		for _, result := range q.Subs(member) {
			numbers = append(numbers, result.List("ppn")...)
		}
	}
	sudocItem(row, numbers)
}
