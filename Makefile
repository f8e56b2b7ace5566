# OnPace. `make run` shows it on the founding workspace, `make test` proves it; both set up what they need.

# One program that needs no Swift on the machine it runs on.
RELEASE = swift build -c release --static-swift-stdlib

.PHONY: run build test lint format bench bench-cel bench-plugins clean

run: build
	@Scripts/demonstrate

build:
	@Scripts/set-up
	$(RELEASE) --product onpace

test:
	@Scripts/set-up --test
	swift build --build-tests
	swift test --skip-build

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Examples

format:
	swift format --in-place --recursive Package.swift Sources Tests Examples

bench: build bench-plugins
	@Benchmarks/run

bench-plugins:
	@Scripts/set-up
	$(RELEASE) --product weighted-index
	$(RELEASE) --product plugin-bench
	@.build/release/plugin-bench

bench-cel:
	@Scripts/set-up
	$(RELEASE) --product cel-bench
	@.build/release/cel-bench

clean:
	rm -rf .build State
