package links

import (
	"encoding/xml"
	"strings"

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
		formats: []format{
			&layout{label: "sudoc-table", need: []string{"issn", "ppn"}, fill: fillSudoc},
			&xmlFormat{label: "issn2ppn-xml", need: []string{"<sudoc", "<query"}, element: "query", fill: fillSudocXML},
			&jsonFormat{label: "issn2ppn-json", need: []string{`"sudoc"`}, arrays: []string{"sudoc"}, fill: fillSudocJSON},
		},
	}
}

// ppn returns a record number of Sudoc, nine characters with a right check
// character (modulo 11), or the empty string.
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

// sudocItem sets the item from the first of the record numbers; the others are
// records of the same serial.
func sudocItem(row *Row, numbers []string) {
	if len(numbers) == 0 {
		row.skip(SkipNoID, "")
		return
	}
	for _, text := range numbers {
		id := ppn(text)
		switch {
		case id == "":
			row.reject(RejectID, text)
			return
		case row.IRI == "":
			row.IRI = vocab.SUDOC + id + "/id"
		default:
			row.Same = append(row.Same, vocab.SUDOC+id+"/id")
		}
	}
}

func fillSudoc(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.title(r.get("title"), "")
	sudocItem(row, splitNumbers(r.get("ppn")))
}

// fillSudocXML reads a query with its result.
func fillSudocXML(d *xml.Decoder, start xml.StartElement, row *Row) error {
	var q struct {
		ISSN   string   `xml:"issn"`
		PPN    []string `xml:"result>ppn"`
		Others []string `xml:"resultNoHolding>ppn"`
	}
	if err := d.DecodeElement(&q, &start); err != nil {
		return err
	}
	row.numbers(q.ISSN, RoleAny)
	sudocItem(row, append(q.PPN, q.Others...))
	return nil
}

// fillSudocJSON reads the same in JSON.
func fillSudocJSON(o object, row *Row) {
	q := o.sub("query")
	if q == nil {
		q = o.sub("sudoc").sub("query")
	}
	row.numbers(q.text("issn"), RoleAny)
	var numbers []string
	for _, member := range []string{"result", "resultNoHolding"} {
		for _, result := range q.subs(member) {
			numbers = append(numbers, result.list("ppn")...)
		}
	}
	sudocItem(row, numbers)
}
