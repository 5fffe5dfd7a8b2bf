package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/vocab"
)

// registry is a source whose items have no IRIs of their own, or from which little more
// than ISSNs is read: the serial is in its list.
func registry(name, title, homepage string, formats ...formats.Format) *system {
	return &system{
		info: Info{
			Name: name, Title: title, Homepage: homepage, Level: LevelLinking,
			Predicate: vocab.SchemaIncludedInDataCatalog, Catalog: homepage,
		},
		formats: formats,
	}
}

// registries are the smaller lists.
func registries() []*system {
	all := []*system{
		registry("entrez", "Journals of NCBI Entrez", "https://www.ncbi.nlm.nih.gov/nlmcatalog/journals/",
			&formats.Layout{Label: "entrez-journals", Need: []string{"JrId", "JournalTitle", "NlmId"}, Fill: fillEntrez}),
		registry("era", "Excellence in Research for Australia, journal list", "https://www.arc.gov.au/excellence-research-australia",
			&formats.Layout{Label: "era-journals", Need: []string{"ERA Journal Id", "Title", "ISSN 1"}, Fill: fillERA}),
		registry("gold-oa", "ISSN-Matching of Gold OA Journals", "https://pub.uni-bielefeld.de/record/2913654",
			&formats.Layout{Label: "gold-oa", Need: []string{"ISSN", "ISSN_L", "ISSN_IN_DOAJ", "TITLE"}, Fill: fillGoldOA}),
		registry("mag", "Microsoft Academic Graph", "https://www.microsoft.com/en-us/research/project/microsoft-academic-graph/", magTable()),
		registry("homepages", "Homepages of serials", "https://archive.org/details/chocula-manual-homepages",
			&formats.Layout{Label: "homepages", Need: []string{"issnl", "issnp", "issne", "name", "Homepage URL"}, Fill: fillHomepages}),
		registry("norwegian", "Norwegian Register for Scientific Journals, Series and Publishers", "https://kanalregister.hkdir.no/",
			&formats.Layout{Label: "norwegian-register", Comma: ';', Need: []string{"NSD tidsskrift_id", "Print ISSN", "Online ISSN"}, Fill: fillNorwegian}),
		registry("openapc", "OpenAPC", "https://openapc.net/",
			&formats.Layout{Label: "openapc", Need: []string{"institution", "period", "euro", "issn_l", "journal_full_title"}, Fill: fillOpenAPC}),
		registry("romeo", "Sherpa Romeo", "https://www.sherpa.ac.uk/romeo/",
			&formats.Layout{Label: "romeo-journals", Need: []string{"Journal Title", "ISSN", "ESSN", "RoMEO Record ID"}, Fill: fillRomeo},
			&formats.Layout{Label: "romeo-policies", Need: []string{"RoMEO Record ID", "Policy Heading", "RoMEO colour"}, Fill: func(r *formats.Record, row *formats.Row) {
				row.SkipFor(formats.SkipPolicy, r.Get("Policy Heading"))
			}}),
		registry("sim", "Serials in Microfilm", "https://archive.org/details/sim_microfilm",
			&formats.Layout{Label: "serials-in-microfilm", Need: []string{"NA Pub Cat ID", "Title", "ISSN", "First Volume"}, Fill: fillMicrofilm}),
		registry("vanished", "Vanished open-access journals", "https://github.com/njahn82/vanished_journals",
			&formats.Layout{Label: "vanished-disappeared", Comma: ';', Need: []string{"Journal Name", "ISSN", "E-ISSN", "Internet Archive Link"}, Fill: fillVanished},
			&formats.Layout{Label: "vanished-inactive", Comma: ';', Need: []string{"Title", "URL", "ISSN", "EISSN"}, Fill: fillVanished}),
		registry("library", "Title lists of libraries", vocab.GraphBase+"library",
			&formats.Layout{Label: "kbart-library", Need: []string{"online_identifier"}, Ragged: true, Fill: fillLibrary}),
		registry("issn-list", "Lists of ISSNs", vocab.GraphBase+"issn-list",
			&formats.Layout{Label: "issn-list", Need: []string{"issn"}, Ragged: true, Fill: fillList}),
	}
	return append(all, jsonRegistries()...)
}

func fillEntrez(r *formats.Record, row *formats.Row) {
	id := formats.LocalID(r.Get("NlmId"))
	if id == "" {
		row.RejectFor(formats.RejectID, r.Get("NlmId"))
		return
	}
	row.IRI = "https://www.ncbi.nlm.nih.gov/nlmcatalog/" + id
	row.Predicate = vocab.SchemaSameAs
	row.AddNumbers(r.Get("ISSN (Print)"), formats.RolePrint)
	row.AddNumbers(r.Get("ISSN (Online)"), formats.RoleOnline)
	row.AddTitle(r.Get("JournalTitle"), "")
	row.AddTitle(r.Get("MedAbbr"), "")
	row.AddTitle(r.Get("IsoAbbr"), "")
}

func fillERA(r *formats.Record, row *formats.Row) {
	for _, column := range []string{"ISSN 1", "ISSN 2", "ISSN 3", "ISSN 4", "ISSN 5", "ISSN 6", "ISSN 7"} {
		row.AddNumbers(r.Get(column), formats.RoleAny)
	}
	row.AddTitle(r.Get("Title"), "")
	row.AddTitle(r.Get("Foreign Title"), "")
	row.AddFact(vocab.SchemaIdentifier, prefixed("era:", r.Get("ERA Journal Id")))
}

func fillGoldOA(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("ISSN"), formats.RoleAny)
	row.AddNumbers(r.Get("ISSN_L"), formats.RoleLinking)
	row.AddTitle(r.Get("TITLE"), "")
	row.Open = formats.Yes
	if r.Get("ISSN_IN_DOAJ") == "1" {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	if r.Get("ISSN_IN_ROAD") == "1" {
		row.ListedIn = append(row.ListedIn, ListROAD)
	}
}

// magTable is the table of journals of the Microsoft Academic Graph, which has no
// header.
func magTable() *formats.Layout {
	return &formats.Layout{
		Label: "mag-journals", Comma: '\t',
		Columns: []string{"id", "rank", "normalized_name", "display_name", "issn", "publisher", "webpage", "papers", "citations", "created"},
		Test: func(f []string) bool {
			return len(f) == 10 && strings.Trim(f[0], "0123456789") == "" && f[0] != "" && len(f[9]) == 10
		},
		Fill: func(r *formats.Record, row *formats.Row) {
			id := formats.LocalID(r.Get("id"))
			if id == "" {
				row.RejectFor(formats.RejectID, r.Get("id"))
				return
			}
			row.IRI, row.Predicate = "https://makg.org/entity/"+id, vocab.SchemaSameAs
			row.AddNumbers(r.Get("issn"), formats.RoleAny)
			row.AddTitle(r.Get("display_name"), "")
			row.Publisher.Name = r.Get("publisher")
			row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("webpage")))
		},
	}
}

func fillHomepages(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issnl"), formats.RoleLinking)
	row.AddNumbers(r.Get("issnp"), formats.RolePrint)
	row.AddNumbers(r.Get("issne"), formats.RoleOnline)
	row.AddTitle(r.Get("name"), "")
	row.AddTitle(r.Get("corrected title"), "")
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("Homepage URL")))
}

func fillNorwegian(r *formats.Record, row *formats.Row) {
	id := formats.LocalID(r.Get("NSD tidsskrift_id"))
	if id == "" {
		row.RejectFor(formats.RejectID, r.Get("NSD tidsskrift_id"))
		return
	}
	row.IRI, row.Predicate = "https://kanalregister.hkdir.no/publiseringskanaler/KanalTidsskriftInfo?id="+id, vocab.SchemaSameAs
	row.AddNumbers(r.Get("Print ISSN"), formats.RolePrint)
	row.AddNumbers(r.Get("Online ISSN"), formats.RoleOnline)
	row.AddTitle(r.Get("Original title"), "")
	if t := r.Get("International title"); t != r.Get("Original title") {
		row.AddTitle(t, "")
	}
	row.Publisher.Name = r.Get("Publisher", "Publishing Company")
	row.Start, row.End = formats.Year(r.Get("Established")), formats.Year(r.Get("Ceased"))
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("URL")))
}

// fillOpenAPC reads an article with a paid fee: it shows that its serial is in the
// list.
func fillOpenAPC(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn_print"), formats.RolePrint)
	row.AddNumbers(r.Get("issn_electronic"), formats.RoleOnline)
	if s := r.Get("issn"); !formats.Repeated(row.Numbers, s) {
		row.AddNumbers(s, formats.RoleAny)
	}
	row.AddNumbers(r.Get("issn_l"), formats.RoleLinking)
	row.AddTitle(r.Get("journal_full_title"), "")
}

func fillRomeo(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("ISSN"), formats.RolePrint)
	row.AddNumbers(r.Get("ESSN"), formats.RoleOnline)
	row.AddTitle(r.Get("Journal Title"), "")
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("URL")))
	row.AddFact(vocab.SchemaIdentifier, prefixed("romeo:", r.Get("RoMEO Record ID")))
}

// fillMicrofilm reads a title; its first and last volumes are years.
func fillMicrofilm(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("ISSN"), formats.RoleAny)
	row.AddTitle(r.Get("Title"), "")
	row.Publisher.Name = r.Get("Publisher")
	first, last := formats.Year(r.Get("First Volume")), formats.Year(r.Get("Last Volume"))
	if first != 0 && last >= first {
		row.AddFact(vocab.SchemaTemporalCoverage, holdings.Coverage([]holdings.Span{{From: first, To: last}}, nil))
	}
}

func fillVanished(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("ISSN"), formats.RolePrint)
	row.AddNumbers(r.Get("E-ISSN", "EISSN"), formats.RoleOnline)
	row.AddTitle(r.Get("Journal Name", "Title"), "")
	row.Publisher.Name = r.Get("Publisher")
	row.Start, row.End = formats.Year(r.Get("Start Year")), formats.Year(r.Get("End Year"))
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("URL")))
	row.AddIRI(vocab.SchemaArchivedAt, formats.WebIRI(r.Get("Internet Archive Link")))
}

// fillLibrary reads a library's KBART title list, or the remains of one.
func fillLibrary(r *formats.Record, row *formats.Row) {
	if formats.KBARTTitle(r, row) {
		return
	}
	for _, s := range issn.Split(r.Get("all_issns")) {
		if !formats.Repeated(row.Numbers, s) {
			row.AddNumbers(s, formats.RoleAny)
		}
	}
}

// fillList reads any table with a column of ISSNs.
func fillList(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddNumbers(r.Get("issn_l", "issnl"), formats.RoleLinking)
	row.AddTitle(r.Get("title", "name", "journal_title"), "")
}
