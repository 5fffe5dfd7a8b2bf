package sources

import (
	"cmp"
	"encoding/xml"
	"html"
	"regexp"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// transfer is the Transfer Alerting Service: notices of journals that move from
// one publisher to another, as RSS and as JSON.
func transfer() *system {
	return &system{
		info: Info{
			Name: "transfer", Title: "Transfer Alerting Service", Homepage: "https://journaltransfer.issn.org/",
			Licence: "https://creativecommons.org/publicdomain/zero/1.0/", Level: LevelLinking, Predicate: vocab.SchemaSubjectOf,
		},
		formats: []formats.Format{
			&formats.XML{Label: "transfer-rss", Need: []string{"<rss", "<channel"}, Element: "item", Fill: fillNotice},
			&formats.JSON{Label: "transfer-json", Need: []string{"ransferring"}, Arrays: []string{"transfers", "results", "data", "items"}, Fill: fillTransfer},
		},
	}
}

// notice is a transfer of a journal.
type notice struct {
	id, address, title, print, online, linking string
	from, to, date, notes                      string
}

// labelled finds "Label: value" in a line of a notice; the value may be missing.
var labelled = regexp.MustCompile(`(?i)(print issn|p-?issn|online issn|electronic issn|e-?issn|issn-l|linking issn|issn|transferring publisher|receiving publisher|(?:effective )?transfer date|journal title|title)\s*:[^\S\n]*([^\n|]*)`)

// tags matches HTML tags.
var tags = regexp.MustCompile(`<[^>]*>`)

// fillNotice reads an item of the RSS feed. The values are labelled lines in the
// description, which may be escaped HTML.
func fillNotice(d *xml.Decoder, start xml.StartElement, row *formats.Row) error {
	var item struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		GUID        string `xml:"guid"`
		Description string `xml:"description"`
		Published   string `xml:"pubDate"`
	}
	if err := d.DecodeElement(&item, &start); err != nil {
		return err
	}
	text := html.UnescapeString(item.Description)
	text = tags.ReplaceAllString(strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "</p>", "\n", "</li>", "\n").Replace(text), "")
	n := notice{id: item.GUID, address: item.Link, title: item.Title}
	for _, m := range labelled.FindAllStringSubmatchIndex(text, -1) {
		value := formats.CleanText(text[m[4]:m[5]])
		if value == "" {
			value = valueBelow(text[m[5]:])
		}
		switch label := strings.ReplaceAll(strings.ToLower(text[m[2]:m[3]]), "-", ""); label {
		case "print issn", "pissn":
			n.print = value
		case "online issn", "electronic issn", "eissn":
			n.online = value
		case "issnl", "linking issn":
			n.linking = value
		case "issn":
			if n.print == "" {
				n.print = value
			}
		case "transferring publisher":
			n.from = value
		case "receiving publisher":
			n.to = value
		case "journal title", "title":
			n.title = value
		default:
			n.date = value
		}
	}
	n.fill(row)
	return nil
}

// valueBelow returns the line below a label without a value, unless that line is
// another label with its own value.
func valueBelow(rest string) string {
	if !strings.HasPrefix(rest, "\n") {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	if labelled.MatchString(line) {
		return ""
	}
	return formats.CleanText(line)
}

// fillTransfer reads a notice in JSON. Member names are compared without underscores
// and case.
func fillTransfer(o formats.Object, row *formats.Row) {
	plain := make(formats.Object, len(o))
	for name, raw := range o {
		plain[strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))] = raw
	}
	name := func(member string) string {
		if inner := plain.Sub(member); inner != nil {
			return inner.Text("name", "title")
		}
		return plain.Text(member)
	}
	n := notice{
		id: plain.Text("id", "uuid", "transferid"), address: plain.Text("url", "link"),
		title: plain.Text("journaltitle", "title", "name"),
		print: plain.Text("printissn", "pissn", "issn"), online: plain.Text("onlineissn", "eissn", "electronicissn"),
		linking: plain.Text("issnl", "linkingissn"),
		from:    name("transferringpublisher"), to: name("receivingpublisher"),
		date: plain.Text("effectivetransferdate", "transferdate", "effectivedate"), notes: plain.Text("notes", "comments"),
	}
	n.fill(row)
}

// fill makes the item of a notice.
func (n *notice) fill(row *formats.Row) {
	row.AddNumbers(n.print, formats.RolePrint)
	row.AddNumbers(n.online, formats.RoleOnline)
	row.AddNumbers(n.linking, formats.RoleLinking)
	if n.from == "" && n.to == "" {
		row.RejectFor(formats.RejectMissing, "names no publisher")
		return
	}
	row.AddTitle(formats.CleanText(n.title), "")
	row.IRI = cmp.Or(formats.WebIRI(n.address), formats.WebIRI(n.id))
	if row.IRI == "" {
		id := formats.LocalID(n.id)
		if id == "" && len(row.Numbers) > 0 {
			id = formats.LocalID(row.Numbers[0].Text + "-" + n.date)
		}
		if id == "" {
			row.RejectFor(formats.RejectID, n.id)
			return
		}
		row.IRI = vocab.GraphBase + "transfer#" + id
	}
	row.Facts = append(row.Facts, formats.Fact{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.SchemaTransferAction)})
	row.AddFact(vocab.SchemaSender, formats.CleanText(n.from))
	row.AddFact(vocab.SchemaRecipient, formats.CleanText(n.to))
	row.AddFact(vocab.SchemaDescription, formats.CleanText(n.notes))
	if date, ok := formats.Day(n.date); ok {
		row.Facts = append(row.Facts, formats.Fact{Predicate: vocab.SchemaStartTime, Object: date})
	} else {
		row.AddFact(vocab.SchemaStartTime, formats.CleanText(n.date))
	}
}
