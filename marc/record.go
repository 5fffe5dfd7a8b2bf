package marc

// Format is the dialect of a record's tags.
type Format uint8

// The dialects.
const (
	MARC21  Format = 0
	UNIMARC Format = 1
)

// Record is a bibliographic record: a leader and fields in their order in the
// file. All text is valid UTF-8 in the normal form of the source.
type Record struct {
	Format Format
	Leader string // 24 bytes where the source has a whole leader
	Fields []Field
	Place  Place
	Raw    []byte // the record as it was read, for reject files; nil if not kept
	// Repairs lists repairs made while reading, in words for people.
	Repairs []string
	// Deletion is set for a record that a harvest (OAI-PMH) reports as deleted. Such a
	// record usually has no fields.
	Deletion *Deletion
}

// Deletion is the header of a deleted record in a harvest.
type Deletion struct {
	Identifier string // of the record in the repository, such as oai:example.org:1234-5679
	Datestamp  string // of the deletion: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ
}

// Place is the position of a record in its input.
type Place struct {
	File   string // name as given by the caller; "-" for standard input
	Number int    // from 1
	Offset int64  // of the first byte of the record in the decompressed input
}

// Field is a variable field: a control field (00X), which has a Value only, or
// a data field.
type Field struct {
	Tag        string
	Ind1, Ind2 byte // ' ' for blank; 0 in control fields
	Value      string
	Subfields  []Subfield
}

// Subfield is a subfield of a data field.
type Subfield struct {
	Code  byte
	Value string
}

// Control returns the value of the first control field with the tag.
func (r *Record) Control(tag string) string {
	for i := range r.Fields {
		if r.Fields[i].Tag == tag {
			return r.Fields[i].Value
		}
	}
	return ""
}

// All calls yield for each field with the tag, in order.
func (r *Record) All(tag string) func(yield func(*Field) bool) {
	return func(yield func(*Field) bool) {
		for i := range r.Fields {
			if r.Fields[i].Tag == tag && !yield(&r.Fields[i]) {
				return
			}
		}
	}
}

// First returns the value of the first subfield with the code, or "".
func (f *Field) First(code byte) string {
	for _, s := range f.Subfields {
		if s.Code == code {
			return s.Value
		}
	}
	return ""
}

// All calls yield for the value of each subfield with the code, in order.
func (f *Field) All(code byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range f.Subfields {
			if s.Code == code && !yield(s.Value) {
				return
			}
		}
	}
}
