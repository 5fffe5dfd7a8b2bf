// Package preservation tells which years of a serial were published, which are
// kept by which archives, which by three or more, and which by nobody.
//
// A [Report] says so at three levels, each wider than the one before: the ISSN, all
// ISSNs of its ISSN-L, and all that belong to its history: the ISSN-Ls that it is
// linked with by succession (fields 780 and 785), and those that these are linked
// with, whichever of the two records states the link.
//
// Years of publication are those of the record, from the first to the last or to
// the current one. Years that an archive holds are, in this order, those that the
// data name (issnprop:heldYear), those that the extent names as the archive writes
// it ([links.ParseExtent]), and all from the beginning to the end of the coverage.
// A holding that names no years at all, only volumes, is in no year; it is listed
// as undated.
//
// An archive keeps what is preserved, what it is taking in ("In Progress") and what
// it has opened to all ("Triggered"), as the Keepers Registry counts. Years that
// archives are only taking in are listed apart. What is planned is not kept.
package preservation
