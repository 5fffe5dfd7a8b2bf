package marc

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// deletedLeader marks a deleted record of a continuing resource.
const deletedLeader = "00000das a2200000 a 4500"

// header returns the deletion stated by the harvest header at the start of the window,
// or nil if the record is not deleted. The start tag ends at tagEnd.
func (s *xmlSource) header(tagEnd int) *Deletion {
	if !bytes.Contains(s.w.data()[:tagEnd], []byte("deleted")) {
		return nil
	}
	for end := tagEnd; ; {
		m, found, err := s.nextMarkup(end)
		if err != nil || !found {
			return nil
		}
		end = m.end
		if m.is("header") && m.closing {
			return deletedHeader(s.w.data()[:end])
		}
	}
}

// deletedHeader returns the deletion stated by a harvest header with the status
// "deleted" (OAI-PMH 2.0, section 2.5.1), if b is a header or a record element without
// MARC fields; otherwise nil.
func deletedHeader(b []byte) *Deletion {
	if !bytes.Contains(b, []byte("deleted")) || bytes.Contains(b, []byte("field ")) {
		return nil
	}
	var d *Deletion
	var text *string
	for dec := xml.NewDecoder(bytes.NewReader(b)); ; {
		tok, err := dec.RawToken()
		if err != nil {
			return d
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "header" && strings.EqualFold(strings.TrimSpace(attr(t, "status")), "deleted"):
				d = &Deletion{}
			case d != nil && t.Name.Local == "identifier":
				text = &d.Identifier
			case d != nil && t.Name.Local == "datestamp":
				text = &d.Datestamp
			}
		case xml.CharData:
			if text != nil {
				*text += strings.TrimSpace(string(t))
			}
		case xml.EndElement:
			if t.Name.Local == "header" {
				return d
			}
			text = nil
		}
	}
}
