package limits

import (
	"math"
	"sync"
	"time"
)

// The resources that a client has a budget of, by the minute.
const (
	resourceSeconds  = 0 // that its queries take
	resourceErrors   = 1 // of its queries
	resourceRequests = 2 // for documents
	resources        = 3
)

// resourceNames are their names in the header fields.
var resourceNames = [resources]string{"seconds", "errors", "requests"}

// needed is what must be left for a request: the whole of what it may spend, or of
// seconds anything.
var needed = [resources]float64{resourceErrors: 1, resourceRequests: 1}

const (
	budgetWindow = time.Minute
	// maxDebt is how many budgets a client may be in debt: what a query takes is
	// known at its end.
	maxDebt = 5
	// maxAccounts bounds the clients that are remembered.
	maxAccounts = 1 << 16
	// addressShare is how many budgets the clients of one address have together.
	addressShare = 4
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

// off reports whether nothing is limited.
func (b *budgets) off() bool { return b.limits == [resources]float64{} }

// client names an account: that of a program at an address, or of the address
// itself, which is larger.
type client struct {
	name  string
	share float64
}

// getLocked returns the account, filled to this moment.
func (b *budgets) getLocked(c client) *account {
	now := b.now()
	a := b.accounts[c.name]
	if a == nil {
		if len(b.accounts) >= maxAccounts {
			b.sweepLocked(now)
		}
		a = &account{at: now}
		for i, limit := range b.limits {
			a.left[i] = limit * c.share
		}
		b.accounts[c.name] = a
	}
	share := now.Sub(a.at).Seconds() / budgetWindow.Seconds()
	for i, limit := range b.limits {
		a.left[i] = math.Min(limit*c.share, a.left[i]+limit*c.share*share)
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

// standing looks at the accounts of a request that needs the resources.
func (b *budgets) standing(clients []client, needs ...int) standing {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := standing{spent: -1}
	for n, c := range clients {
		a := b.getLocked(c)
		for _, i := range needs {
			limit := b.limits[i] * c.share
			if limit == 0 {
				continue
			}
			rate := limit / budgetWindow.Seconds()
			left := int(math.Max(0, math.Floor(a.left[i])))
			if n == 0 || left < s.left[i] {
				s.left[i], s.reset[i] = left, int(math.Ceil((limit-a.left[i])/rate))
			}
			if need := needed[i]; a.left[i] < need-1e-9 || a.left[i] <= 0 {
				s.spent, s.wait = i, max(s.wait, 1, int(math.Ceil((1-a.left[i])/rate)))
			}
		}
	}
	return s
}

// spend takes from the accounts.
func (b *budgets) spend(clients []client, resource int, amount float64) {
	if b.limits[resource] == 0 || amount <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range clients {
		a := b.getLocked(c)
		a.left[resource] = math.Max(-maxDebt*b.limits[resource]*c.share, a.left[resource]-amount)
	}
}
