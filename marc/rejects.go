package marc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
)

// Rejects writes rejected records, byte for byte as read, to files that can be imported
// again: prefix.mrc for ISO 2709 and prefix.xml for MARCXML. A file is created with its
// first record.
type Rejects struct {
	prefix string
	mrc    rejectFile
	xml    rejectFile
	xmlOut *XMLWriter
}

type rejectFile struct {
	f *os.File
	w *bufio.Writer
}

// NewRejects returns a writer of files whose names start with the prefix.
func NewRejects(prefix string) *Rejects { return &Rejects{prefix: prefix} }

// Add writes the bytes of one record: Record.Raw or RecordError.Raw.
func (r *Rejects) Add(raw []byte) error {
	switch {
	case len(raw) == 0:
		return nil
	case bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("<")):
		if err := r.xml.open(r.prefix + ".xml"); err != nil {
			return err
		}
		if r.xmlOut == nil {
			r.xmlOut = NewXMLWriter(r.xml.w)
		}
		return r.xmlOut.WriteRaw(raw)
	}
	if err := r.mrc.open(r.prefix + ".mrc"); err != nil {
		return err
	}
	_, err := r.mrc.w.Write(raw)
	if err == nil && raw[len(raw)-1] != recordEnd {
		err = r.mrc.w.WriteByte(recordEnd)
	}
	return err
}

// Close finishes the files and returns the names of those written.
func (r *Rejects) Close() (names []string, err error) {
	if r.xmlOut != nil {
		err = r.xmlOut.Close()
	}
	for _, f := range []*rejectFile{&r.mrc, &r.xml} {
		if f.f != nil {
			names = append(names, f.f.Name())
			err = errors.Join(err, f.w.Flush(), f.f.Close())
		}
	}
	if err != nil {
		err = fmt.Errorf("marc: rejects: %w", err)
	}
	return names, err
}

func (f *rejectFile) open(name string) error {
	if f.f != nil {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("marc: rejects: %w", err)
	}
	f.f, f.w = file, bufio.NewWriter(file)
	return nil
}
