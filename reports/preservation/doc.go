// Package preservation shows which years of a serial were published, which are kept by
// which archives, which by three or more, and which by none.
//
// A [Report] has three levels, each wider than the one before: the ISSN, all ISSNs of
// its ISSN-L, and its whole history: the ISSN-Ls linked to it by succession (fields 780
// and 785), the ones linked to these, and so on, whichever of two records states the
// link.
//
// Years of publication are those of the record, from the first to the last or to
// the current one. Years that an archive holds are, in this order, those that the
// data name (issnprop:heldYear), those that the extent names as the archive writes
// it ([holdings.ParseExtent]), and all from the beginning to the end of the coverage.
// A holding that names no years at all, only volumes, is in no year; it is listed
// as undated.
//
// An archive keeps content that is preserved, being taken in ("In Progress") or opened
// to all ("Triggered"), as the Keepers Registry counts. Years that archives are only
// taking in are listed apart. Planned content is not kept.
package preservation
