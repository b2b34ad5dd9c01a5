# Everything that a person does with the project, by name. "make help" lists it.

CONFIGURATION := Release
ROLESYNC := artifacts/rolesync/rolesync
SOURCES := $(shell find src -type f -not -path '*/bin/*' -not -path '*/obj/*') \
  Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt global.json
CHUNK := $(if $(CHUNK_SIZE),--chunk-size $(CHUNK_SIZE))

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.DEFAULT_GOAL := help
.PHONY: help build demo check test simulate mutants format bench dev-start dev-status start complete status stop

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  CHUNK_SIZE=100 goes with start and complete; DEMO_ARGS=--exit and the like with demo."

build: $(ROLESYNC) ## Build the executable

# Published, that is compiled ahead of time, and then run as it is: "dotnet run" would look through every project at each call.
$(ROLESYNC): $(SOURCES)
	@rm -rf $(@D)
	@dotnet publish src/RoleSync.Cli -c $(CONFIGURATION) -o $(@D) -v quiet -clp:NoSummary
	@touch $@

demo: $(ROLESYNC) ## Simulate Discord and Ethos, synchronise 11,000 members, serve on until Ctrl-C
	@$(ROLESYNC) demo $(DEMO_ARGS)

test: ## Install what the tests need, check the format, build, run every test
	@build/test.sh

simulate: ## Play random histories on virtual time: SECONDS=600 new ones, SEED=n that one with its story, DAYS=n quiet days of many guilds
	@dotnet build tests/RoleSync.Simulation -c Release -v quiet -clp:NoSummary
	@tests/RoleSync.Simulation/bin/Release/net10.0/RoleSync.Simulation simulate SEED=$(SEED) SECONDS=$(SECONDS) FROM=$(FROM) COUNT=$(COUNT) FAULT=$(FAULT) DAYS=$(DAYS)

check: ## The quick one, in under 3 minutes: format, build, unit and service tests
	@build/check.sh

mutants: ## Change the core in small ways and see whether its tests notice (minutes); FOLDERS=Planning for one
	@build/mutants.sh $(FOLDERS)

format: ## Put the format of the sources right
	@dotnet format RoleSync.slnx

bench: $(ROLESYNC) ## Measure against what the limits allow; BENCH_ARGS=--full for the whole table
	@ROLESYNC_EXECUTABLE=$(abspath $(ROLESYNC)) dotnet run --project bench/RoleSync.Benchmarks -c Release -- $(BENCH_ARGS)

dev-start: $(ROLESYNC) ## Run the service here, configured by the environment and appsettings.json
	@$(ROLESYNC) serve

dev-status: $(ROLESYNC) ## Show the whole status of the service here, as JSON
	@$(ROLESYNC) status --json

start: $(ROLESYNC) ## Start a run and leave it to itself
	@$(ROLESYNC) start $(CHUNK)

complete: $(ROLESYNC) ## Start a run and wait for its end
	@$(ROLESYNC) complete $(CHUNK)

status: $(ROLESYNC) ## Show how far the newest run is
	@$(ROLESYNC) status

stop: $(ROLESYNC) ## Ask the run under way to stop
	@$(ROLESYNC) stop
