package register_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/store"
)

const natureXML = `<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nas a2200000 i 4500</leader>
<controlfield tag="005">20260105120000.0</controlfield>
<controlfield tag="008">740101c18699999enkwr p       0   a0eng d</controlfield>
<datafield tag="022" ind1="0" ind2=" "><subfield code="a">0028-0836</subfield><subfield code="l">0028-0836</subfield></datafield>
<datafield tag="222" ind1=" " ind2="0"><subfield code="a">Nature</subfield></datafield></record>`

// Change files are applied to a store, and a record is read from a state of it.
func Example() {
	dir, err := os.MkdirTemp("", "register-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := store.Open(dir, store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()

	ctx := context.Background()
	file := register.Input{Name: "nature.xml", Open: func() (ingest.Source[*marc.Record], error) {
		return marc.NewReader(strings.NewReader(natureXML), marc.Options{})
	}}
	report, err := register.Update(ctx, db, []register.Input{file}, register.UpdateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("created:", report.Created)

	snap, err := db.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = snap.Close() }()
	n, _ := issn.Parse("0028-0836")
	view, err := register.Read(ctx, snap, n)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(view.KeyTitle(), "is", view.Standing(), "since", view.Version().Format("2006-01-02 15:04"))
	// Output:
	// created: 1
	// Nature is in force since 2026-01-05 12:00
}
