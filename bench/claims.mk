# Durable claims, on a PostgreSQL and schedulers of their own.
CLAIM_NODES ?= 5000
CLAIM_SECONDS ?= 10
CLAIM_CLIENTS ?= 512
CLAIM_SCHEDULERS ?= 1,2,4
CLAIM_KILL_SECONDS ?= 60

.PHONY: bench-claims
bench-claims: bench-build ## Claims through gRPC and PostgreSQL with 1, 2, 4 schedulers, audited, then killed at random
	@$(BENCH_JAVA) io.cairn.bench.claims.ClaimsBench $(CLAIM_NODES) $(CLAIM_SECONDS) $(CLAIM_CLIENTS) \
		$(CLAIM_SCHEDULERS) $(CLAIM_KILL_SECONDS)
