// Package report is the form that all reports have: a name, a help text, parameters,
// formats, and a function that answers a [Question] from a [State].
//
// The command line makes a command of each [Report]: `issn-ld report NAME`, or
// `issn-ld export NAME` for those with a row for each record. The server gives each
// report with an OfSerial the address /NAME/ISSN/{issn}. Neither knows any report by
// name. To add one:
//
//  1. Write a package under reports that exports Entry, a function which returns its
//     [Report]. It reads through the State of the question and nothing else, so that
//     it shows what its reader may see: register.Views and register.Columns for
//     records, held.Quads for links, the engine for SPARQL.
//  2. Add the function to the list of reports.All.
//  3. Add its row to ARCHITECTURE.md; `go test ./internal/layers` prints it.
package report
