package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Operator knows the operator of a server by the token. The zero value knows nobody.
type Operator struct {
	// Token is what an operator sends; with an empty one there is no operator.
	Token string
	// Refuse answers requests without the token.
	Refuse func(w http.ResponseWriter, req *http.Request, p reply.Problem)
	// Guard bounds the wrong tokens that come from an address.
	Guard Guard
}

// Guard counts wrong tokens.
type Guard interface {
	// GuessWait is the time in seconds for which tokens from where the request comes
	// from are not looked at; 0: they are.
	GuessWait(req *http.Request) int
	// Guessed notes a wrong one.
	Guessed(req *http.Request)
}

// verdict is what a token that came with a request is worth.
type verdict struct {
	operator bool
	wait     int // seconds until it is looked at; 0: it has been
}

// verdictKey is where the context of a request has its verdict.
type verdictKey struct{}

// Identify looks at the token of a request, once, before all that asks for it. Wrong ones
// count wherever they are sent: an address that shows too many is not told any more
// whether another is right.
func (o *Operator) Identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if token, shown := credentials(req); shown && o.Token != "" {
			req = req.WithContext(context.WithValue(req.Context(), verdictKey{}, o.judge(req, token)))
		}
		next.ServeHTTP(w, req)
	})
}

func (o *Operator) judge(req *http.Request, token string) verdict {
	if wait := o.Guard.GuessWait(req); wait > 0 {
		return verdict{wait: wait}
	}
	// Digests have one length, so the comparison does not tell how long the token is.
	given, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(o.Token))
	if subtle.ConstantTimeCompare(given[:], want[:]) == 1 {
		return verdict{operator: true}
	}
	o.Guard.Guessed(req)
	return verdict{}
}

// credentials returns what a request shows as the operator's token: a bearer token, or the
// password of Basic authentication (RFC 7617), whatever the name: that is what SPARQL
// clients send.
func credentials(req *http.Request) (token string, shown bool) {
	if _, password, ok := req.BasicAuth(); ok {
		return password, true
	}
	scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	return token, strings.EqualFold(scheme, "Bearer")
}

// Authorize reports whether the request carries the operator's token (RFC 6750
// section 2.1). Where it does not, it answers the request.
func (o *Operator) Authorize(w http.ResponseWriter, req *http.Request) bool {
	if o.Token == "" {
		o.Refuse(w, req, UpdatesOff("This endpoint answers queries only."))
		return false
	}
	v, _ := req.Context().Value(verdictKey{}).(verdict)
	if v.operator {
		return true
	}
	if v.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(v.wait))
		o.Refuse(w, req, reply.Problem{
			Type: reply.ProblemRateLimit, Status: http.StatusTooManyRequests, Title: "Too many wrong tokens",
			Detail: fmt.Sprintf("Several wrong tokens have come from this address; the next is looked at in %d seconds.", v.wait),
		})
		return false
	}
	p := reply.Problem{
		Type: reply.ProblemUnauthorized, Status: http.StatusUnauthorized,
		Detail: "This needs the operator's token: in the header Authorization: Bearer TOKEN, or as the password of Basic authentication.",
	}
	challenge := `Bearer realm="operator"`
	switch scheme, _, _ := strings.Cut(req.Header.Get("Authorization"), " "); strings.ToLower(scheme) {
	case "bearer":
		challenge += `, error="invalid_token"`
		fallthrough
	case "basic":
		p.Detail = "The token is not the operator's."
	}
	w.Header().Add("WWW-Authenticate", challenge)
	w.Header().Add("WWW-Authenticate", `Basic realm="operator"`)
	o.Refuse(w, req, p)
	return false
}

// Is reports whether the request carries the operator's token, as [Operator.Identify] found.
func (o *Operator) Is(req *http.Request) bool {
	v, _ := req.Context().Value(verdictKey{}).(verdict)
	return v.operator
}

// UpdatesOff is the problem of a change where there are none.
func UpdatesOff(detail string) reply.Problem {
	return reply.Problem{Type: reply.ProblemForbidden, Status: http.StatusForbidden, Title: "Updates are off", Detail: detail}
}
