# Cairn: make help
.DEFAULT_GOAL := help
SHELL := /bin/bash
MVN := mvn -B
KEYCLOAK := 26.4.0
NOVNC := 1.7.0
XTERM := 6.0.0

-include bench/Makefile.inc

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up
up: ## Install what is missing, build, start the cloud on this machine, boot the machine "hello"
	@deploy/local/up

.PHONY: down
down: ## Stop the control plane and the agent; machines run on
	@deploy/local/down

.PHONY: purge
purge: ## Remove everything that make up made on this host: machines, disks, networks, state
	@deploy/local/purge

.PHONY: test
test: ## Install what is missing, build, run every test (real PostgreSQL, libvirt, QEMU, kubectl)
	@deploy/local/install
	$(MVN) verify

.PHONY: build
build: ## Build without tests
	@deploy/local/install --jdk-only
	$(MVN) -q -DskipTests package

.PHONY: fmt
fmt: ## Format the sources
	$(MVN) -q spotless:apply

.PHONY: test-slow
test-slow: ## The long tests: the debian-12 image built and booted, the tutorial, an upload, a screen in a browser
	@deploy/local/install
	@command -v chromium >/dev/null || apt-get install -y -qq --no-install-recommends chromium
	$(MVN) -pl image-service,lab -am verify -Dcairn.slow=true -Dtest=ShippedImagesTest,OneCommandCloudTest \
		-Dsurefire.failIfNoSpecifiedTests=false

.PHONY: docs
docs: ## Write docs/reference and docs/openapi anew from the schema
	$(MVN) -q -pl lab -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcairn.docs.write=true integration-test

.PHONY: fuzz
fuzz: ## Send 20,000 hostile requests, made from the API document (SEED=n for others)
	$(MVN) -q -pl lab -am -Dtest=HostileInputTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dcairn.fuzz.cases=$(or $(CASES),20000) -Dcairn.fuzz.seed=$(or $(SEED),1) integration-test

.PHONY: test-oidc
test-oidc: ## Log in with a real Keycloak, fetched from Maven Central (160 MB)
	@deploy/local/install
	$(MVN) -q -N dependency:unpack -Dartifact=org.keycloak:keycloak-quarkus-dist:$(KEYCLOAK):zip \
		-DoutputDirectory=$(CURDIR)/lab/target
	$(MVN) -pl lab -am integration-test -Dtest=KeycloakTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dcairn.keycloak=$(CURDIR)/lab/target/keycloak-$(KEYCLOAK)

.PHONY: novnc
novnc: ## Fetch the library behind the screen page from npm anew (NOVNC=version for another)
	@deploy/local/novnc $(NOVNC)

.PHONY: xterm
xterm: ## Fetch the terminal behind the page of the serial console from npm anew (XTERM=version for another)
	@deploy/local/xterm $(XTERM)

.PHONY: clean
clean: ## Remove build output (not the running cloud)
	$(MVN) -q clean
