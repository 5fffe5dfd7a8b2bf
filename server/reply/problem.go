package reply

import "strings"

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
	ProblemSlow          = "/problems/request-timeout"
	ProblemRange         = "/problems/range-not-satisfiable"
	ProblemMisdirected   = "/problems/misdirected-request"
)

// Kind is a type of problem with when it is met.
type Kind struct {
	Type string `json:"type"` // path below /problems/
	When string `json:"description"`
}

// Name is the type without its path.
func (k Kind) Name() string { return strings.TrimPrefix(k.Type, "/problems/") }

// Kinds returns the types of problems, each of which the server answers for.
func Kinds() []Kind {
	return []Kind{
		{ProblemNotFound, "No such resource, graph, dump, query or page."},
		{ProblemCheckDigit, "The check digit of an ISSN is wrong; the right digit and the nearest ISSNs held are given."},
		{ProblemReserved, "A centre holds the ISSN for assignment; it identifies no serial yet."},
		{ProblemSuppressed, "The ISSN was assigned to something that is not a serial."},
		{ProblemISSNCancelled, "The ISSN was cancelled, and nothing can be told about it alone."},
		{ProblemWithdrawn, "The record of the ISSN was deleted from the register."},
		{ProblemNotAcceptable, "No such form or profile."},
		{ProblemMethod, "The address does not answer this method; Allow lists those that it does."},
		{ProblemSyntax, "A query or update does not parse."},
		{ProblemRequest, "The parameters or the body of the request make no sense; the detail says where."},
		{ProblemTimeout, "The query ran out of time."},
		{ProblemMemory, "The query ran out of memory."},
		{ProblemRows, "The result has more rows than --max-rows."},
		{ProblemCancelled, "The operator stopped the query."},
		{ProblemUpdate, "An update cannot be carried out, such as CREATE of a graph that exists."},
		{ProblemRDFSyntax, "A document for the graph store does not parse."},
		{ProblemPrecondition, "The condition of a write, If-Match or If-None-Match, does not hold."},
		{ProblemUnauthorized, "The request lacks the operator's token, or has another."},
		{ProblemMediaType, "The media type, charset or content coding of the body is not understood."},
		{ProblemTooLarge, "The body is longer than allowed, more than 1,000 identifiers, or the graph too large to replace or remove."},
		{ProblemForbidden, "There are no updates here."},
		{ProblemInternal, "An error of the server's own, which it logs; 503 while it shuts down."},
		{ProblemRateLimit, "The client's budget is spent, or too many wrong tokens came from its address; Retry-After says until when."},
		{ProblemBusy, "No room for another request; try again in a few seconds."},
		{ProblemService, "Another endpoint that a SERVICE names did not answer, or not with a table."},
		{ProblemHeader, "Address and header of the request have more than 64 KiB."},
		{ProblemNoSpace, "The disk has no room for an update or a write to the graph store: nothing was written; make room and send it again."},
		{ProblemSlow, "The body of the request did not come in time."},
		{ProblemRange, "The file does not have the range asked for; Content-Range has its length."},
		{ProblemMisdirected, "The address belongs to another server: this one is a proxy for its own resources alone."},
	}
}
