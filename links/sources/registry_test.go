package sources_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestKeepersRegistry(t *testing.T) {
	r := linktest.Run(t, linktest.Nature(), "keepers", linktest.Text("title,issn,eissn,publisher,agency,status,extent,start,end\n"+
		"Nature,0028-0836,1476-4687,Springer,CLOCKSS,Preserved,551 to 626,2017,2024\n"+
		"Nature,0028-0836,1476-4687,Springer,lockss,In Progress,\"Preserved : 1999: 1; In Progress : 2000: 2\",,\n"+
		"Science,0036-8075,,AAAS,Portico,Triggered,,1880,\n"+
		"Science,0036-8075,,AAAS,Nobody,Preserved,,1880,\n"+
		"Science,0036-8075,,AAAS,portico,Queued,,,\n"))
	if diff := cmp.Diff([]string{"bad id: Nobody", "nothing held: Queued"}, r.Rows); diff != "" {
		t.Errorf("not linked (-want +got):\n%s", diff)
	}
	for node, want := range map[string][]string{
		"1476-4687#Preserved-clockss": {"2017", "2018", "2019", "2020", "2021", "2022", "2023", "2024"},
		"1476-4687#Preserved-lockss":  {"1999"},
		"1476-4687#InProgress-lockss": {"2000"},
	} {
		if diff := cmp.Diff(want, r.Objects("http://issn.org/resource/ISSN/"+node, vocab.ISSNHeldYear)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", node, diff)
		}
	}
	if got := r.Objects("http://issn.org/resource/ISSN/0036-8075#Triggered-portico", vocab.SchemaTemporalCoverage); !slices.Equal(got, []string{"1880/.."}) {
		t.Errorf("coverage of Triggered content is %v", got)
	}
	if got := r.Objects(vocab.Keeper+"clockss", vocab.SchemaName); !slices.Equal(got, []string{"CLOCKSS Archive"}) {
		t.Errorf("the agency is called %v", got)
	}
}

func TestGroups(t *testing.T) {
	r := linktest.Run(t, linktest.Nature(), "issn-l", linktest.Text("issn_l,eissn,pissn,all_issns\n"+
		"0028-0836,1476-4687,0028-0836,0028-0836|1476-4687\n"+
		"1095-9203,1095-9203,0036-8075,0036-8075|1095-9203\n"))
	if got := r.Objects("http://issn.org/resource/ISSN/1476-4687", vocab.SchemaIsPartOf); !slices.Equal(got, []string{linktest.NatureL}) {
		t.Errorf("1476-4687 is part of %v", got)
	}
	if got := r.Objects("http://issn.org/resource/ISSN/0036-8075", vocab.SchemaIsPartOf); len(got) != 0 {
		t.Errorf("0036-8075 is part of %v: the register says otherwise", got)
	}
	if diff := cmp.Diff([]string{"issn-l-differs 0036-8075"}, r.Kinds()); diff != "" {
		t.Errorf("discrepancies (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"differs: http://issn.org/resource/ISSN-L/1095-9203"}, r.Rows); diff != "" {
		t.Errorf("not linked (-want +got):\n%s", diff)
	}
}
