package formats

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
)

// XML is a format of XML files in which one element is a record.
type XML struct {
	Label   string
	Need    []string // words that must occur at the start of the file
	Element string   // local name of the records
	// Fill decodes the element that starts here. An error rejects the record; reading
	// goes on if the XML itself is well formed.
	Fill func(d *xml.Decoder, start xml.StartElement, row *Row) error
}

// Name implements [Format].
func (f *XML) Name() string { return f.Label }

// Sniff looks for an element and the words that the format needs.
func (f *XML) Sniff(_ string, head []byte) bool {
	if !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<")) {
		return false
	}
	for _, word := range f.Need {
		if !bytes.Contains(head, []byte(word)) {
			return false
		}
	}
	return true
}

// Read yields a row for each record.
func (f *XML) Read(ctx context.Context, in *Input, emit func(*Row) error) error {
	d := xml.NewDecoder(in.Reader)
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.Join(ErrSyntax, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != f.Element {
			continue
		}
		line, _ := d.InputPos()
		in.Row.Begin(int64(line))
		failed := f.Fill(d, start, &in.Row)
		if failed != nil {
			in.Row.RejectFor(RejectSyntax, failed.Error())
		}
		if err := emit(&in.Row); err != nil {
			return err
		}
		if _, broken := errors.AsType[*xml.SyntaxError](failed); broken {
			return errors.Join(ErrSyntax, failed)
		}
		if in.Row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
