// Package preservation shows which years of a serial were published, which are kept by
// which archives, which by three or more, and which by none.
//
// A [Report] has three levels, each wider than the one before: the ISSN, all ISSNs of
// its ISSN-L, and its whole history: the ISSN-Ls linked to it by succession (fields 780
// and 785), the ones linked to these, and so on, whichever of two records states the
// link.
//
// The years of publication come from the record: from the first to the last or, if it
// is running, to the current one. The years that an archive holds are, in order of
// preference: the years in the data (issnprop:heldYear), the years in the extent as the
// archive writes it ([holdings.ParseExtent]), and all years from start to end of the
// coverage. A holding with no years at all, only volumes, counts for no year; it is
// listed as undated.
//
// An archive keeps content that is preserved, being taken in ("In Progress") or opened
// to all ("Triggered"), as the Keepers Registry counts. Years that archives are only
// taking in are listed apart. Planned content is not kept.
package preservation
