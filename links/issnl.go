package links

import (
	"errors"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/vocab"
)

// issnL is the source of ISSN-to-ISSN-L tables: the one that the ISSN
// International Centre gives out, tables of groups, and graphs of the ISSN Portal.
func issnL() *system {
	return &system{
		info: Info{
			Name: "issn-l", Title: "ISSN to ISSN-L", Homepage: "https://www.issn.org/services/online-services/access-to-issn-l-table/",
			Level: LevelISSN, Predicate: isPartOf, Plain: true,
		},
		formats: []format{
			&layout{label: "issn-l-table", need: []string{"ISSN", "ISSN-L"}, ragged: true, fill: fillISSNL},
			&layout{label: "issn-l-groups", need: []string{"issn_l", "all_issns"}, fill: fillGroup},
			&jsonFormat{label: "portal-graphs", need: []string{`"@id"`, "resource/ISSN/"}, fillArray: fillPortalGraph},
		},
	}
}

// fillISSNL reads a row of ISSN and ISSN-L.
func fillISSNL(r *record, row *Row) {
	row.Kind, row.Relation = KindRelation, isPartOf
	text := r.get("ISSN")
	if len(splitNumbers(text)) == 0 {
		row.skip(SkipNoISSN, "")
		return
	}
	row.Numbers = append(row.Numbers, Number{Text: text})
	linking := r.get("ISSN-L")
	n, err := readISSN(linking)
	if err != nil {
		row.reject(RejectISSN, "ISSN-L "+linking)
		return
	}
	row.Target = n
}

// fillGroup reads an ISSN-L with all its ISSNs: an item whose numbers belong to
// one serial. The item is the ISSN-L resource itself.
func fillGroup(r *record, row *Row) {
	row.AtISSN = true
	linking := r.get("issn_l")
	n, err := readISSN(linking)
	if err != nil {
		row.reject(RejectISSN, "ISSN-L "+linking)
		return
	}
	row.IRI = n.LinkingIRI()
	row.Numbers = append(row.Numbers, Number{linking, RoleLinking})
	print, online := r.get("pissn"), r.get("eissn")
	row.numbers(print, RolePrint)
	row.numbers(online, RoleOnline)
	for _, s := range splitNumbers(r.get("all_issns")) {
		if s != print && s != online {
			row.numbers(s, RoleAny)
		}
	}
}

// fillPortalGraph reads the graph that the ISSN Portal gives for an ISSN: an array
// of nodes with relative IRIs, in which "issn" means bibo:issn or schema:issn.
func fillPortalGraph(nodes []object, row *Row) {
	row.Kind, row.Relation = KindRelation, isPartOf
	for _, node := range nodes {
		id := node.text("@id")
		_, number, ok := strings.Cut(id, "resource/ISSN/")
		if !ok || strings.Contains(number, "#") {
			continue
		}
		row.Numbers = append(row.Numbers, Number{Text: number})
		for _, name := range append(node.list("name"), node.list(vocab.SchemaName)...) {
			row.title(name, "")
		}
		linking := node.text("isPartOf", vocab.SchemaIsPartOf)
		for _, whole := range append(node.list("isPartOf"), linking) {
			if _, l, ok := strings.Cut(whole, "resource/ISSN-L/"); ok {
				n, err := issn.Parse(l)
				if err != nil {
					row.reject(RejectISSN, "ISSN-L "+l)
					return
				}
				row.Target = n
				return
			}
		}
		row.skip(SkipNoID, number+" has no ISSN-L")
		return
	}
	row.reject(RejectMissing, errNoResource.Error())
}

var errNoResource = errors.New("no resource of an ISSN among the nodes")
