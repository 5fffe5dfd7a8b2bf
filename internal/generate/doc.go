// Package generate writes synthetic registers: streams of MARC 21 records of
// serials that do not exist, in the proportions of the ISSN Register at the end
// of 2025, for tests and measurements at full scale.
//
// A register is a pure function of its [Options]: the same options give the
// same bytes on every machine, since chance is integers all the way down. It is
// a stream; nothing grows with the number of records.
//
// Records come in families: a title with its changes over time, each in one or
// several media, and beside them supplements, other editions, subseries and
// cancelled duplicates. A family is planned as a whole and written record by
// record, so that its members name each other: media of a title share an ISSN-L
// and are linked by field 776, the titles of a history share an ISSN-H (field
// 023) and are linked by 780 and 785, and so on. A sample of a few thousand
// serials written before is kept for links between families.
//
// The ISSN of record number n is (n*a + b) mod 9,999,999 + 1, for an a coprime to
// 9,999,999. So ISSNs are scattered and never collide, the ISSN of a member is known
// before the member is made, and the numbers past the end are in no record.
//
// [Register.OnFamily] reports what other systems may know of a family, based on its
// records once they are written.
//
// A few percent of the records carry errors found in real files; each class is a
// [Defect] with its rate. [Register.Counts] returns the numbers written.
package generate
