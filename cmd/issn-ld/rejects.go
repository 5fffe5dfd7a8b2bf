package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/mapping"
)

// maxLines bounds the rejects and warnings printed one by one.
const maxLines = 20

// reject writes a rejected record to the reject file and reports why. A record replaced
// by a newer one is only reported: importing it again would be wrong.
func (im *importer) reject(in ingest.Incident[*marc.Record]) error {
	text := in.Err.Error()
	if in.Reason == ingest.ReasonDuplicate {
		n, _, _ := mapping.Key(in.Record)
		text = fmt.Sprintf("ISSN %s: another record of it is newer and is taken", n)
	}
	im.line("rejected", incidentPlace(in), text)
	if in.Reason == ingest.ReasonDuplicate || in.Reason == register.ReasonOlder {
		return nil
	}
	return im.rejects.Add(rawOf(in))
}

// rawOf returns the bytes of a record as read.
func rawOf(in ingest.Incident[*marc.Record]) []byte {
	if unreadable, ok := errors.AsType[*marc.RecordError](in.Err); ok {
		return unreadable.Raw
	}
	if in.Record != nil {
		return in.Record.Raw
	}
	return nil
}

func incidentPlace(in ingest.Incident[*marc.Record]) string {
	return fmt.Sprintf("%s: record %d", in.Input, in.Number)
}

// warn reports data that a record lost or had repaired.
func (im *importer) warn(in ingest.Incident[*marc.Record]) error {
	if im.flags.verbose {
		for _, w := range in.Warnings {
			im.line("warning", incidentPlace(in), w)
		}
	}
	return nil
}

// line prints a message about a record, up to a limit unless all are wanted.
func (im *importer) line(what, place, text string) {
	im.lines++
	if im.flags.quiet || im.lines > maxLines && !im.flags.verbose {
		return
	}
	if !strings.HasPrefix(text, place) {
		text = place + ": " + text
	}
	im.progress.note(what + ": " + text)
	if im.lines == maxLines && !im.flags.verbose {
		im.progress.note("more lines like these are left out; --verbose prints all")
	}
}
