package links

import (
	"encoding/xml"
	"html"
	"regexp"
	"strings"

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
		formats: []format{
			&xmlFormat{label: "transfer-rss", need: []string{"<rss", "<channel"}, element: "item", fill: fillNotice},
			&jsonFormat{label: "transfer-json", need: []string{"ransferring"}, arrays: []string{"transfers", "results", "data", "items"}, fill: fillTransfer},
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

// tags are the marks of HTML.
var tags = regexp.MustCompile(`<[^>]*>`)

// fillNotice reads an item of the RSS feed. The values stand as labelled lines in
// the description, which may be escaped HTML.
func fillNotice(d *xml.Decoder, start xml.StartElement, row *Row) error {
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
		value := cleanText(text[m[4]:m[5]])
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
// another label with its own.
func valueBelow(rest string) string {
	if !strings.HasPrefix(rest, "\n") {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	if labelled.MatchString(line) {
		return ""
	}
	return cleanText(line)
}

// fillTransfer reads a notice in JSON. Names of members are compared without low
// lines and case.
func fillTransfer(o object, row *Row) {
	plain := make(object, len(o))
	for name, raw := range o {
		plain[strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))] = raw
	}
	name := func(member string) string {
		if inner := plain.sub(member); inner != nil {
			return inner.text("name", "title")
		}
		return plain.text(member)
	}
	n := notice{
		id: plain.text("id", "uuid", "transferid"), address: plain.text("url", "link"),
		title: plain.text("journaltitle", "title", "name"),
		print: plain.text("printissn", "pissn", "issn"), online: plain.text("onlineissn", "eissn", "electronicissn"),
		linking: plain.text("issnl", "linkingissn"),
		from:    name("transferringpublisher"), to: name("receivingpublisher"),
		date: plain.text("effectivetransferdate", "transferdate", "effectivedate"), notes: plain.text("notes", "comments"),
	}
	n.fill(row)
}

// fill makes the item of a notice.
func (n *notice) fill(row *Row) {
	row.numbers(n.print, RolePrint)
	row.numbers(n.online, RoleOnline)
	row.numbers(n.linking, RoleLinking)
	if n.from == "" && n.to == "" {
		row.reject(RejectMissing, "names no publisher")
		return
	}
	row.title(cleanText(n.title), "")
	row.IRI = firstOf(webIRI(n.address), webIRI(n.id))
	if row.IRI == "" {
		id := localID(n.id)
		if id == "" && len(row.Numbers) > 0 {
			id = localID(row.Numbers[0].Text + "-" + n.date)
		}
		if id == "" {
			row.reject(RejectID, n.id)
			return
		}
		row.IRI = vocab.GraphBase + "transfer#" + id
	}
	row.Facts = append(row.Facts, Fact{vocab.RDFType, rdf.NewIRI(vocab.SchemaTransferAction)})
	row.fact(vocab.SchemaSender, cleanText(n.from))
	row.fact(vocab.SchemaRecipient, cleanText(n.to))
	row.fact(vocab.SchemaDescription, cleanText(n.notes))
	if date, ok := day(n.date); ok {
		row.Facts = append(row.Facts, Fact{vocab.SchemaStartTime, date})
	} else {
		row.fact(vocab.SchemaStartTime, cleanText(n.date))
	}
}
