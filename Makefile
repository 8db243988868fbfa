# The parts of the tests, each alone: `make unit`. `make test` is the whole, which tests/run.sh runs by the same parts.
PARTS := needs build format unit suite portal benchmark standalone manuals apart trust alerts containers kubernetes

.PHONY: help test run docs pictures $(PARTS)

help:
	@echo "make run          starts everything with a demonstration committee"
	@echo "make test         every part; CONTAINERS=no leaves out the containers, FULL=1 runs the long campaigns"
	@echo "make docs         prints anew what is printed from the code and from services/catalogue.json"
	@echo "make pictures     takes the README's pictures anew"
	@echo "make PART         one part: $(PARTS)"

run:
	dotnet run --project services/Standalone

test:
	bash tests/run.sh

$(PARTS):
	bash tests/run.sh $@

PRINTS := DocumentTests PeerTests ContractTests TelemetryTests
PRINTER := tests/Suite.Tests -c Release
empty :=
docs:
	UPDATE_DOCS=1 dotnet test $(PRINTER) \
	  --filter "$(subst $(empty) ,|,$(PRINTS:%=FullyQualifiedName~%))"
	node deploy/kubernetes/suite.mjs

pictures:
	PROPOSALS_PICTURES=docs/images dotnet test tests/Portal.Tests -c Release --filter FullyQualifiedName~PictureTests
