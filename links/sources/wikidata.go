package sources

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// wikidata is Wikidata: its dumps of entities and of truthy statements, tables of query
// results, and lists of publishers' journals with their items.
func wikidata() *system {
	return &system{
		info: Info{
			Name: "wikidata", Title: "Wikidata", Homepage: "https://www.wikidata.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs, Scattered: []string{"wikidata-query", "wikidata-qid-table", "publisher-list"},
			Page: WikidataQuery,
		},
		formats: []formats.Format{
			&formats.JSON{Label: "wikidata-entities", Need: []string{`"labels"`, `"id":"Q`}, AnyOf: withISSN, Fill: fillEntity},
			&formats.JSON{Label: "wikidata-entities-spaced", Need: []string{`"labels"`, `"id": "Q`}, AnyOf: withISSN, Fill: fillEntity},
			&truthy{},
			&formats.Layout{Label: "wikidata-query", Need: []string{"item"}, Fill: fillWikidataRow},
			&formats.Layout{Label: "wikidata-qid-table", Need: []string{"issn", "qid"}, Fill: fillQID},
			&formats.Layout{Label: "publisher-list", Need: []string{"issn", "journal_title", "wikidata_url"}, Fill: fillPublisherList},
		},
	}
}

// The Wikidata properties that are read. P236 is the ISSN, P7363 the ISSN-L, P213 the
// ISNI, P10283 the OpenAlex ID, P1156 the Scopus source, P571 and P576 the dates of
// inception and end, P155 and P156 the predecessor and successor, P123 the publisher,
// P1476 the title.
const (
	propISSN      = "P236"
	propLinking   = "P7363"
	propISNI      = "P213"
	propOpenAlex  = "P10283"
	propScopus    = "P1156"
	propInception = "P571"
	propEnd       = "P576"
	propFollows   = "P155"
	propFollowed  = "P156"
	propPublisher = "P123"
	propTitle     = "P1476"
)

// withISSN are the words that show, before parsing, that an entity has an ISSN.
var withISSN = []string{`"` + propISSN + `"`, `"` + propLinking + `"`}

// addProperty adds a value of a property of Wikidata, in plain text, to an item.
func addProperty(it *formats.Item, name, value, language string) {
	if value == "" {
		return
	}
	switch name {
	case propISSN:
		it.Numbers = append(it.Numbers, formats.Number{Text: value})
	case propLinking:
		it.Numbers = append(it.Numbers, formats.Number{Text: value, Role: formats.RoleLinking})
	case propISNI:
		if id := ISNI(value); id != "" {
			it.Same = append(it.Same, vocab.ISNI+id)
		}
	case propOpenAlex:
		if id := formats.LocalID(value); id != "" {
			it.Same = append(it.Same, vocab.OpenAlex+id)
		}
	case propScopus:
		it.AddFact(vocab.SchemaIdentifier, "scopus:"+value)
	case propInception:
		if y := formats.Year(value); y != 0 && (it.Start == 0 || y < it.Start) {
			it.Start = y
		}
	case propEnd:
		if y := formats.Year(value); y != 0 {
			it.End = max(it.End, y)
		}
	case propFollows:
		addItem(it, vocab.BFPrecededBy, value)
	case propFollowed:
		addItem(it, vocab.BFContinuedBy, value)
	case propPublisher:
		if q := QID(value); q != "" {
			it.Publisher.IDs = append(it.Publisher.IDs, vocab.WikidataEntity+q)
		}
	case propTitle:
		it.AddTitle(value, language)
	}
}

// addItem adds a statement about another item of Wikidata.
func addItem(it *formats.Item, predicate, value string) {
	if q := QID(value); q != "" {
		it.Facts = append(it.Facts, formats.Fact{Predicate: predicate, Object: rdf.NewIRI(vocab.WikidataEntity + q)})
	}
}

// fillWikidataRow reads a row of a query: ?item with columns named for the
// properties, in words or by number. Labels may come as itemLabel or title.
func fillWikidataRow(r *formats.Record, row *formats.Row) {
	q := QID(r.Get("item"))
	if q == "" {
		row.RejectFor(formats.RejectID, r.Get("item"))
		return
	}
	row.IRI = vocab.WikidataEntity + q
	for _, s := range issn.Split(r.Get("issn", "issns", propISSN)) {
		addProperty(&row.Item, propISSN, s, "")
	}
	for _, s := range issn.Split(r.Get("issn_l", "issnl", "linkingissn", propLinking)) {
		addProperty(&row.Item, propLinking, s, "")
	}
	row.AddTitle(r.Get("title", "itemLabel", "label", propTitle), "")
	for label := range strings.SplitSeq(r.Raw("labels"), labelSeparator) {
		if language, text, ok := strings.Cut(label, ":"); ok {
			row.AddTitle(formats.CleanText(text), language)
		}
	}
	addProperty(&row.Item, propISNI, r.Get("isni", propISNI), "")
	addProperty(&row.Item, propOpenAlex, r.Get("openalex", propOpenAlex), "")
	addProperty(&row.Item, propScopus, r.Get("scopus", propScopus), "")
	addProperty(&row.Item, propInception, r.Get("start_year", "inception", "start", propInception), "")
	addProperty(&row.Item, propEnd, r.Get("end_year", "end", propEnd), "")
	addProperty(&row.Item, propFollows, r.Get("follows", propFollows), "")
	addProperty(&row.Item, propFollowed, r.Get("followedBy", propFollowed), "")
	addProperty(&row.Item, propPublisher, r.Get("publisher", propPublisher), "")
	row.Publisher.Name = r.Get("publisher_name", "publisherLabel")
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("websiteurl", "website", "homepage")))
}

// fillQID reads a row of ISSN and item.
func fillQID(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddTitle(r.Get("title"), "")
	wikidataItem(row, r.Get("qid"))
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("homepage")))
}

// fillPublisherList reads a row of a publisher's list. The item column often holds
// something else: a Wikipedia page, a tweet, a stray identifier.
func fillPublisherList(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddTitle(r.Get("accurate_title", "journal_title"), "")
	if more := r.Get("journal_title"); more != "" && len(row.Titles) > 0 && more != row.Titles[0].Text {
		row.AddTitle(more, "")
	}
	item := r.Get("wikidata_url")
	for _, other := range []string{"twitter_url", "editorial_board"} { // a hundred rows of Wiley's list lack a column
		if address := r.Get(other); item == "" && strings.Contains(address, "://www.wikidata.org/wiki/") {
			item = address
		}
	}
	wikidataItem(row, item)
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("home_page")))
}

// wikidataItem sets the item from an address. A second address, or text after the
// number, is cut off at the first quote or blank.
func wikidataItem(row *formats.Row, text string) {
	if text == "" {
		row.SkipFor(formats.SkipNoID, "")
		return
	}
	for i := range len(text) {
		if c := text[i]; c == '"' || c == ' ' || c == '\t' || c == '?' || c == '#' {
			text = text[:i]
			break
		}
	}
	q := QID(text)
	if q == "" {
		row.RejectFor(formats.RejectID, text)
		return
	}
	row.IRI = vocab.WikidataEntity + q
}

// labelSeparator separates the labels of an item, each of which is a language, a colon
// and a text.
const labelSeparator = "\x1f"

// wikidataQuery is the SPARQL query whose results, in CSV, the source reads page by
// page. The labels of an item come in one cell: joined with its other values they would
// make many rows, and a title in only one language is no evidence against the register.
const wikidataQuery = `PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?item ?issn ?issn_l ?isni ?openalex ?scopus ?inception ?end ?follows ?followedBy ?publisher ?labels WHERE {
  { SELECT DISTINCT ?item WHERE { ?item wdt:P236 ?any } ORDER BY ?item LIMIT @limit OFFSET @offset }
  ?item wdt:P236 ?issn .
  OPTIONAL { ?item wdt:P7363 ?issn_l }
  OPTIONAL { ?item wdt:P213 ?isni }
  OPTIONAL { ?item wdt:P10283 ?openalex }
  OPTIONAL { ?item wdt:P1156 ?scopus }
  OPTIONAL { ?item wdt:P571 ?inception }
  OPTIONAL { ?item wdt:P576 ?end }
  OPTIONAL { ?item wdt:P155 ?follows }
  OPTIONAL { ?item wdt:P156 ?followedBy }
  OPTIONAL { ?item wdt:P123 ?publisher }
  OPTIONAL {
    SELECT ?item (GROUP_CONCAT(CONCAT(LANG(?label), ":", STR(?label)); SEPARATOR="@separator") AS ?labels) WHERE {
      { SELECT DISTINCT ?item WHERE { ?item wdt:P236 ?any } ORDER BY ?item LIMIT @limit OFFSET @offset }
      ?item rdfs:label ?label
    } GROUP BY ?item
  }
}`

// WikidataQuery returns the query for one page of items from a live endpoint. Request
// its results as CSV or TSV and read them with the source "wikidata". The page after
// the last has no rows.
func WikidataQuery(limit, offset int) string {
	return replaceAll(wikidataQuery, "@limit", strconv.Itoa(limit), "@offset", strconv.Itoa(offset), "@separator", `\u001F`)
}
