// Package holdings reads the holdings statements of archives and catalogues and works
// out which years, volumes and issues of a serial they mean.
//
// [ParseExtent] reads an extent in any known form and never fails: text that it does
// not understand goes to Unread, and the original is kept. [KBART] interprets the
// columns of a title list (NISO RP-9). Years are those that a reader or an archive has,
// not those that were published: a promise holds nothing, and an embargoed year is not
// there yet.
//
// The package knows nothing of files, serials or RDF.
package holdings
