package generate_test

import (
	"fmt"

	"github.com/issn-ld/issn-ld/internal/generate"
)

func Example() {
	g, err := generate.New(generate.Options{Records: 1, Seed: 42})
	if err != nil {
		fmt.Println(err)
		return
	}
	rec, err := g.Next()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rec.Control("001"))
	for f := range rec.All("245") {
		fmt.Println(f.First('a'))
	}
	// Output:
	// 5562-4243
	// Gakukai sankai nōkyō.
}
