// Package holdings reads what archives and catalogues say they hold of a serial:
// which years, volumes and issues a statement means.
//
// [ParseExtent] reads an extent in all forms that are known and never fails: what
// it does not understand is in Unread, and the text is kept as it was. [KBART]
// gives the columns of a title list (NISO RP-9) their meaning. Years are what a
// reader or an archive has, not what was published: a promise holds nothing, and an
// embargoed year is not there yet.
//
// The package knows no files, no serials and no RDF.
package holdings
