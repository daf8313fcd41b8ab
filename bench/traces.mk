# Placement quality on real traces. The traces are not in this repository; say where they are.
POLICY ?= default
SEEDS ?= 10
TIES ?= fixed

.PHONY: bench-openb
bench-openb: bench-build ## Replay a list of GPU tasks: NODES=file LIST=file POLICY=default|fgd|bestfit|random SEEDS=10 TIES=fixed|random
	@test -n "$(NODES)" && test -n "$(LIST)" || { echo "bench-openb: say NODES=file and LIST=file (openb format, see docs/benchmarks.md)" >&2; exit 2; }
	@$(BENCH_JAVA) io.cairn.bench.openb.OpenbBench "$(NODES)" "$(LIST)" $(POLICY) $(SEEDS) $(TIES)

.PHONY: bench-traces
bench-traces: bench-build ## Replay all placement traces: TRACES=dir with openb, topology-aware, azure-packing2020, philly
	@test -d "$(TRACES)" || { echo "bench-traces: say TRACES=dir (see docs/benchmarks.md)" >&2; exit 2; }
	@for list in "$(TRACES)"/openb/openb_pod_list_*.csv; do for policy in bestfit fgd default; do \
		$(BENCH_JAVA) io.cairn.bench.openb.OpenbBench "$(TRACES)/openb/openb_node_list_gpu_node.csv" "$$list" \
			$$policy $(SEEDS) $(TIES) || exit 1; done; done
	@$(BENCH_JAVA) io.cairn.bench.topology.TopologyBench "$(TRACES)/topology-aware"
	@$(BENCH_JAVA) io.cairn.bench.azure.AzureBench "$(TRACES)/azure-packing2020"
	@$(BENCH_JAVA) io.cairn.bench.philly.PhillyBench "$(TRACES)/philly" $(HOSTS) -

# Hosts with 8 GPUs each, of the replay of Philly's jobs.
HOSTS ?= 150,160,200

.PHONY: bench-philly
bench-philly: bench-build ## Replay a day of GPU jobs through the queue, beside FIFO: TRACES=dir HOSTS=150,160,200
	@test -d "$(TRACES)" || { echo "bench-philly: say TRACES=dir (see docs/benchmarks.md)" >&2; exit 2; }
	@$(BENCH_JAVA) io.cairn.bench.philly.PhillyBench "$(TRACES)/philly" $(HOSTS) $(or $(PLOTS),-)
