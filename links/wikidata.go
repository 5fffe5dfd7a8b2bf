package links

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// wikidata is Wikidata: its dumps of entities and of truthy statements, tables
// that a query gives, and lists of publishers' journals with their items.
func wikidata() *system {
	return &system{
		info: Info{
			Name: "wikidata", Title: "Wikidata", Homepage: "https://www.wikidata.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs, Scattered: []string{"wikidata-query", "wikidata-qid-table", "publisher-list"},
		},
		formats: []format{
			&jsonFormat{label: "wikidata-entities", need: []string{`"labels"`, `"id":"Q`}, anyOf: withISSN, fill: fillEntity},
			&jsonFormat{label: "wikidata-entities-spaced", need: []string{`"labels"`, `"id": "Q`}, anyOf: withISSN, fill: fillEntity},
			&truthy{},
			&layout{label: "wikidata-query", need: []string{"item"}, fill: fillWikidataRow},
			&layout{label: "wikidata-qid-table", need: []string{"issn", "qid"}, fill: fillQID},
			&layout{label: "publisher-list", need: []string{"issn", "journal_title", "wikidata_url"}, fill: fillPublisherList},
		},
	}
}

// Properties of Wikidata that are read. P236 is the ISSN, P7363 the ISSN-L, P213
// the ISNI, P10283 the OpenAlex ID, P1156 the Scopus source, P571 and P576 the dates
// of inception and of the end, P155 and P156 the predecessor and the successor,
// P123 the publisher, P1476 the title.
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

// withISSN are the words by which an entity with an ISSN is known before it is
// parsed.
var withISSN = []string{`"` + propISSN + `"`, `"` + propLinking + `"`}

// property adds a value of a property of Wikidata, in plain text, to an item.
func (it *Item) property(name, value, language string) {
	if value == "" {
		return
	}
	switch name {
	case propISSN:
		it.Numbers = append(it.Numbers, Number{Text: value})
	case propLinking:
		it.Numbers = append(it.Numbers, Number{value, RoleLinking})
	case propISNI:
		if id := isniOf(value); id != "" {
			it.Same = append(it.Same, vocab.ISNI+id)
		}
	case propOpenAlex:
		if id := localID(value); id != "" {
			it.Same = append(it.Same, vocab.OpenAlex+id)
		}
	case propScopus:
		it.fact(vocab.SchemaIdentifier, "scopus:"+value)
	case propInception:
		if y := year(value); y != 0 && (it.Start == 0 || y < it.Start) {
			it.Start = y
		}
	case propEnd:
		if y := year(value); y != 0 {
			it.End = max(it.End, y)
		}
	case propFollows:
		it.factItem(vocab.BFPrecededBy, value)
	case propFollowed:
		it.factItem(vocab.BFContinuedBy, value)
	case propPublisher:
		if q := qid(value); q != "" {
			it.Publisher.IDs = append(it.Publisher.IDs, vocab.WikidataEntity+q)
		}
	case propTitle:
		it.title(value, language)
	}
}

// factItem adds a statement about another item of Wikidata.
func (it *Item) factItem(predicate, value string) {
	if q := qid(value); q != "" {
		it.Facts = append(it.Facts, Fact{predicate, rdf.NewIRI(vocab.WikidataEntity + q)})
	}
}

// fillWikidataRow reads a row of a query: ?item with columns named for the
// properties, in words or by number. Labels may come as itemLabel or title.
func fillWikidataRow(r *record, row *Row) {
	q := qid(r.get("item"))
	if q == "" {
		row.reject(RejectID, r.get("item"))
		return
	}
	row.IRI = vocab.WikidataEntity + q
	for _, s := range splitNumbers(r.get("issn", "issns", propISSN)) {
		row.property(propISSN, s, "")
	}
	for _, s := range splitNumbers(r.get("issn_l", "issnl", "linkingissn", propLinking)) {
		row.property(propLinking, s, "")
	}
	row.title(r.get("title", "itemLabel", "label", propTitle), "")
	for label := range strings.SplitSeq(r.raw("labels"), labelSeparator) {
		if language, text, ok := strings.Cut(label, ":"); ok {
			row.title(cleanText(text), language)
		}
	}
	row.property(propISNI, r.get("isni", propISNI), "")
	row.property(propOpenAlex, r.get("openalex", propOpenAlex), "")
	row.property(propScopus, r.get("scopus", propScopus), "")
	row.property(propInception, r.get("start_year", "inception", "start", propInception), "")
	row.property(propEnd, r.get("end_year", "end", propEnd), "")
	row.property(propFollows, r.get("follows", propFollows), "")
	row.property(propFollowed, r.get("followedBy", propFollowed), "")
	row.property(propPublisher, r.get("publisher", propPublisher), "")
	row.Publisher.Name = r.get("publisher_name", "publisherLabel")
	row.factIRI(vocab.SchemaURL, webIRI(r.get("websiteurl", "website", "homepage")))
}

// fillQID reads a row of ISSN and item.
func fillQID(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.title(r.get("title"), "")
	wikidataItem(row, r.get("qid"))
	row.factIRI(vocab.SchemaURL, webIRI(r.get("homepage")))
}

// fillPublisherList reads a row of a publisher's list. What stands in the column
// of the item is often none: a page of Wikipedia, a tweet, a stray identifier.
func fillPublisherList(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.title(r.get("accurate_title", "journal_title"), "")
	if more := r.get("journal_title"); more != "" && len(row.Titles) > 0 && more != row.Titles[0].Text {
		row.title(more, "")
	}
	item := r.get("wikidata_url")
	for _, other := range []string{"twitter_url", "editorial_board"} { // a hundred rows of Wiley's list lack a column
		if address := r.get(other); item == "" && strings.Contains(address, "://www.wikidata.org/wiki/") {
			item = address
		}
	}
	wikidataItem(row, item)
	row.factIRI(vocab.SchemaURL, webIRI(r.get("home_page")))
}

// wikidataItem sets the item from an address. Two addresses or text after the
// number are cut off at the first quote or blank.
func wikidataItem(row *Row, text string) {
	if text == "" {
		row.skip(SkipNoID, "")
		return
	}
	for i := range len(text) {
		if c := text[i]; c == '"' || c == ' ' || c == '\t' || c == '?' || c == '#' {
			text = text[:i]
			break
		}
	}
	q := qid(text)
	if q == "" {
		row.reject(RejectID, text)
		return
	}
	row.IRI = vocab.WikidataEntity + q
}

// labelSeparator stands between the labels of an item, each of which is a language,
// a colon and a text.
const labelSeparator = "\x1f"

// wikidataQuery is the SPARQL query whose results, in CSV, the source reads
// page by page. The labels of an item come in one cell: joined with its other
// values they would be many rows, and a title in one language alone is no
// evidence against the register.
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

// WikidataQuery returns the query for one page of items of a live endpoint. Ask
// for its results as CSV or TSV and read them with the source "wikidata". The last
// page has no rows.
func WikidataQuery(limit, offset int) string {
	return replaceAll(wikidataQuery, "@limit", strconv.Itoa(limit), "@offset", strconv.Itoa(offset), "@separator", `\u001F`)
}
