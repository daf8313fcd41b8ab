# Benchmarks of the cloud that `make up` started on this machine.
BENCH_JAVA = $$(bash -c '. deploy/local/common.sh; require_jdk; echo $$jdk')/bin/java \
	-cp "bench/target/bench-0.1.0-SNAPSHOT.jar:bench/target/lib/*"
RUNS ?= 30

.PHONY: bench-build
bench-build:
	$(MVN) -q -DskipTests -pl bench -am package

.PHONY: bench-start
bench-start: bench-build ## Time from API request to running domain beside raw virsh create (after make up)
	@$(BENCH_JAVA) io.cairn.bench.start.StartBench .cairn/kubeconfig $(RUNS)

.PHONY: bench-memory
bench-memory: ## Idle memory of control plane, agent and PostgreSQL (after make up)
	@bench/memory
