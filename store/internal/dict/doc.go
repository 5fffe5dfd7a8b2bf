// Package dict turns RDF terms into 64-bit ids and back.
//
// Terms with a short canonical form are inlined: their id says all ([Inline],
// and see "What comparing ids means" in package ids). All others are in the
// dictionary, a sorted list of keys in front-coded blocks, written by a
// [Builder] and read by a [Dict], or, if an update brought them since, in its
// [Delta]. Only the parts of ISSN resources with open text, such as
// #Publisher-Macmillan, are in between: the id holds the resource and the
// ordinal of the fragment, whose text the dictionary keeps once for all
// resources. Ordinals are never changed, so ISSN IRIs keep their ids for life.
// Blank nodes with labels such as 0028-0836-3 are inlined beside them.
//
// A key is a byte for the class, then the value. Keys compare as bytes:
//
//	1  blank node      label
//	2  IRI             IRI
//	3  literal         lexical form, 00, tail
//	4  triple term     three times: key, 00, 01
//	5  open fragment   text
//
// In literals and triple terms, a zero byte of the form or key is followed by
// ff. Tails: 1 xsd:string; 2, 3, 4 language tag (no direction, ltr, rtl);
// 5 datatype IRI; from 16 a known datatype. The id of a base term is its rank.
// So base ids follow the codepoint order of labels, IRIs and lexical forms, and
// the terms of a kind whose value has a prefix are one range of ids.
//
// Values in the store, by keys of a tag and a big-endian number of 4 bytes:
//
//	1  page       up to about 1,024 keys or 64 KiB, in blocks of 32
//	2  fragments  ordinals by place in key order, 4 bytes each; none if 0, 1, 2, ...
//	3  directory  per page: terms of the page before, length, separator
//	4  header     ranks at which the classes begin, pages, chunks, fragments
//
// All begin with a version byte and the CRC-32C of all after these 5 bytes.
// Numbers are little-endian or uvarints. A page goes on:
//
//	offset 5, 2 bytes   blocks
//	offset 7, 2 bytes   terms
//	offset 9            per block: position of its first term (2), offset of
//	                    the block from the end of this list (4)
//	then the blocks     length and key; for each key after it: bytes shared
//	                    with the key before, length of the rest, the rest
//
// The separator of a page is its first key cut after the byte that tells it
// from the key before. All directory chunks are in memory, some 40 bytes a page.
package dict
