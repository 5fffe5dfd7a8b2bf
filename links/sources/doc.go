// Package sources describes the systems that know serials, one file each: their names,
// graphs, licences, published layouts and the meaning of their columns.
//
// A [Source] says nothing about the register: it yields a [formats.Row] for each
// record and the linker does the rest. To add one:
//
//  1. Write a file here, named for the system, with a function that returns a
//     *system: its [Info] and its formats. The function that fills a row takes the
//     values out of the record, cleans nothing (the formats do), and calls
//     RejectFor or SkipFor on a row that it cannot use.
//  2. Add the function to the list in Sources.
//  3. Put a file, as the publisher writes it but invented, into the table of
//     TestSmallFormats with a link that it gives.
//
// docs/links.md lists the sources for users. Nothing else needs to know about a new
// one: commands, graphs, reports and the catalogue ask [Sources].
package sources
