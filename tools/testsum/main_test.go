package main

import (
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	const passes = `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}
{"Action":"pass","Package":"p","Elapsed":0.1}
`
	const skips = `{"Action":"output","Package":"p","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: the suites are not here: no such file\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
`
	const fails = `{"Action":"output","Package":"q","Test":"TestC","Output":"    c_test.go:9: got 1, want 2\n"}
{"Action":"fail","Package":"q","Test":"TestC"}
{"Action":"fail","Package":"q"}
`
	const dies = `{"Action":"output","Package":"r","Test":"TestD","Output":"panic: no\n"}
{"Action":"output","Package":"r","Output":"exit status 2\n"}
{"Action":"fail","Package":"r"}
`
	for name, tc := range map[string]struct {
		in, deny string
		code     int
		want     []string // lines of the output
	}{
		"all pass":           {in: passes, want: []string{"1 passed, 0 failed, 0 skipped"}},
		"skip with a reason": {in: passes + skips, want: []string{"skip  p TestB: the suites are not here: no such file", "1 passed, 0 failed, 1 skipped"}},
		"skip that is denied": {
			in: passes + skips, deny: "not here", code: 1,
			want: []string{"FAIL  p TestB was skipped for want of what is expected to be here"},
		},
		"failure": {in: passes + fails, code: 1, want: []string{"FAIL  q TestC", "    c_test.go:9: got 1, want 2", "1 passed, 1 failed, 0 skipped"}},
		"process that dies": {
			in: passes + dies, code: 1,
			want: []string{"FAIL  r", "exit status 2", "FAIL  r TestD did not end", "panic: no", "1 passed, 1 failed, 0 skipped"},
		},
		"build failure": {
			in:   `{"ImportPath":"s","Action":"build-output","Output":"s.go:1: syntax error\n"}` + "\n" + `{"Action":"fail","Package":"s"}` + "\n",
			code: 1, want: []string{"s.go:1: syntax error", "FAIL  s", "0 passed, 1 failed, 0 skipped"},
		},
		"nothing ran": {code: 1, want: []string{"no test ran", "0 passed, 0 failed, 0 skipped"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			code, err := run(strings.NewReader(tc.in), &out, tc.deny, false)
			if err != nil || code != tc.code {
				t.Errorf("code %d, error %v; want %d", code, err, tc.code)
			}
			lines := strings.Split(out.String(), "\n")
			for _, want := range tc.want {
				found := false
				for _, line := range lines {
					found = found || line == want
				}
				if !found {
					t.Errorf("no line %q in\n%s", want, out.String())
				}
			}
		})
	}
}
