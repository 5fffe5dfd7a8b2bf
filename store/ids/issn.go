package ids

// The payload of a [KindISSNIRI] id, from the top: 2 bits space, 24 bits for
// the seven digits of the ISSN, 34 bits for the ordinal of the fragment, which
// is 0 for the IRI without one.
const (
	FragmentBits = 34
	ISSNBits     = 24
	// FragmentMask selects the ordinal of the fragment.
	FragmentMask ID = 1<<FragmentBits - 1
	// OpenFragment is set in ordinals of fragments whose text is in the
	// dictionary of the store. Without it, the ordinal says all.
	OpenFragment ID = 1 << (FragmentBits - 1)
)

// ISSN returns the space and the seven digits of the ISSN that id belongs to: the
// id of an ISSN IRI, or of a blank node of the description of one, which is of
// space 0. It is false for other ids.
func (id ID) ISSN() (space uint8, digits uint32, ok bool) {
	if k := id.Kind(); k != KindISSNIRI && k != KindISSNNode {
		return 0, 0, false
	}
	payload := id.Payload() >> FragmentBits
	return uint8(payload >> ISSNBits), uint32(payload & (1<<ISSNBits - 1)), true
}

// Nodes returns the range lo <= x < hi of the ids of the blank nodes of an ISSN
// resource, given its id or that of a part. It is empty for other ids.
func (id ID) Nodes() (lo, hi ID) {
	space, digits, ok := id.ISSN()
	if !ok || space != 0 {
		return 0, 0
	}
	lo = Make(KindISSNNode, uint64(digits)<<FragmentBits)
	return lo, lo + FragmentMask + 1
}

// Resource returns the range lo <= x < hi of the ids of an ISSN resource and
// all its #fragments, given any of them. It is empty for other ids.
func (id ID) Resource() (lo, hi ID) {
	if id.Kind() != KindISSNIRI {
		return 0, 0
	}
	lo = id &^ FragmentMask
	return lo, lo + FragmentMask + 1
}

// ZoneBits are the lower bits of the payload of dates, dateTimes and years that
// hold the time zone: 0 for none, else the offset in minutes + 841. The bits
// above them are the moment in UTC.
const ZoneBits = 11
