package expr

import "runtime/debug"

// GoroutinePanic is a panic of a goroutine that a query started, as the goroutine that
// waited for it goes on with it: the process survives, and whoever ends the query sees
// where it was.
type GoroutinePanic struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

// both runs two functions at the same time, the second in a goroutine of its own that
// has ended when both returns.
func both(here, there func()) {
	ended := make(chan *GoroutinePanic, 1)
	go func() {
		var p *GoroutinePanic
		defer func() {
			if v := recover(); v != nil {
				p = &GoroutinePanic{Value: v, Stack: debug.Stack()}
			}
			ended <- p
		}()
		there()
	}()
	waited := false
	defer func() {
		if !waited { // here panics, and there still uses what it may give back
			<-ended
		}
	}()
	here()
	waited = true
	if p := <-ended; p != nil {
		panic(p)
	}
}
