# Everything here sets itself up: `make run` and `make test` need only Python 3.11+ and make. What runs the service has an
# environment of its own, half as large as the one that tests it.
PYTHON ?= python3
BIN := .venv/bin
PO := $(wildcard app/i18n/locale/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
LAYOUTS := app/importers/layouts/layouts.json
DECLARED := app/importers/declared.json
IMPORTERS := $(shell find app/importers -name '*.py' -o -name '*.yaml')

# Keeps what Python compiles also where the environment forbids it: half of the start of the tests is compiling them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run test near prove-plan mutation-plan test-postgres mutation soak kills restore-drill upgrade-drill load load-people check lint-page-saver features taking-out firefox coverage wheel-test image accept locale docs screenshots icons axe schema lock bench scale evaluate ablation recognition golden fuzz fuzz-web sbom audit mutation-security clean

install: .venv/.installed $(MO) $(LAYOUTS) $(DECLARED)

.venv/.installed: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	touch $@

%.mo: %.po .venv/.installed
	$(BIN)/pybabel -q compile -i $< -o $@

$(LAYOUTS): .venv/.installed $(IMPORTERS)
	$(BIN)/python -m app.importers.layouts.compiled

$(DECLARED): $(LAYOUTS)
	$(BIN)/python -m app.importers.declarations

# SERVE="--port 8001" for another port.
run: .venv-run/.ready
	.venv-run/bin/mioboe serve $(SERVE)

.venv-run/.ready: .venv-run/.installed pyproject.toml setup.py $(PO) $(IMPORTERS)
	.venv-run/bin/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	.venv-run/bin/pybabel -q compile -d app/i18n/locale
	.venv-run/bin/python -m app.importers.layouts.compiled
	.venv-run/bin/python -m app.importers.declarations
	touch $@

# Three processes for two cores: one works while others wait for what they started.
test: install
	$(BIN)/python -m pytest -n 3 --dist worksteal

# The tests of what changed and of what imports it, as many as last took half a minute; SINCE=main~3: since that commit.
near: install
	$(BIN)/python -m tests.near $(SINCE)

# Whatever stores something, on a real PostgreSQL: cases, commands, pages and journeys, but for tests that get no database
# or always that of SQLite. On the oldest version that the product takes: the first start, the migrations, the queue, backups
# and the journeys.
ON_OLDEST := $(addprefix tests/,cases/workers cases/operation cases/backup journey)
test-postgres: install
	TEST_POSTGRES=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/cases tests/cli tests/journey tests/storage tests/web
	PGSERVER_POSTGRES_VERSION=16 $(BIN)/python -m pytest -n 2 tests/storage tests/docs/test_install.py
	PGSERVER_POSTGRES_VERSION=16 TEST_POSTGRES=1 $(BIN)/python -m pytest -n 2 --dist worksteal $(ON_OLDEST)

# Moves every threshold by its smallest step, one after the other: each time a case or a test must fail.
mutation: install
	$(BIN)/python -m pytest -n 2 -o python_files="*_thresholds.py" tests/mutation

# Changes the code that locks, signs in and permits, place by place: SECURITY="--sample 100" for some of the places.
mutation-security: install
	$(BIN)/python -W ignore -m tests.mutation.security $(SECURITY)

# What the tests take a few of: all detectors and their invariants on every case, accounts, samples, blobs, and kills
# (KILLS=200 for each database).
FEW := $(addprefix analyzers/rules/test_,cases.py properties.py proofs.py) evaluation/simulate/test_accounts.py \
	$(addprefix importers/test_,accounting.py layouts.py) importers/layouts said sanitise reader \
	$(addprefix web/test_,everywhere.py tampered.py) $(addprefix cases/answers/test_,amounts_agree.py at_once.py) \
	journey/test_first_action.py
soak: install
	EVERY_CASE=1 $(BIN)/python -m pytest -n 2 $(addprefix tests/,$(FEW))
	$(MAKE) kills KILLS=$(or $(KILLS),200)

# Kills processes at random moments, three times or KILLS=20, amid outages of PostgreSQL and S3 too: nothing that was
# acknowledged is lost.
kills: install
	KILLS=$(or $(KILLS),3) $(BIN)/python -m pytest -s -p no:xdist -o python_files="*_kills.py" tests/kills

# Makes cases, backs them up while people work, erases one, restores elsewhere, and compares every page and every byte.
restore-drill: install
	$(BIN)/python -m pytest -p no:xdist -o python_files="*_drill.py test_*.py" tests/cases/backup

# Installs the wheel of an older commit, lets people work, and upgrades by the lines of the documents: OLD=67838781.
upgrade-drill: install
	OLD=$(OLD) $(BIN)/python -m pytest -p no:xdist -o python_files="*_drill.py" tests/upgrade

# Speed that only an idle machine shows.
load: install
	$(BIN)/python -m pytest -o python_files="*_load.py" tests/load

# Fifty people at work on one service for half an hour (MINUTES=3): errors, times and memory.
load-people: install .venv-load/.installed
	$(BIN)/python -m tests.load.run_people --minutes $(or $(MINUTES),30)

# Every plan that the questions can lead to, beside each hazard and in each country, against what must hold of it.
prove-plan: install
	$(BIN)/python -m tests.prove.run

# Changes conditions, rules and statements of the plan one by one, and says which changes break no invariant.
mutation-plan: install
	$(BIN)/python -m tests.mutation.plans

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What hangs on each feature from outside of its folders; AT=67838781 counts in that commit.
features: install
	$(BIN)/python -m tests.features.count $(AT)

# Takes features out of copies of the tree by docs/adding.md, and checks and tests the rest: FEATURE=household one alone.
taking-out: install
	$(BIN)/python -m pytest -n 0 -o python_files="taken_out.py" tests/features -k "$(FEATURE)"

# Mozilla's linter on the page saver; needs Node.
lint-page-saver: install packaging/lint/node_modules/.installed
	$(BIN)/python -m tests.lint_page_saver

# The page saver in a Firefox, which apt installs where it is missing; it walks at the pace of people.
firefox: install
	$(BIN)/python -m pytest -n 0 -o python_files="in_firefox.py" tests/journey

packaging/lint/node_modules/.installed: packaging/lint/package-lock.json
	cd packaging/lint && npm ci --no-audit --no-fund --ignore-scripts
	touch $@

# The tests, with the branches of the product that they take: what is missing and the total, and as pages in htmlcov/.
coverage: install
	$(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report=term --cov-report=html

# Builds the wheel, installs it into an empty environment and runs it from an empty folder.
wheel-test: install
	$(BIN)/python -m tests.wheel

# The image of the Containerfile without a base from a registry: needs mmdebstrap and buildah.
image:
	packaging/image.sh

# Rewrites the expected results beside the samples, with SAMPLES="epos" those of some alone; read the difference before committing it.
accept: install
	$(BIN)/python -m tests.accept $(SAMPLES)

# Collects the English sentences of the three packages and brings every language file up to date.
locale: install
	$(BIN)/python -m app.i18n.extraction

# Writes the tables of docs/ that follow from the code.
docs: install
	$(BIN)/python -m tests.docs.tables

# The pages that the documents show, of the sample case in a real browser (docs/screenshots/), and every page in small on
# contact sheets (build/screenshots/).
screenshots: install
	$(BIN)/python -m tests.screenshots

# The icons that pages use, from the package that app/data/icons.yaml names, into static/icons.svg.
icons: install
	mkdir -p build/icons
	cd build/icons && npm pack --silent lucide-static@$$(sed -n 's/^version: //p' ../../app/data/icons.yaml) | xargs tar xzf
	$(BIN)/python -m app.data.build_icons build/icons/package

# Every page and state in both languages, light and dark: accessibility by axe-core, syntax, size of text, width.
axe: install
	$(BIN)/python -m pytest -n 2 -o python_files="every_page.py" tests/journey

# Writes the JSON Schemas of what is handed out as JSON to docs/schema/.
schema: install
	$(BIN)/python -m app.report.schema

lock:
	for name in requirements requirements-run requirements-image requirements-dev requirements-fuzz requirements-bench requirements-security requirements-load; do \
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header $$name.in -o $$name.lock; done

# What only one task needs has an environment of its own.
.venv-%/.installed: requirements-%.lock
	test -x .venv-$*/bin/python || $(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --disable-pip-version-check -q --no-deps --require-hashes -r $<
	touch $@

# Measures, and writes docs/benchmarks.md; TABLES="start importers" only these of its tables.
bench: install .venv-bench/.installed
	.venv-bench/bin/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	.venv-bench/bin/python -m benchmarks.run $(TABLES)

# What a case costs (processor time, memory, files, rows), and how long others wait; writes the tables of docs/scale.md,
# TABLES="waiting hidden" only these.
scale: install
	$(BIN)/python -m benchmarks.scale $(TABLES)

# A minute of coverage-guided fuzzing for every parser; FUZZ="csv --seconds 600" for one of them and longer.
fuzz: install .venv-fuzz/.installed
	.venv-fuzz/bin/python -m fuzz.run $(FUZZ)

# Requests of any kind to every route, made by Schemathesis: 10,000, or FUZZ="--cases 500".
fuzz-web: install .venv-security/.installed
	.venv-security/bin/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	.venv-security/bin/python -W ignore -m tests.security.web_fuzz $(FUZZ)

# The parts of an installation, from the lock, as CycloneDX (build/sbom.json).
sbom: .venv-security/.installed
	.venv-security/bin/python -m tests.security.sbom

# The locked parts beside the published advisories; fails where these cannot be reached.
audit: .venv-security/.installed
	.venv-security/bin/python -m tests.security.audit

# Simulated owners answer the questions of recognition; rewrites their tables in docs/detection.md.
recognition: install
	$(BIN)/python -m evaluation.measure.recognition

# Simulated accounts through the product: how often clean ones are alarmed, what of an attack is found.
evaluate: install
	$(BIN)/python -m evaluation.measure.run

# What each rule adds, alone and last, from one run for each simulated account; rewrites its tables in docs/detection.md.
ablation: install
	$(BIN)/python -m evaluation.measure.ablation

# The results of this tree beside those of BASE: data must be equal, changed texts are listed (build/golden/report.txt).
golden: install
	$(BIN)/python -m evaluation.golden $(BASE) --accounts $(or $(ACCOUNTS),1000) --jobs $(or $(JOBS),2)

clean:
	rm -rf .venv .venv-* build *.egg-info
