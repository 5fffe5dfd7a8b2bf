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
LDFLAGS = -s -w -X main.commit=$(SHORTSHA)
# Debug information is stripped from the program, and making it takes a quarter of a cold
# build. Every go command here has the same flags, so that they share what they build.
export GOFLAGS := $(GOFLAGS) -gcflags=all=-dwarf=false
TESTSUM = bin/testsum -deny '$(DENY)'
# DENY matches reasons for which no test may be skipped; CI sets it.
DENY   ?=

.PHONY: help build run test check fmt lint deadcode race invariants fuzz random conformance clients eacc bench benchcmp vuln cover tidy clean testsum

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## build bin/issn-ld
	$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/issn-ld

run: build ## import the bundled sample into data/, link it, and serve it on :8080
	$(BIN) import --sample --data $(DATA)
	$(BIN) link --sample --data $(DATA)
	$(BIN) serve --data $(DATA) --listen $(ADDR)

test: testsum ## all tests; prints how many passed, failed and were skipped, and why
	$(GO) test -json -timeout 30m ./... | $(TESTSUM)

check: fmt lint deadcode test ## what a commit has to pass

testsum:
	@$(GO) -C tools build -o ../bin/testsum ./testsum

fmt: ## format and vet
	$(GO) $(TOOL) golangci-lint fmt
	$(GO) vet ./...
	$(GO) -C bench vet ./...
	$(GO) -C tools vet ./...

lint: ## golangci-lint with .golangci.yml
	$(GO) $(TOOL) golangci-lint run ./...
	$(GO) -C bench $(TOOL) golangci-lint run ./...

deadcode: ## functions that neither the program nor a test can reach
	@found=$$($(GO) $(TOOL) deadcode -test ./...) && if [ -n "$$found" ]; then echo "$$found"; exit 1; fi

race: testsum ## all tests under the race detector, with the checks of internal/invariant
	$(GO) test -json -race -timeout 60m ./... | $(TESTSUM)

invariants: testsum ## all tests with the checks of internal/invariant
	$(GO) test -json -tags invariants -timeout 60m ./... | $(TESTSUM)

fuzz: ## each fuzz target for FUZZTIME
	FUZZTIME=$(FUZZTIME) tools/fuzz.sh

conformance: ## run the W3C suites and rewrite docs/conformance.md
	$(GO) test ./internal/testsuite -run TestConformanceReport -update -count=1

random: ## random queries for RANDOMTIME, from SEED (default: the clock)
	@seed=$(or $(SEED),$$(date +%s00000)) && echo "random queries for $(RANDOMTIME), SEED=$$seed" && \
	$(GO) test ./sparql -run '^TestRandomQueries$$' -count=1 -timeout 0 -v -args -for $(RANDOMTIME) -seed $$seed \
	| grep -vE '^(=== |    --- PASS)'

clients: build ## common RDF clients against a served sample: bench/clients/run.sh
	bench/clients/run.sh -b $(BIN)

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
