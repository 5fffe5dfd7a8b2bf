package limits

import (
	"math"
	"slices"
	"sync"
	"time"
)

// The resources that a client has a budget of, by the minute.
const (
	resourceSeconds  = 0 // that its queries and reports cost
	resourceErrors   = 1 // of its queries
	resourceRequests = 2 // for documents and reports
	resourceGuesses  = 3 // at the operator's token
	resources        = 4
)

// resourceNames are their names in the header fields.
var resourceNames = [resources]string{"seconds", "errors", "requests", "guesses"}

// needed is what must be left for a request: the whole of what it may spend, or of
// seconds anything.
var needed = [resources]float64{resourceErrors: 1, resourceRequests: 1, resourceGuesses: 1}

const (
	budgetWindow = time.Minute
	// maxDebt is how many budgets a client may be in debt: what a query takes is
	// known at its end.
	maxDebt = 5
	// maxAccounts bounds the clients that are remembered.
	maxAccounts = 1 << 16
)

// budgets keeps the accounts of clients. An account fills steadily, up to the
// budget of a minute. Its methods may be called concurrently.
type budgets struct {
	limits [resources]float64 // a minute; 0: no limit
	now    func() time.Time

	mu       sync.Mutex // guards what follows
	accounts map[string]*account
}

// account is what a client has left.
type account struct {
	left [resources]float64
	at   time.Time // when left was so
}

func newBudgets(limits [resources]float64, now func() time.Time) *budgets {
	return &budgets{limits: limits, now: now, accounts: map[string]*account{}}
}

// bound reports whether any of the resources is limited.
func (b *budgets) bound(needs []int) bool {
	return slices.ContainsFunc(needs, func(i int) bool { return b.limits[i] > 0 })
}

// getLocked returns the account, filled to this moment.
func (b *budgets) getLocked(client string) *account {
	now := b.now()
	a := b.accounts[client]
	if a == nil {
		if len(b.accounts) >= maxAccounts {
			b.sweepLocked(now)
		}
		a = &account{at: now, left: b.limits}
		b.accounts[client] = a
	}
	share := now.Sub(a.at).Seconds() / budgetWindow.Seconds()
	for i, limit := range b.limits {
		a.left[i] = math.Min(limit, a.left[i]+limit*share)
	}
	a.at = now
	return a
}

// sweepLocked forgets accounts that are full by now, or half of all if that is not
// enough.
func (b *budgets) sweepLocked(now time.Time) {
	for name, a := range b.accounts {
		if now.Sub(a.at) > (maxDebt+1)*budgetWindow {
			delete(b.accounts, name)
		}
	}
	for name := range b.accounts {
		if len(b.accounts) <= maxAccounts/2 {
			return
		}
		delete(b.accounts, name)
	}
}

// standing is what a client has left of a resource, in whole units, and for how
// long it has to wait where nothing is left.
type standing struct {
	left  [resources]int
	reset [resources]int // seconds until the account is full
	spent int            // resource of which nothing is left, or -1
	wait  int            // seconds until there is some again
}

// standing looks at the account of a request that needs the resources.
func (b *budgets) standing(client string, needs ...int) standing {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := standing{spent: -1}
	a := b.getLocked(client)
	for _, i := range needs {
		limit := b.limits[i]
		if limit == 0 {
			continue
		}
		rate := limit / budgetWindow.Seconds()
		s.left[i] = int(math.Max(0, math.Floor(a.left[i])))
		s.reset[i] = int(math.Ceil((limit - a.left[i]) / rate))
		if need := needed[i]; a.left[i] < need-1e-9 || a.left[i] <= 0 {
			s.spent, s.wait = i, max(s.wait, 1, int(math.Ceil((1-a.left[i])/rate)))
		}
	}
	return s
}

// spend takes from an account.
func (b *budgets) spend(client string, resource int, amount float64) {
	if b.limits[resource] == 0 || amount <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.getLocked(client)
	a.left[resource] = math.Max(-maxDebt*b.limits[resource], a.left[resource]-amount)
}
