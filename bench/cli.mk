.PHONY: bench-cli
bench-cli: ## Start-up of the command line beside kubectl, with and without the AOT cache (needs hyperfine)
	@$(MVN) -q -DskipTests -pl cli -am package
	@bench/cli
