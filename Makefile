# Everything a developer needs; `make run` and `make test` work on a fresh Debian with only the Swift toolchain.

CONFIG ?= Config/junctor.yaml

# What the build links, and the foreign clients that the tests talk with.
BUILD_PACKAGES := libyaml-dev libssl-dev libsqlite3-dev zlib1g-dev
TEST_PACKAGES := python3 python3-cryptography python3-jsonschema python3-jwt python3-prometheus-client python3-rfc3987 \
	python3-websockets nodejs node-ws
# What the client command needs that a development server prints.
CLIENT_PACKAGES := python3 python3-websockets
# More only make each other wait: many are bound by the processor, and each has a time limit.
TESTS_AT_ONCE := 8
SOURCES := Package.swift Sources Plugins Tests

.PHONY: run test build format lint docs clean setup-build setup-run setup-test

## Start the development server: prints its URL, a token and a client command.
run: setup-run
	swift run junctor run $(CONFIG) --token

## Run all tests.
test: setup-test
	swift test --experimental-maximum-parallelization-width $(TESTS_AT_ONCE)

## Build the optimised program: .build/release/junctor
build: setup-build
	swift build -c release --product junctor

## Write all Swift files in the project's format.
format:
	swift format --in-place --recursive $(SOURCES)

## Check format and style.
lint:
	swift format lint --strict --recursive $(SOURCES)

## Make the generated documentation anew.
docs: setup-build
	swift run junctor reference > Docs/Configuration.md.new
	mv Docs/Configuration.md.new Docs/Configuration.md
	swift run junctor protocol --fill Docs/Protocol.md > Docs/Protocol.md.new
	mv Docs/Protocol.md.new Docs/Protocol.md
	swift run junctor protocol --fill Docs/Dialects.md > Docs/Dialects.md.new
	mv Docs/Dialects.md.new Docs/Dialects.md

clean:
	rm -rf .build .build-*

setup-build:
	@.ci/install $(BUILD_PACKAGES)

setup-run:
	@.ci/install $(BUILD_PACKAGES) $(CLIENT_PACKAGES)

setup-test:
	@.ci/install $(BUILD_PACKAGES) $(TEST_PACKAGES)
