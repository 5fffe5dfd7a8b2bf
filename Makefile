# All the work of the project, in one place. `make help` lists it.
SHELL  = bash -o pipefail
GO     ?= go
TOOL    = tool -modfile=$(CURDIR)/tools/go.mod
BIN     = bin/issn-ld
DATA   ?= data
ADDR   ?= :8080
FUZZTIME ?= 60s
RANDOMTIME ?= 60s
SHORTSHA = $(shell git rev-parse --short=12 HEAD 2>/dev/null)
LDFLAGS = -X main.commit=$(SHORTSHA)

.PHONY: help build run test check fmt lint race invariants fuzz random conformance generate eacc bench benchcmp vuln cover tidy clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## build bin/issn-ld
	$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/issn-ld

run: build ## import the bundled sample into data/, link it, and serve it on :8080
	$(BIN) import --sample --data $(DATA)
	$(BIN) link --sample --data $(DATA)
	$(BIN) serve --data $(DATA) --listen $(ADDR)

test: ## all tests
	$(GO) test -timeout 30m ./...

check: fmt lint test ## what a commit has to pass

fmt: ## format and vet
	$(GO) $(TOOL) golangci-lint fmt
	$(GO) vet ./...
	$(GO) -C bench vet ./...

lint: ## golangci-lint with .golangci.yml
	$(GO) $(TOOL) golangci-lint run ./...
	$(GO) -C bench $(TOOL) golangci-lint run ./...

race: ## all tests under the race detector
	$(GO) test -race -timeout 60m ./...

invariants: ## all tests with the checks of internal/invariant
	$(GO) test -tags invariants -timeout 60m ./...

fuzz: ## each fuzz target for FUZZTIME
	FUZZTIME=$(FUZZTIME) tools/fuzz.sh

conformance: ## run the W3C suites and rewrite docs/conformance.md
	$(GO) test ./internal/testsuite -run TestConformanceReport -update -count=1

random: ## random queries for RANDOMTIME, from SEED (default: the clock)
	@seed=$(or $(SEED),$$(date +%s00000)) && echo "random queries for $(RANDOMTIME), SEED=$$seed" && \
	$(GO) test ./sparql -run '^TestRandomQueries$$' -count=1 -timeout 0 -v -args -for $(RANDOMTIME) -seed $$seed \
	| grep -vE '^(=== |    --- PASS)'

generate: ## generated code
	$(GO) generate ./...

eacc: ## the table of the East Asian code, anew from the PyPI package pymarc (needs pip)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	pip download --quiet --no-deps --dest "$$dir" pymarc && \
	cd tools && go run ./eacc "$$dir"/pymarc-*.whl ../marc/zz_eacc.bin

bench: ## benchmarks beside the code
	$(GO) test -run '^$$' -bench . -benchmem ./...

benchcmp: ## compare benchmarks with REF (default main)
	tools/benchcmp.sh $(or $(REF),main)

vuln: ## known vulnerabilities (needs the vulnerability database online)
	$(GO) $(TOOL) govulncheck ./...

cover: ## test coverage by package
	$(GO) test -coverprofile=coverage.out ./... && $(GO) tool cover -func=coverage.out | tail -1

tidy: ## the go.mod of the module and of bench are tidy
	$(GO) mod tidy -diff
	$(GO) -C bench mod tidy -diff

clean: ## remove what was built
	rm -rf bin coverage.out
