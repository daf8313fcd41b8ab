# Placement quality on real traces. The traces are not in this repository; say where they are.
POLICY ?= default
SEEDS ?= 10
TIES ?= fixed

.PHONY: bench-openb
bench-openb: bench-build ## Replay a list of GPU tasks: NODES=file LIST=file POLICY=default|fgd|bestfit|random SEEDS=10 TIES=fixed|random
	@test -n "$(NODES)" && test -n "$(LIST)" || { echo "bench-openb: say NODES=file and LIST=file (openb format, see docs/benchmarks.md)" >&2; exit 2; }
	@$(BENCH_JAVA) io.cairn.bench.openb.OpenbBench "$(NODES)" "$(LIST)" $(POLICY) $(SEEDS) $(TIES)
