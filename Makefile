# What there is to do, with Go, git, make and a POSIX shell. The first run
# downloads modules and tools; each is named by an exact version.

TAGS := goolm
export CGO_ENABLED := 0
export GOWORK := off

comma := ,

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
BUILD := go build -tags $(TAGS) -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)'
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
MISSPELL := github.com/golangci/misspell/cmd/misspell@v0.7.0

.PHONY: help build homeserver test lint demo bench clean

help:
	@echo 'make build        bin/asapbot, one static program'
	@echo 'make homeserver   bin/homeserver and bin/dendrite, for the demo and the tests'
	@echo 'make test         every test, the real ones against the homeserver too'
	@echo 'make lint         format, vet, staticcheck, spelling, white space'
	@echo 'make demo         two services work on a case for half a year; ONCE=1 ends by itself,'
	@echo '                LANGUAGE=it plays in Italian, PICTURES=folder keeps pictures, calendars, papers'
	@echo 'make bench        how fast and how large, as ratios; some minutes'
	@echo 'make clean        remove bin/'

build:
	@echo 'build       bin/asapbot $(VERSION)'
	@$(BUILD) -o bin/asapbot ./cmd/asapbot

homeserver: bin/homeserver bin/dendrite

bin/homeserver bin/dendrite &: $(wildcard cmd/homeserver/*.go cmd/homeserver/go.*)
	@echo 'homeserver  bin/homeserver and bin/dendrite (some minutes the first time)'
	@cd cmd/homeserver && go build -trimpath -buildvcs=false -o ../../bin/ . github.com/element-hq/dendrite/cmd/dendrite
	@touch bin/homeserver bin/dendrite

test: homeserver
	@echo 'test        ./...'
	@go test -tags $(TAGS) -timeout 20m ./...
	@echo 'test        cmd/homeserver'
	@cd cmd/homeserver && go vet .

lint:
	@echo 'lint        gofmt'
	@unformatted=$$(gofmt -l .) && if [ -n "$$unformatted" ]; then \
		echo 'run gofmt -w on:'; echo "$$unformatted"; exit 1; fi
	@echo 'lint        vet'
	@go vet -tags $(TAGS) ./...
	@echo 'lint        staticcheck'
	@go run $(STATICCHECK) -tags $(TAGS) ./...
	@echo 'lint        spelling'
	@go run $(MISSPELL) -error $$(git ls-files -- '*.go' '*.md' config Makefile Dockerfile)
	@echo 'lint        white space and conflict marks'
	@git diff --check "$$(git hash-object -t tree /dev/null)"

# The bot of the demo has a clock that runs ahead when it is told to.
AHEAD := $(subst -tags $(TAGS),-tags $(TAGS)$(comma)ahead,$(BUILD))

demo: homeserver
	@echo 'build       bin/demo and bin/asapbot-ahead'
	@$(AHEAD) -o bin/asapbot-ahead ./cmd/asapbot
	@$(BUILD) -o bin/demo ./cmd/demo
	@exec bin/demo $(if $(ONCE),-once) $(if $(LANGUAGE),-lang $(LANGUAGE)) $(if $(PICTURES),-pictures $(PICTURES))

bench: build homeserver
	@echo 'build       bin/bench'
	@$(BUILD) -o bin/bench ./cmd/demo/bench
	@exec bin/bench

clean:
	@rm -rf bin
