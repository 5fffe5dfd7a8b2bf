// Package block encodes runs of permuted quads as compressed columns.
//
// A block holds 1 to [MaxRows] distinct rows, sorted, in the column order of
// one [ids.Perm]; quads that differ only in the graph never straddle two
// blocks. Little-endian layout:
//
//	offset 0, 1 byte     version, 2; version 1 has no split groups
//	offset 1, 4 bytes    rows
//	offset 5, 4 bytes    CRC-32C of all other bytes of the block
//	offset 9, 16 bytes   payload bytes of the 4 columns
//	offset 25            the payloads of the 4 columns
//
// A column maps its values to codes, in an order-preserving way: up to 256
// frames, each with a base; the code of a value is the number of its frame,
// shifted left by the offset width, plus the distance of the value from the
// base of the frame. Offset width 0 makes the frames a sorted dictionary of
// the values; one frame makes them a frame of reference; frames in between
// bridge the gaps between the kinds of ids. Payload of a column:
//
//	1 byte               frames less 1
//	1 byte               offset width W, 0 to 64
//	uvarint              base of the first frame
//	uvarint each         bases of the others, less the base before
//	4 bytes each group   offset of the group behind the directory
//	bytes                the groups
//	8 bytes              0, so that a kernel may read words past the end
//
// A constant column, one frame with W = 0, ends behind its base. A group
// holds the codes of [GroupRows] rows, the last one of the rest:
//
//	1 byte               mode: 0 packed, 1 delta, 2 runs, 3 split
//	packed and delta:
//	1 byte               bits of a value, 0 to 57 or 64
//	1 byte               shift: zero bits stripped from all values
//	uvarint              base: the least code, or the first one for delta
//	uvarint              delta only: least difference, zigzag
//	bytes                values, packed from the low bit up, to a multiple of 8 values
//	runs:
//	1 byte               runs less 1
//	1 byte each          rows of the run, less 1
//	group                packed, delta or split, one code per run
//	split:
//	1 byte               parts less 1, 1 to 15
//	for each part        bits (0 to 57) and shift, 1 byte each; uvarint: its
//	                     base, less that of the part before
//	bytes                the part of each row, packed in as few bits as tell
//	                     the parts apart, to a multiple of 8 rows
//	bytes                values from the low bit up, each in the bits of its part
//
// The code of packed value x is base + x<<shift; delta sums least difference +
// x<<shift over the rows, beginning at the base with x = 0. All sums wrap, so
// that every sequence of codes has every encoding and the shortest one is kept.
//
// A lookup decodes one group of one column. A column that no one asks for
// costs nothing. Decoding trusts no byte: it ends in [ErrCorrupt] or in ids.
package block

import "errors"

// Version is the version of the block layout that is written, the first byte of
// each block. Earlier ones are read too.
const Version = 2

// GroupRows is the number of rows in a group, the unit of decoding.
const GroupRows = 128

// MaxRows is the largest number of rows in a block.
const MaxRows = 1 << 24

// TargetRows is the number of rows at which a builder ends a block by default.
const TargetRows = 16384

// ErrCorrupt marks bytes that do not decode. Test for it with [errors.Is].
var ErrCorrupt = errors.New("corrupt block")
