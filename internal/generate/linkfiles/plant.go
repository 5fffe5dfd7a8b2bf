package linkfiles

import (
	"strconv"

	"github.com/issn-ld/issn-ld/issn"
)

// Kinds of discrepancies, named as in reports.
const (
	unknownISSN     = "unknown-issn"
	wrongCheckDigit = "wrong-check-digit"
	malformedISSN   = "malformed-issn"
	cancelledISSN   = "cancelled-issn"
	incorrectISSN   = "incorrect-issn"
	suppressedISSN  = "suppressed-issn"
	linkingDiffers  = "issn-l-differs"
	oneForSeveral   = "item-for-several-issn-l"
	severalForOne   = "several-items-for-issn-l"
	titleDiffers    = "title-differs"
	samePrintOnline = "same-issn-print-online"
	openContradicts = "open-access-contradicts"
	keptContradicts = "preservation-contradicts"
	datesContradict = "dates-contradict"
)

// withdrawnContradicts is an open-access claim that contradicts the other way round:
// another source says DOAJ lists a journal that DOAJ withdrew.
const withdrawnContradicts = openContradicts + " (DOAJ)"

// plantKinds lists the kinds planted in each source. Kinds that suit few serials come
// first.
var plantKinds = [sourceCount][]string{
	issnL:    {cancelledISSN, suppressedISSN, linkingDiffers, unknownISSN, wrongCheckDigit, malformedISSN},
	wikidata: {cancelledISSN, incorrectISSN, suppressedISSN, linkingDiffers, oneForSeveral, datesContradict, severalForOne, titleDiffers, unknownISSN, wrongCheckDigit, malformedISSN},
	openAlex: {withdrawnContradicts, openContradicts, cancelledISSN, incorrectISSN, linkingDiffers, oneForSeveral, severalForOne, titleDiffers, unknownISSN, wrongCheckDigit},
	road:     {cancelledISSN, linkingDiffers, titleDiffers, unknownISSN, wrongCheckDigit},
	doaj:     {severalForOne, oneForSeveral, keptContradicts, samePrintOnline, titleDiffers, unknownISSN, malformedISSN},
	crossref: {cancelledISSN, incorrectISSN, severalForOne, samePrintOnline, titleDiffers, unknownISSN, wrongCheckDigit},
	zdb:      {cancelledISSN, titleDiffers, unknownISSN, wrongCheckDigit},
	sudoc:    {incorrectISSN, cancelledISSN, suppressedISSN, unknownISSN, wrongCheckDigit, malformedISSN},
	transfer: {samePrintOnline, titleDiffers, unknownISSN},
	clockss:  {datesContradict, samePrintOnline, wrongCheckDigit},
	lockss:   {cancelledISSN, titleDiffers, unknownISSN},
	portico:  {linkingDiffers, titleDiffers},
	kb:       {malformedISSN},
	registry: {unknownISSN, titleDiffers},
}

// Plants are spread over the register: each source gets one of each kind per this many
// records, and at least leastPlants.
const (
	recordsForPlant = 20_000
	leastPlants     = 3
)

// plant is a kind of discrepancy in a source.
type plant struct {
	kind    string
	planted int64
}

// due returns the kind to be planted in the source's row for the serial, or "". The
// caller must plant it.
func (s *Set) due(src source, x *serial) string {
	if x.loose {
		return ""
	}
	wanted := max(leastPlants, s.opt.Records/recordsForPlant)
	for i := range s.plants[src] {
		p := &s.plants[src][i]
		if p.planted < wanted && s.records >= p.planted*s.opt.Records/wanted && s.fit(src, p.kind, x) {
			p.planted++
			return p.kind
		}
	}
	return ""
}

// fit reports whether a discrepancy of the kind, and no other, can be planted at
// the serial.
func (s *Set) fit(src source, kind string, x *serial) bool {
	switch kind {
	case unknownISSN, wrongCheckDigit:
		return src != road || !x.contrary // there the ISSN-L is the last resort
	case cancelledISSN:
		return x.cancelled != 0 && (src != lockss || x.online != "")
	case incorrectISSN:
		return x.wrong != 0
	case suppressedISSN:
		return s.suppressed != 0
	case linkingDiffers:
		return x.stated && x.other() != "" && (src != road && src != portico || x.online != "")
	case oneForSeveral:
		return s.spare[src] != nil && (src == doaj) == (x.class == open)
	case severalForOne:
		return src != doaj || x.print != "" && x.online != ""
	case datesContradict:
		return x.dated && x.t.Start >= 1100
	case openContradicts:
		return x.class == open && x.online != "" && !s.isWithdrawn(x)
	case withdrawnContradicts:
		return s.isWithdrawn(x)
	case keptContradicts:
		return s.notHeld(x) >= 0
	}
	return true
}

// keepSpare keeps a serial unknown to the source, to be mixed up with another. It must
// not be in any list whose claims the mixture would contradict.
func (s *Set) keepSpare(src source, x *serial) {
	switch {
	case s.spare[src] != nil:
		return
	case src == doaj && (x.class != open || x.online == "" || s.in(openAlex, x) || s.isWithdrawn(x)):
		return
	case src != doaj && x.class == open:
		return
	}
	title := *x.t
	spare := *x
	spare.t = &title
	s.spare[src] = &spare
}

// takeSpare returns the spare serial, which is used up.
func (s *Set) takeSpare(src source) *serial {
	x := s.spare[src]
	s.spare[src] = nil
	return x
}

// note writes a line about a planted discrepancy. Row 0 is for discrepancies between
// sources, which have no place in a file.
func (s *Set) note(src source, kind, item, number string, f *file, row int64) {
	if kind == withdrawnContradicts {
		kind = openContradicts
	}
	s.counts[kind]++
	b := s.buf[:0]
	b = append(b, '{')
	b = appendMember(b, "kind", kind)
	b = appendMember(b, "source", sourceNames[src])
	if item != "" {
		b = appendMember(b, "item", item)
	}
	b = appendMember(b, "issn", number)
	if row > 0 {
		b = appendMember(b, "file", f.name)
		b = append(b, `,"row":`...)
		b = strconv.AppendInt(b, row, 10)
	}
	b = append(b, '}', '\n')
	s.buf = b
	s.planted.row(s.buf)
}

// badNumber returns the number concerned, for kinds that concern a single number, or
// "".
func (s *Set) badNumber(kind string, x *serial) string {
	switch kind {
	case unknownISSN:
		s.unknown++
		return s.opt.Register.Unknown(s.unknown - 1).String()
	case wrongCheckDigit:
		return spoiled(x.numbers[0])
	case malformedISSN:
		return x.numbers[0][:8]
	case cancelledISSN:
		return x.cancelled.String()
	case incorrectISSN:
		return x.wrong.String()
	case suppressedISSN:
		n := s.suppressed
		s.suppressed = 0
		return n.String()
	}
	return ""
}

// spoiled returns the number with a wrong check digit.
func spoiled(number string) string {
	b := []byte(number)
	n, err := strconv.ParseUint(number[:4]+number[5:8], 10, 32)
	if err != nil {
		return number
	}
	b[8] = '0'
	if issn.CheckDigit(uint32(n)) == '0' {
		b[8] = '1'
	}
	return string(b)
}

// strangeWords have pairs of letters that titles of the register do not have.
var strangeWords = []string{"quixotic", "zygote", "jujube", "wyvern", "xylophone", "vuvuzela", "zwieback", "yttrium", "kvass", "oxymoron", "fjord", "bijou"}

// strangeTitle returns a title that resembles no title of the register.
func (s *Set) strangeTitle(x *serial) string {
	i := s.below(drawWords, x.t.Number, len(strangeWords))
	k := (i + 1 + s.below(drawWords, -x.t.Number, len(strangeWords)-1)) % len(strangeWords)
	return "Zzyzx " + strangeWords[i] + " " + strangeWords[k] + " jyx"
}
