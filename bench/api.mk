# Load on the public API of the cloud that `make up` started.
API_MACHINES ?= 10000
API_WARM_UP ?= 120

.PHONY: bench-api
bench-api: bench-build ## Requests a second, latency and watch lag of the public API with 10,000 machines (after make up)
	@$(BENCH_JAVA) io.cairn.bench.api.ApiBench .cairn $(API_MACHINES) 7411 $(API_WARM_UP)
