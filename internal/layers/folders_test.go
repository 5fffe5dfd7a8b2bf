package layers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/issn-ld/issn-ld/"

	maxFiles = 24  // files of a folder that are not tests
	maxLines = 800 // lines of a file
)

// catalogues are folders that may hold more than maxFiles: many files of one
// kind, of which a reader needs one at a time.
var catalogues = map[string]string{
	"cmd/issn-ld": "commands",
	"sparql/exec": "operators",
	"sparql/expr": "functions",
}

// crowded are folders that are still to be split, with the files that they may
// hold until then. The list only shrinks.
var crowded = map[string]int{
	"sparql/plan": 27,
}

// A folder is a package of the module: its Go files, whatever their build tags.
type folder struct {
	path  string // relative to the module, with slashes
	files map[string]*ast.File
	lines map[string]int
}

// folders reads all packages of the module. Folders with a go.mod of their own
// (bench, tools) are other modules.
func folders(t *testing.T) []folder {
	t.Helper()
	var all []folder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root {
			return fs.SkipDir
		}
		f, err := readFolder(path)
		if err == nil && len(f.files) > 0 {
			all = append(all, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func readFolder(path string) (folder, error) {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return folder{}, err
	}
	f := folder{path: filepath.ToSlash(rel), files: make(map[string]*ast.File), lines: make(map[string]int)}
	names, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		return folder{}, err
	}
	for _, name := range names {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return folder{}, err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return folder{}, err
		}
		f.files[filepath.Base(name)] = file
		f.lines[filepath.Base(name)] = strings.Count(string(text), "\n")
	}
	return f, nil
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

// imports lists the packages of this module that files other than tests
// import, sorted.
func (f folder) imports() []string {
	var list []string
	for name, file := range f.files {
		if isTest(name) {
			continue
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if dep, ours := strings.CutPrefix(path, module); err == nil && ours {
				list = append(list, dep)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestFoldersAreSmall(t *testing.T) {
	for _, f := range folders(t) {
		files := 0
		for name := range f.files {
			if !isTest(name) {
				files++
			}
		}
		limit, isCrowded := crowded[f.path]
		_, isCatalogue := catalogues[f.path]
		switch {
		case isCrowded && files <= maxFiles:
			t.Errorf("%s has %d files now: take it off the list of crowded folders", f.path, files)
		case isCatalogue && files <= maxFiles:
			t.Errorf("%s has %d files now: take it off the list of catalogues", f.path, files)
		case isCrowded && files > limit:
			t.Errorf("%s has grown to %d files, and is to shrink", f.path, files)
		case !isCrowded && !isCatalogue && files > maxFiles:
			t.Errorf("%s has %d files that are no tests, want at most %d: split it where a reader would", f.path, files, maxFiles)
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, f := range folders(t) {
		for name, lines := range f.lines {
			if generated := strings.HasPrefix(name, "zz_"); lines > maxLines && !generated {
				t.Errorf("%s/%s has %d lines, want at most %d", f.path, name, lines, maxLines)
			}
		}
	}
}

// TestPackageComments wants one comment a package, in one file, so that
// nothing is read in the order of file names.
func TestPackageComments(t *testing.T) {
	for _, f := range folders(t) {
		var with []string
		onlyTests := true
		for name, file := range f.files {
			onlyTests = onlyTests && isTest(name)
			if file.Doc != nil && !isTest(name) {
				with = append(with, name)
			}
			if file.Doc != nil && isTest(name) && strings.HasSuffix(file.Name.Name, "_test") {
				with = append(with, name)
			}
		}
		slices.Sort(with)
		if !onlyTests {
			with = slices.DeleteFunc(with, isTest)
		}
		if len(with) != 1 {
			t.Errorf("%s has a package comment in %d files %v, want 1", f.path, len(with), with)
		}
	}
}
