package generate

// Codes of field 008: types of continuing resources and frequencies, each as
// often as it is drawn.
var (
	kinds       = []byte("pppppppppmmmmnn  jgst")
	frequencies = []byte("aaaaaqqqqmmmwwbfft  dgeuzk")
)

// otherLanguages are the languages of serials that are not in the main language
// of their country, the frequent ones more than once.
var otherLanguages = []string{"eng", "eng", "eng", "fre", "fre", "ger", "ger", "spa", "ara", "chi", "rus", "ita", "por", "lat", "dut", "tur", "pol", "hin", "wel", "cat", "baq", "per", "heb", "gle"}

// Types of resources on the web: none, then from Journal on. Of the resources
// some are only online, 40 percent as [onlineOnly] says; blogs and repositories
// always are.
var (
	singleResources = newChooser(138_800, 21_487, 3_508, 400, 232, 341)
	pairedResources = newChooser(208_200, 38_004, 0, 600, 348, 0)
)

// kindOf returns 008/21 of a resource, or kind if it is none.
func kindOf(t Resource, kind byte) byte {
	switch t {
	case Journal, Proceedings:
		return 'j'
	case Blog:
		return 'h'
	case Series:
		return 'm'
	case Repository:
		return 'r'
	case NoResource, resourceCount:
	}
	return kind
}

// change is how one title comes from another: the second indicators of 780 in
// the new record and of 785 in the old one. A change with a partner involves a
// serial of another family.
type change struct {
	from, to byte
	partner  bool
}

var (
	changes       = [...]change{{'0', '0', false}, {'1', '1', false}, {'2', '2', false}, {'4', '7', true}, {'5', '4', false}, {'7', '6', false}, {'6', '5', false}, {'3', '3', false}}
	changeChooser = newChooser(78, 4, 3, 6, 3, 3, 2, 1)
)

// withCluster is the share of titles whose ISSN-L stands in field 023, too.
const withCluster = 0.25

// class is a subject with its numbers in the Universal Decimal Classification and
// its address in the UDC Summary, where it is known.
type class struct {
	udc, label, address string
	ddc                 int // Dewey hundred
	parent              int // position in classes, or -1
}

// classes are subjects, the frequent ones first.
var classes = []class{
	{"6", "APPLIED SCIENCES. MEDICINE. TECHNOLOGY", "http://udcdata.info/037275", 600, -1},
	{"3", "SOCIAL SCIENCES", "", 300, -1},
	{"5", "MATHEMATICS. NATURAL SCIENCES", "http://udcdata.info/025403", 500, -1},
	{"62", "Engineering. Technology in general", "http://udcdata.info/040488", 620, 0},
	{"61", "Medical sciences", "", 610, 0},
	{"34", "Law. Jurisprudence", "", 340, 1},
	{"9", "GEOGRAPHY. BIOGRAPHY. HISTORY", "", 900, -1},
	{"33", "Economics. Economic science", "", 330, 1},
	{"7", "THE ARTS. RECREATION. ENTERTAINMENT. SPORT", "", 700, -1},
	{"2", "RELIGION. THEOLOGY", "", 200, -1},
	{"8", "LANGUAGE. LINGUISTICS. LITERATURE", "", 800, -1},
	{"37", "Education", "", 370, 1},
	{"0", "SCIENCE AND KNOWLEDGE. ORGANIZATION. COMPUTER SCIENCE", "", 0, -1},
	{"63", "Agriculture and related sciences and techniques", "", 630, 0},
	{"621", "Mechanical engineering in general. Electrical engineering", "http://udcdata.info/041674", 621, 3},
	{"1", "PHILOSOPHY. PSYCHOLOGY", "", 100, -1},
	{"54", "Chemistry. Crystallography. Mineralogy", "", 540, 2},
	{"53", "Physics", "", 530, 2},
	{"57", "Biological sciences in general", "", 570, 2},
	{"94", "General history", "", 940, 6},
}

// languages draws the language of the family, and perhaps a second one.
func (g *Register) languages(r *rng) (main, second string) {
	main = g.family.country.language
	switch {
	case r.chance(0.09):
		main = pick(r, otherLanguages)
	case main != "eng" && r.chance(0.08):
		main = "eng"
	}
	if r.chance(0.1) {
		second = "eng"
		if main == "eng" {
			second = pick(r, otherLanguages)
		}
		if second == main {
			second = ""
		}
	}
	return main, second
}

// settle draws who publishes the work, and where.
func (g *Register) settle(r *rng, w *work) {
	c := g.family.country
	w.city = c.cities[r.zipf(len(c.cities))]
	if r.chance(withBody) {
		w.body = g.body(r, c)
	}
	for n := publisherCounts.draw(r) + 1; n > 0; n-- {
		if w.body.name != "" && r.chance(0.5) {
			w.publishers = append(w.publishers, w.body)
		} else {
			w.publishers = append(w.publishers, g.publisher(r, c))
		}
	}
}

// withBody is the share of histories that have an issuing body.
const withBody = 0.55

// publisherCounts are the weights of one, two and three publishers in a row.
var publisherCounts = newChooser(86, 10, 4)

// name makes the key title: the title with its part. Generic titles, and some
// others, are qualified by the place.
func (g *Register) name(r *rng, w *work) {
	b := g.text.buf[:0]
	b = append(b, w.title.latin...)
	for i, part := range w.part {
		switch {
		case part == "":
			continue
		case i == 1 && w.part[0] != "":
			b = append(b, ", "...)
		default:
			b = append(b, ". "...)
		}
		b = append(b, part...)
	}
	g.text.buf = b
	w.key, w.qualifier = string(b), ""
	if len(w.title.latin) < 24 || r.chance(0.15) {
		w.qualifier = w.city
	}
}
