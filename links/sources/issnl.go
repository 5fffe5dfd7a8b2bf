package sources

import (
	"errors"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// issnL is the source of ISSN-to-ISSN-L tables: the one published by the ISSN
// International Centre, tables of groups, and graphs of the ISSN Portal.
func issnL() *system {
	return &system{
		info: Info{
			Name: "issn-l", Title: "ISSN to ISSN-L", Homepage: "https://www.issn.org/services/online-services/access-to-issn-l-table/",
			Level: LevelISSN, Predicate: vocab.SchemaIsPartOf, Plain: true,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "issn-l-table", Need: []string{"ISSN", "ISSN-L"}, Ragged: true, Fill: fillISSNL},
			&formats.Layout{Label: "issn-l-groups", Need: []string{"issn_l", "all_issns"}, Fill: fillGroup},
			&formats.JSON{Label: "portal-graphs", Need: []string{`"@id"`, "resource/ISSN/"}, FillArray: fillPortalGraph},
		},
	}
}

// fillISSNL reads a row of ISSN and ISSN-L.
func fillISSNL(r *formats.Record, row *formats.Row) {
	row.Kind, row.Relation = formats.KindRelation, vocab.SchemaIsPartOf
	text := r.Get("ISSN")
	if len(issn.Split(text)) == 0 {
		row.SkipFor(formats.SkipNoISSN, "")
		return
	}
	row.Numbers = append(row.Numbers, formats.Number{Text: text})
	linking := r.Get("ISSN-L")
	n, err := issn.Clean(linking)
	if err != nil {
		row.RejectFor(formats.RejectISSN, "ISSN-L "+linking)
		return
	}
	row.Target = n
}

// fillGroup reads an ISSN-L with all its ISSNs: an item whose numbers belong to
// one serial. The item is the ISSN-L resource itself.
func fillGroup(r *formats.Record, row *formats.Row) {
	row.AtISSN = true
	linking := r.Get("issn_l")
	n, err := issn.Clean(linking)
	if err != nil {
		row.RejectFor(formats.RejectISSN, "ISSN-L "+linking)
		return
	}
	row.IRI = n.LinkingIRI()
	row.Numbers = append(row.Numbers, formats.Number{Text: linking, Role: formats.RoleLinking})
	print, online := r.Get("pissn"), r.Get("eissn")
	row.AddNumbers(print, formats.RolePrint)
	row.AddNumbers(online, formats.RoleOnline)
	for _, s := range issn.Split(r.Get("all_issns")) {
		if s != print && s != online {
			row.AddNumbers(s, formats.RoleAny)
		}
	}
}

// fillPortalGraph reads the ISSN Portal's graph for an ISSN: an array of nodes with
// relative IRIs, in which "issn" means bibo:issn or schema:issn.
func fillPortalGraph(nodes []formats.Object, row *formats.Row) {
	row.Kind, row.Relation = formats.KindRelation, vocab.SchemaIsPartOf
	for _, node := range nodes {
		id := node.Text("@id")
		_, number, ok := strings.Cut(id, "resource/ISSN/")
		if !ok || strings.Contains(number, "#") {
			continue
		}
		row.Numbers = append(row.Numbers, formats.Number{Text: number})
		for _, name := range append(node.List("name"), node.List(vocab.SchemaName)...) {
			row.AddTitle(name, "")
		}
		linking := node.Text("isPartOf", vocab.SchemaIsPartOf)
		for _, whole := range append(node.List("isPartOf"), linking) {
			if _, l, ok := strings.Cut(whole, "resource/ISSN-L/"); ok {
				n, err := issn.Parse(l)
				if err != nil {
					row.RejectFor(formats.RejectISSN, "ISSN-L "+l)
					return
				}
				row.Target = n
				return
			}
		}
		row.SkipFor(formats.SkipNoID, number+" has no ISSN-L")
		return
	}
	row.RejectFor(formats.RejectMissing, errNoResource.Error())
}

var errNoResource = errors.New("no resource of an ISSN among the nodes")
