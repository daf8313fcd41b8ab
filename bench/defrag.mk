# Synthetic fleets: churn, and what moving machines would free.
NODES_OF_FLEET = $(or $(NODES),1000)
SEED ?= 1
HOURS ?= 120
SOLVER_SECONDS ?= 60

.PHONY: bench-simulate
bench-simulate: bench-build ## Policies on a synthetic fleet under churn: NODES=1000 SEED=1 POLICY=all HOURS=120 [PLOTS=dir]
	@$(BENCH_JAVA) io.cairn.bench.simulate.SimulateBench $(NODES_OF_FLEET) $(SEED) $(if $(filter command environment,$(origin POLICY)),$(POLICY),all) \
		$(HOURS) $(or $(PLOTS),-)

.PHONY: bench-defrag
bench-defrag: bench-build ## Defragmentation, greedy beside Timefold: NODES='100 1000' SEED=1 SOLVER_SECONDS=60
	@$(BENCH_JAVA) io.cairn.bench.defrag.DefragBench $(SEED) $(SOLVER_SECONDS) $(NODES_OF_FLEET)

.PHONY: bench-plots
bench-plots: bench-build ## Draw the plots of docs/benchmarks.md anew: TRACES=dir SEEDS=10
	@test -d "$(TRACES)" || { echo "bench-plots: say TRACES=dir (see docs/benchmarks.md)" >&2; exit 2; }
	@$(BENCH_JAVA) io.cairn.bench.openb.OpenbPlot "$(TRACES)/openb/openb_node_list_gpu_node.csv" \
		"$(TRACES)/openb/openb_pod_list_default.csv" $(SEEDS) docs/plots/openb-default.svg
	@$(BENCH_JAVA) io.cairn.bench.philly.PhillyBench "$(TRACES)/philly" 150,160 docs/plots
	@$(BENCH_JAVA) io.cairn.bench.simulate.SimulateBench 1000 1 all 120 docs/plots
