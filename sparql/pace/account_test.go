package pace_test

import (
	"context"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

func TestAccount(t *testing.T) {
	var a pace.Account
	ctx := pace.WithAccount(t.Context(), &a)
	if pace.AccountOf(ctx) != &a || pace.AccountOf(context.Background()) != nil {
		t.Error("the account is not found, or one where there is none")
	}
	if got := a.Cost(5 * time.Second); got != 5*time.Second {
		t.Errorf("without waits %v, want all of it", got)
	}
	a.Waited(3 * time.Second)
	if got := a.Cost(5 * time.Second); got != 2*time.Second {
		t.Errorf("with waits %v, want what is left", got)
	}
	a.Worked(time.Second)
	a.Waited(10 * time.Second)
	if got := a.Cost(5 * time.Second); got != time.Second {
		t.Errorf("with work beside it %v, want that", got)
	}
	pace.AccountOf(context.Background()).Waited(time.Second) // nobody counts
	pace.AccountOf(context.Background()).Worked(time.Second)
}
