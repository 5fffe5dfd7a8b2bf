package linktest

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/links"
)

// SampleRegister reads the bundled register with just enough of MARC.
func SampleRegister(t testing.TB) *Register {
	t.Helper()
	var collection struct {
		Records []struct {
			Control []struct {
				Tag  string `xml:"tag,attr"`
				Text string `xml:",chardata"`
			} `xml:"controlfield"`
			Data []struct {
				Tag       string `xml:"tag,attr"`
				Subfields []struct {
					Code string `xml:"code,attr"`
					Text string `xml:",chardata"`
				} `xml:"subfield"`
			} `xml:"datafield"`
		} `xml:"record"`
	}
	if err := xml.Unmarshal(sample.Register, &collection); err != nil {
		t.Fatal(err)
	}
	reg := NewRegister()
	for _, r := range collection.Records {
		var s links.Serial
		number, linking, status := "", "", ""
		var replacedBy, cancelled, wrong []string
		for _, f := range r.Data {
			for _, sub := range f.Subfields {
				switch f.Tag + sub.Code {
				case "022a":
					number = sub.Text
				case "022l":
					linking = sub.Text
				case "022v":
					replacedBy = append(replacedBy, sub.Text)
				case "022z":
					cancelled = append(cancelled, sub.Text)
				case "022y":
					wrong = append(wrong, sub.Text)
				case "222a", "245a", "246a", "210a":
					s.Titles = append(s.Titles, sub.Text)
				case "6998":
					status = sub.Text
				}
			}
		}
		for _, f := range r.Control {
			switch f.Tag {
			case "007":
				s.Medium = links.MediumPrint
				if strings.HasPrefix(f.Text, "cr") {
					s.Medium = links.MediumOnline
				}
			case "008":
				s.Start, _ = strconv.Atoi(f.Text[7:11])
				if f.Text[11:15] != "9999" {
					s.End, _ = strconv.Atoi(f.Text[11:15])
					s.Ceased = true
				}
			}
		}
		switch status {
		case "-- Cancelled":
			s.Status = links.StatusCancelled
		case "-- Suppressed":
			s.Status = links.StatusSuppressed
		}
		reg.Add(number, linking, s)
		n := MustParse(number)
		for _, x := range replacedBy {
			reg.ReplacedBy[n] = append(reg.ReplacedBy[n], MustParse(x))
		}
		for _, x := range cancelled {
			reg.ReplacedBy[MustParse(x)] = append(reg.ReplacedBy[MustParse(x)], n)
		}
		for _, x := range wrong {
			reg.IncorrectOf[MustParse(x)] = append(reg.IncorrectOf[MustParse(x)], n)
		}
	}
	reg.IdentifiedOf["https://isni.org/isni/000000041936877X"] = []links.Body{{IRI: "http://issn.org/resource/ISSN/2331-8422#IssuingBody-Cornell_University", Name: "Cornell University"}}
	return reg
}
