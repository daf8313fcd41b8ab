# The placement engine alone, in memory.
PLACEMENT_NODES ?= 1000 5000 15000 30000 100000
PLACEMENT_SECONDS ?= 3

.PHONY: bench-placement
bench-placement: bench-build ## Decisions per second of the placement engine by nodes and kind, memory, time to rebuild
	@$(BENCH_JAVA) io.cairn.bench.placement.PlacementBench $(PLACEMENT_SECONDS) $(PLACEMENT_NODES)
