package links

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
)

// xmlFormat is a format of XML files in which one element is a record.
type xmlFormat struct {
	label   string
	need    []string // what the start of the file must hold
	element string   // local name of the records
	// fill decodes the element that starts. An error rejects the record; the file
	// is read on if the XML itself is right.
	fill func(d *xml.Decoder, start xml.StartElement, row *Row) error
}

func (f *xmlFormat) name() string { return f.label }

func (f *xmlFormat) sniff(_ string, head []byte) bool {
	if !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<")) {
		return false
	}
	for _, word := range f.need {
		if !bytes.Contains(head, []byte(word)) {
			return false
		}
	}
	return true
}

// read yields a row for each record.
func (f *xmlFormat) read(ctx context.Context, in *input, emit func(*Row) error) error {
	d := xml.NewDecoder(in.r)
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
		if !ok || start.Name.Local != f.element {
			continue
		}
		line, _ := d.InputPos()
		in.row.start(int64(line))
		failed := f.fill(d, start, &in.row)
		if failed != nil {
			in.row.reject(RejectSyntax, failed.Error())
		}
		if err := emit(&in.row); err != nil {
			return err
		}
		if _, broken := errors.AsType[*xml.SyntaxError](failed); broken {
			return errors.Join(ErrSyntax, failed)
		}
		if in.row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
