package testsuite_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }
