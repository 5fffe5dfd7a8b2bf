// Package layers_test holds the project to its map: the table of packages in
// ARCHITECTURE.md, the size of folders and files, and the package comments.
package layers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everything, as the imports of a row, marks the wiring: it may import any row.
const everything = "everything"

// A row is a line of the table in ARCHITECTURE.md.
type row struct {
	pkg     string   // folder, relative to the module
	about   string   // what the package is
	imports []string // packages of this module; nil for none, or [everything]
}

func TestImportTable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parseTable(string(text))
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string][]string)
	for _, f := range folders(t) {
		used[f.path] = f.imports()
	}
	for _, fault := range checkTable(rows, used) {
		t.Error(fault)
	}
}

// parseTable finds the table whose head is "| package |" and reads its rows:
// the package, what it is, and what it imports, separated by spaces.
func parseTable(text string) ([]row, error) {
	var rows []row
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "| package |"):
			inside = true
			continue
		case !inside || strings.HasPrefix(line, "| --- |"):
			continue
		case !strings.HasPrefix(line, "|"):
			return rows, nil
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 3 {
			return nil, fmt.Errorf("ARCHITECTURE.md: a row of the table has %d cells, want 3: %s", len(cells), line)
		}
		r := row{pkg: strings.Trim(cells[0], " `"), about: strings.TrimSpace(cells[1])}
		if list := strings.TrimSpace(cells[2]); list != "nothing" {
			r.imports = strings.Fields(list)
		}
		rows = append(rows, r)
	}
	if rows == nil {
		return nil, fmt.Errorf("ARCHITECTURE.md has no table that begins with | package |")
	}
	return rows, nil
}

// checkTable compares the table with the imports that the packages of the
// module use, and says for each difference what to do.
func checkTable(rows []row, used map[string][]string) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	above := make(map[string]bool) // the packages of the rows so far
	for _, r := range rows {
		uses, exists := used[r.pkg]
		switch {
		case !exists:
			fault("%s has a row in ARCHITECTURE.md but no Go files: delete the row", r.pkg)
		case above[r.pkg]:
			fault("%s has two rows in ARCHITECTURE.md", r.pkg)
		case r.about == "":
			fault("%s: say in its row what it is", r.pkg)
		}
		above[r.pkg] = true
		if slices.Equal(r.imports, []string{everything}) {
			continue
		}
		for _, dep := range r.imports {
			if !above[dep] {
				fault("%s imports %s, which is not above it in the table: an arrow upwards, or a row in the wrong place", r.pkg, dep)
			}
			if exists && !slices.Contains(uses, dep) {
				fault("%s does not use its arrow to %s: take it out of the row", r.pkg, dep)
			}
		}
		for _, dep := range uses {
			if !slices.Contains(r.imports, dep) {
				fault("%s may not import %s: do without it, or decide for the arrow and write the row as\n| `%s` | %s | %s |", r.pkg, dep, r.pkg, r.about, strings.Join(uses, " "))
			}
		}
	}
	for pkg, uses := range used {
		if !above[pkg] {
			list := strings.Join(uses, " ")
			if list == "" {
				list = "nothing"
			}
			fault("%s has no row in ARCHITECTURE.md: add, below what it imports,\n| `%s` | what it is | %s |", pkg, pkg, list)
		}
	}
	slices.Sort(faults)
	return append(faults, roomCircles(used)...)
}

// roomCircles finds rooms (folders at the top, and in internal) that import one
// another.
func roomCircles(used map[string][]string) []string {
	room := func(pkg string) string {
		parts := strings.Split(pkg, "/")
		if parts[0] == "internal" && len(parts) > 1 {
			return strings.Join(parts[:2], "/")
		}
		return parts[0]
	}
	reach := make(map[string]map[string]bool)
	for pkg, uses := range used {
		from := room(pkg)
		if reach[from] == nil {
			reach[from] = make(map[string]bool)
		}
		for _, dep := range uses {
			if to := room(dep); to != from {
				reach[from][to] = true
			}
		}
	}
	for mid := range reach { // the transitive closure, by Warshall
		for from := range reach {
			if reach[from][mid] {
				for to := range reach[mid] {
					reach[from][to] = true
				}
			}
		}
	}
	var faults []string
	for from := range reach {
		if reach[from][from] {
			faults = append(faults, fmt.Sprintf("the room %s is on a circle of imports between rooms", from))
		}
	}
	slices.Sort(faults)
	return faults
}

func TestCheckTable(t *testing.T) {
	const head = "# Map\n\n| package | what it is | imports |\n| --- | --- | --- |\n"
	for name, tc := range map[string]struct {
		rows string
		used map[string][]string
		want []string
	}{
		"as it is": {
			rows: "| `a` | first | nothing |\n| `b` | second | a |\n| `cmd` | wiring | everything |\n",
			used: map[string][]string{"a": nil, "b": {"a"}, "cmd": {"a"}},
		},
		"arrow that the table lacks": {
			rows: "| `a` | first | nothing |\n| `b` | second | nothing |\n",
			used: map[string][]string{"a": nil, "b": {"a"}},
			want: []string{"b may not import a: do without it, or decide for the arrow and write the row as\n| `b` | second | a |"},
		},
		"arrow that nobody uses": {
			rows: "| `a` | first | nothing |\n| `b` | second | a |\n",
			used: map[string][]string{"a": nil, "b": nil},
			want: []string{"b does not use its arrow to a: take it out of the row"},
		},
		"arrow upwards": {
			rows: "| `b` | second | a |\n| `a` | first | nothing |\n",
			used: map[string][]string{"a": nil, "b": {"a"}},
			want: []string{"b imports a, which is not above it in the table: an arrow upwards, or a row in the wrong place"},
		},
		"package without a row": {
			rows: "| `a` | first | nothing |\n",
			used: map[string][]string{"a": nil, "b": {"a"}},
			want: []string{"b has no row in ARCHITECTURE.md: add, below what it imports,\n| `b` | what it is | a |"},
		},
		"row without a package": {
			rows: "| `a` | first | nothing |\n| `b` | second | nothing |\n",
			used: map[string][]string{"a": nil},
			want: []string{"b has a row in ARCHITECTURE.md but no Go files: delete the row"},
		},
		"row that says nothing": {
			rows: "| `a` | | nothing |\n",
			used: map[string][]string{"a": nil},
			want: []string{"a: say in its row what it is"},
		},
		"rooms in a circle": {
			rows: "| `a` | first | nothing |\n| `b` | second | a |\n| `a/x` | third | b |\n",
			used: map[string][]string{"a": nil, "b": {"a"}, "a/x": {"b"}},
			want: []string{"the room a is on a circle of imports between rooms", "the room b is on a circle of imports between rooms"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := parseTable(head + tc.rows + "\nText.\n")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, checkTable(rows, tc.used)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseTableRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no table":      "# Map\n\nText.\n",
		"a cell is off": "| package | what it is | imports |\n| --- | --- | --- |\n| `a` | nothing |\n",
	} {
		t.Run(name, func(t *testing.T) {
			if rows, err := parseTable(text); err == nil {
				t.Errorf("parseTable gives %v, want an error", rows)
			}
		})
	}
}
