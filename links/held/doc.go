// Package held is the register as the linker sees it: what a state of the store holds
// of serials, their numbers and titles, and of the organizations that records name. It
// is read once, column by column, and implements [links.Register], [links.Bodies] and [links.Histories].
//
// What a record is and which statuses count, package register says; this package says
// which of its statements help to match.
package held
