package reply

// Problem is a problem document (RFC 9457). Type is a path below /problems/
// that names the kind of error; the members after Instance are extensions.
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	Instance string `json:"instance,omitempty"`

	Line      int         `json:"line,omitempty"`      // of a syntax error, from 1
	Column    int         `json:"column,omitempty"`    // in characters, from 1
	Expected  string      `json:"expected,omitempty"`  // what the syntax allows there
	Available []string    `json:"available,omitempty"` // media types of a 406
	Nearest   []Candidate `json:"nearest,omitempty"`   // ISSNs held that resemble the one asked for
}

// Candidate is a resource that the client may have meant.
type Candidate struct {
	ISSN  string `json:"issn"`
	Title string `json:"title,omitempty"`
	Href  string `json:"href"`
}

// The kinds of problems.
const (
	ProblemNotFound      = "/problems/not-found"
	ProblemCheckDigit    = "/problems/issn-check-digit"
	ProblemReserved      = "/problems/issn-reserved"
	ProblemSuppressed    = "/problems/issn-suppressed"
	ProblemISSNCancelled = "/problems/issn-cancelled"
	ProblemWithdrawn     = "/problems/issn-withdrawn"
	ProblemNotAcceptable = "/problems/not-acceptable"
	ProblemMethod        = "/problems/method-not-allowed"
	ProblemSyntax        = "/problems/sparql-syntax"
	ProblemRequest       = "/problems/bad-request"
	ProblemTimeout       = "/problems/query-timeout"
	ProblemMemory        = "/problems/query-memory"
	ProblemRows          = "/problems/too-many-rows"
	ProblemCancelled     = "/problems/query-cancelled"
	ProblemUpdate        = "/problems/update-failed"
	ProblemRDFSyntax     = "/problems/rdf-syntax"
	ProblemPrecondition  = "/problems/precondition-failed"
	ProblemUnauthorized  = "/problems/unauthorized"
	ProblemMediaType     = "/problems/unsupported-media-type"
	ProblemTooLarge      = "/problems/request-too-large"
	ProblemForbidden     = "/problems/forbidden"
	ProblemInternal      = "/problems/internal"
	ProblemRateLimit     = "/problems/rate-limit"
	ProblemBusy          = "/problems/busy"
	ProblemService       = "/problems/service-failed"
	ProblemHeader        = "/problems/header-too-large"
	ProblemNoSpace       = "/problems/no-space"
)
