package limits

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql/pace"
)

// Hold answers requests of clients that have spent their budget by 429, and those
// for which there is no room by 503; next answers all others.
func (l *Limiter) Hold(k Kind, next http.HandlerFunc) http.HandlerFunc {
	return l.HoldBody(k, Body{}, next)
}

// HoldBody is Hold for requests with a body, which is read before there has to be room:
// a client that sends slowly takes nothing away from others.
func (l *Limiter) HoldBody(k Kind, b Body, next http.HandlerFunc) http.HandlerFunc {
	h := l.kinds[k]
	return func(w http.ResponseWriter, req *http.Request) {
		client := l.client(req)
		counted := l.budgets.bound(h.needs) && !l.exempt(req)
		if counted && !l.mayAsk(w, req, h, client) {
			return
		}
		if !l.receive(w, req, client, b) {
			return
		}
		r := &reader{ResponseWriter: w, client: client, now: l.now}
		if !h.lane.enter(req.Context(), r) {
			l.noRoom(w, req)
			return
		}
		defer h.lane.leave(r)
		if !counted {
			next(r, req)
			return
		}
		l.count(h, next, r, req)
	}
}

// mayAsk reports whether a client has something left of what the request needs. Where it
// has not, it answers the request.
func (l *Limiter) mayAsk(w http.ResponseWriter, req *http.Request, h *held, client string) bool {
	st := l.budgets.standing(client, h.needs...)
	if h.tells || st.spent >= 0 {
		l.tell(w, st, h.needs)
	}
	if st.spent >= 0 {
		l.overBudget(w, req, st)
		return false
	}
	return true
}

// count answers a request and takes it from the account of its client, at its end. What
// breaks off has failed, unless the client has gone.
func (l *Limiter) count(h *held, next http.HandlerFunc, r *reader, req *http.Request) {
	began, broken := time.Now(), true
	var account pace.Account
	if h.costs {
		req = req.WithContext(pace.WithAccount(req.Context(), &account))
		reply.CountWaits(r, &account)
	}
	defer func() {
		if h.costs {
			reply.CountWaits(r, nil)
			l.budgets.spend(r.client, resourceSeconds, account.Cost(time.Since(began)).Seconds())
		}
		if status, _ := reply.Sent(r); h.fails && req.Context().Err() == nil && (broken || failed(status)) {
			l.budgets.spend(r.client, resourceErrors, 1)
		}
		if !h.fails {
			l.budgets.spend(r.client, resourceRequests, 1)
		}
	}()
	next(r, req)
	broken = false
}

// failed reports whether a status is that of a query that went wrong. That
// something is not there, or in no such form, is an answer.
func failed(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusNotAcceptable, http.StatusPreconditionFailed:
		return false
	}
	return status >= http.StatusBadRequest
}

// tell sets the header fields of the IETF's draft on rate limits.
func (l *Limiter) tell(w http.ResponseWriter, st standing, needs []int) {
	var policy, now []string
	for _, i := range needs {
		if limit := l.budgets.limits[i]; limit > 0 {
			policy = append(policy, fmt.Sprintf("%q;q=%.0f;w=%.0f", resourceNames[i], limit, budgetWindow.Seconds()))
			now = append(now, fmt.Sprintf("%q;r=%d;t=%d", resourceNames[i], st.left[i], st.reset[i]))
		}
	}
	if len(policy) > 0 {
		h := w.Header()
		h.Set("RateLimit-Policy", strings.Join(policy, ", "))
		h.Set("RateLimit", strings.Join(now, ", "))
	}
}

// overBudget answers a client that has spent what it may.
func (l *Limiter) overBudget(w http.ResponseWriter, req *http.Request, st standing) {
	w.Header().Set("Retry-After", strconv.Itoa(st.wait))
	what := map[int]string{
		resourceSeconds:  "Your queries have cost %.0f seconds within a minute",
		resourceErrors:   "%.0f of your queries have failed within a minute",
		resourceRequests: "You have asked for %.0f documents within a minute",
	}[st.spent]
	l.fail(w, req, reply.Problem{
		Type: reply.ProblemRateLimit, Status: http.StatusTooManyRequests, Title: "Too much within a minute",
		Detail: fmt.Sprintf(what+", which is what one client may. Go on in %d seconds; for all of the data there are dumps.", l.budgets.limits[st.spent], st.wait),
	})
}

// noRoom answers where too many requests are being answered.
func (l *Limiter) noRoom(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Retry-After", "5")
	l.fail(w, req, reply.Problem{
		Type: reply.ProblemBusy, Status: http.StatusServiceUnavailable, Title: "The server is busy",
		Detail: "As many requests as the server answers at once are under way. Try again in a few seconds.",
	})
}
