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
