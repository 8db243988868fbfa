#!/usr/bin/env bash
# Runs all tests, from a fresh clone on a machine with the .NET 10 SDK, Node.js and Debian packages. As root it installs
# missing packages. Ends with the plain line "N passed, N failed", after the time of each part. Parts that measure run
# alone, others two or three at a time, because they often wait.
#
#   tests/run.sh [PART …]     only these parts, in this order; `make help` lists them
#   CONTAINERS=no             starts no container; docker-compose still checks its file, without an engine
#   FULL=1                    200 life cycles under kills instead of 20, the campaigns of brokers, rolling restarts,
#                             backups and the attack, and the tests on two replicas of everything
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en LANG=C.UTF-8
export DOTNET_TieredPGO=0                          # tests start many short processes: a start costs a third less
unset UseSharedCompilation MSBUILDDISABLENODEREUSE # one warm compiler halves the build; it is shut down at the end
# Each line is done before the next begins. What strokes part runs at the same time.
schedule=(
  "needs"
  "build"
  "unit | format alerts kubernetes"
  "suite | portal benchmark"
  "standalone"
  "manuals | trust apart"
  "containers"
)
passed=0
failed=0
times=()
work=$(mktemp -d /tmp/proposals-tests-XXXXXX)
chmod 755 "$work" # PostgreSQL runs as another user and must reach its folder
began=$SECONDS
was_built=

say() { printf '\n== %s (%d s)\n' "$1" "$((SECONDS - began))"; }

# check NAME COMMAND …: one check that is a command.
check() {
  local name=$1 log=$here/check.log
  shift
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    tail -40 "$log"
  fi
}

# count LOG NAME: adds the last "N passed, M failed" of a script's log.
count() {
  local line bad
  line=$(grep -oE '[0-9]+ passed, [0-9]+ failed' "$1" | tail -1)
  if [ -z "$line" ]; then
    failed=$((failed + 1))
    echo "FAIL $2 printed no result"
    tail -40 "$1"
    return
  fi
  bad=${line#*, }
  bad=${bad%% *}
  passed=$((passed + ${line%% *}))
  failed=$((failed + bad))
  echo "$2: $line"
  [ "$bad" = 0 ] && return
  grep -E '^(not ok|FAIL)' "$1" | head -20
  tail -60 "$1"
}

finish() {
  set +e
  [ ! -s "$work/standalone.pid" ] || kill "$(cat "$work/standalone.pid")" 2>/dev/null
  [ ! -d "$work/apart" ] || CONFIGURATION=Release deploy/run-apart.sh down "$work/apart" >/dev/null 2>&1
  [ ! -d "$work/backends" ] || deploy/backends.sh down "$work/backends" >/dev/null 2>&1
  dotnet build-server shutdown >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT

# Debian packages that the tests use.
part_needs() {
  local need=() package
  deploy/backends.sh install
  for package in python3-grpcio python3-grpc-tools procps chromium-headless-shell fonts-noto-cjk curl bsdutils; do
    dpkg -s "$package" >/dev/null 2>&1 || need+=("$package")
  done
  command -v dotnet >/dev/null || { echo "missing: the .NET 10 SDK"; exit 1; }
  command -v npm >/dev/null || need+=(nodejs npm)
  if [ ${#need[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] || { echo "missing: ${need[*]}; run as root: apt-get install ${need[*]}"; exit 1; }
    echo "installing ${need[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}" >/dev/null || exit 1
  fi
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    { echo "missing: Node.js 20.19 or later; this is $(node --version)"; exit 1; }
}

part_build() {
  dotnet build Proposals.sln -c Release --nologo -v q -clp:ErrorsOnly || { echo "0 passed, 1 failed"; exit 1; }
  was_built=yes
  passed=$((passed + 1))
  echo "ok   the solution builds without a warning"
}

# The Release build, once for all parts that run it: a part alone must not test the programs of an earlier tree.
built() { [ -n "$was_built" ] || { say "build, which the part needs" && part_build; }; }

# before PART: what a part needs that other parts need too.
before() {
  case "$1" in
    unit | suite | portal | benchmark | standalone | manuals | apart | trust) built ;;
  esac
  case "$1" in
    unit | suite) backends ;;
  esac
}

# C# by csharpier; the portal by Prettier and ESLint, and its own tests.
part_format() {
  local modules=services/Portal/node_modules/.package-lock.json
  [ "$modules" -nt services/Portal/package-lock.json ] ||
    check "portal: npm ci" bash -c "cd services/Portal && npm ci --ignore-scripts --no-audit --no-fund"
  check "the formatter is there" dotnet tool restore
  check "C# is formatted" dotnet csharpier check .
  for script in lint format:check test; do
    check "portal: npm run $script" bash -c "cd services/Portal && npm run -s $script"
  done
}

# PostgreSQL and RabbitMQ, once for all parts: those the environment names, or Debian's programs. No test cuts the
# power, so PostgreSQL does not wait for the disk.
backends() {
  [ -z "${PROPOSALS_TEST_BACKENDS:-}${PROPOSALS_TEST_POSTGRES:-}${TESTCONTAINERS:-}" ] || return 0
  echo "starting PostgreSQL and RabbitMQ from Debian's programs"
  FSYNC=off deploy/backends.sh up "$work/backends" || { echo "$passed passed, 1 failed"; exit 1; }
  export PROPOSALS_TEST_BACKENDS=$work/backends
}

# projects AT_ONCE NAME …: runs test projects, AT_ONCE of them at a time. NAME-each and NAME-rest are two halves of one:
# what every engine must show, and the rest.
projects() {
  local at_once=$1 name
  shift
  for name in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
    run_project "$name" &
  done
  wait
  for name in "$@"; do report_project "$name"; done
}

run_project() {
  local each='FullyQualifiedName~OnALaptop|FullyQualifiedName~InACounty' filter start=$SECONDS
  # With FULL=1, the tests of a laptop and of a county also run on two replicas of everything, in a province.
  filter=${FULL:+FullyQualifiedName~Proposals}
  filter=${filter:-FullyQualifiedName!~InAProvince}
  case "$1" in
    *-each) filter="($filter)&($each|FullyQualifiedName~InAProvince)" ;;
    *-rest) filter='FullyQualifiedName!~OnALaptop&FullyQualifiedName!~InACounty&FullyQualifiedName!~InAProvince' ;;
  esac
  # Collections of garbage are fewer, and stop the tests: together a tenth less time of the processor.
  local -x DOTNET_GCgen0size=4000000 DOTNET_gcConcurrent=0
  dotnet test "tests/${1%-*}.Tests" -c Release --no-build --nologo --logger "console;verbosity=minimal" \
    --logger "trx;LogFileName=$1.trx" --results-directory "$work/results" \
    --filter "$filter" >"$work/$1.log" 2>&1
  echo $? >"$work/$1.code"
  echo $((SECONDS - start)) >"$work/$1.seconds"
}

# slowest TRX: the ten classes of a project whose tests take longest, in seconds, without what they share.
slowest() {
  python3 - "$1" <<'PY'
import collections, re, sys
spent = collections.Counter()
for name, h, m, s in re.findall(r'<UnitTestResult [^>]*testName="([^"(]+)[^>]*duration="(\d+):(\d+):([\d.]+)"',
                                open(sys.argv[1], encoding='utf-8').read()):
    spent[name.split('.')[-2]] += int(h) * 3600 + int(m) * 60 + float(s)
print('  slowest: ' + ', '.join(f'{name} {time:.0f} s' for name, time in spent.most_common(10)))
PY
}

report_project() {
  local log=$work/$1.log line good bad
  line=$(grep -oE 'Failed: +[0-9]+, Passed: +[0-9]+' "$log" | tail -1)
  if [ -z "$line" ]; then
    failed=$((failed + 1))
    echo "FAIL tests of $1 gave no result"
    tail -60 "$log"
    return
  fi
  good=$(sed -E 's/.*Passed: +//' <<<"$line")
  bad=$(sed -E 's/Failed: +([0-9]+).*/\1/' <<<"$line")
  passed=$((passed + good))
  failed=$((failed + bad))
  echo "tests of $1: $good passed, $bad failed ($(cat "$work/$1.seconds") s)"
  [ "$(cat "$work/$1.seconds")" -lt 60 ] || slowest "$work/results/$1.trx"
  if [ "$bad" != 0 ]; then
    grep -vE '^\s+at (System|Microsoft|Xunit|Grpc)\.' "$log" | tail -120
  elif [ "$(cat "$work/$1.code")" != 0 ]; then
    failed=$((failed + 1))
    tail -60 "$log"
  fi
}

# The projects of single services: two at a time, but one by one those that measure time or start many hosts.
# Intake takes as long as the others together, and therefore begins.
part_unit() {
  local pairs=(Intake) alone=() folder
  for folder in tests/*.Tests; do
    folder=$(basename "$folder" .Tests)
    case "$folder" in
      Suite | Portal | Intake) ;;
      BuildingBlocks | Gateway) alone+=("$folder") ;;
      *) pairs+=("$folder") ;;
    esac
  done
  projects 2 "${pairs[@]}"
  projects 1 "${alone[@]}"
}

part_suite() { projects 2 Suite-each Suite-rest; }

part_portal() {
  projects 1 Portal
  check "every page loads at most 300 KB at first, packed" bash -c 'cd services/Portal && npm run -s size'
}

# A short run that tries both engines. Its figures say little on a busy machine. Its PostgreSQL waits for the disk.
part_benchmark() {
  check "the benchmark runs on both engines" env -u PROPOSALS_TEST_BACKENDS \
    dotnet tests/Benchmarks/bin/Release/net10.0/Proposals.Benchmarks.dll --seconds 2 --least 0.02
  cat "$here/check.log"
}

cli() {
  PROPOSALS_ADDRESS=$1 PROPOSALS_ACCOUNTS=$2 dotnet services/Cli/bin/Release/net10.0/proposals.dll "${@:3}"
}

# walks NAME ADDRESS ACCOUNTS: the walks, the ledgers and the chains against a running suite.
walks() {
  local rated='　办理工作 满意　办理结果 满意' function
  function=$(declare -f cli)
  check "$1: a case walks to 办结 and 满意" \
    bash -c "$function; cli '$2' '$3' demo walk | grep -q '办结（第 1 轮）$rated'"
  check "$1: 不满意 leads to a second round and 办结" \
    bash -c "$function; cli '$2' '$3' demo walk --dissatisfied | grep -q '办结（第 2 轮）$rated'"
  check "$1: the ledgers give the published figures" \
    env PROPOSALS_ADDRESS="$2" PROPOSALS_ACCOUNTS="$3" bash tests/ledgers.sh
  check "$1: every chain verifies" cli "$2" "$3" verify
  check "$1: nothing is parked" cli "$2" "$3" parked list
}

# First start, load of browsers, two walks, ledgers, foreign clients.
part_standalone() {
  local port portal data=$work/standalone address start standalone memory
  port=$((30000 + RANDOM % 1000))
  portal=$((31000 + RANDOM % 1000))
  address=http://127.0.0.1:$port
  start=$SECONDS
  DOTNET_ENVIRONMENT=Development dotnet services/Standalone/bin/Release/net10.0/Proposals.Standalone.dll \
    --Listen "$address" --Gateway:Listen "http://127.0.0.1:$portal" \
    --Database:Folder "$data" --Files:Folder "$data/files" >"$work/standalone.log" 2>&1 &
  standalone=$!
  echo "$standalone" >"$work/standalone.pid"
  for _ in $(seq 1200); do
    grep -q '按 Ctrl+C 停止' "$work/standalone.log" && break
    kill -0 "$standalone" 2>/dev/null || break
    sleep 0.1
  done
  echo "ready with demonstration data after $((SECONDS - start)) s"
  check "300 signed-in browsers, 300/s or half of the most here: p99 under 200 ms or 30 times raw, no error" \
    dotnet tests/Benchmarks/bin/Release/net10.0/Proposals.Benchmarks.dll --portal "http://127.0.0.1:$portal" \
    --suite "$address" --accounts "$data/demo-accounts.json" --seconds 30
  cat "$here/check.log"
  walks Standalone "$address" "$data/demo-accounts.json"
  memory=$(($(awk '/VmRSS/{print $2}' "/proc/$standalone/status") / 1024))
  check "Standalone: resident memory under 300 MB ($memory MB)" test "$memory" -lt 300
  bash tests/Interop/run.sh "127.0.0.1:$port" "$data/demo-accounts.json" "127.0.0.1:$portal" >"$work/interop.log" 2>&1
  count "$work/interop.log" "foreign clients"
  kill "$standalone"
  wait "$standalone" 2>/dev/null
  rm "$work/standalone.pid"
}

# README and manuals: their commands in a fresh clone.
part_manuals() {
  bash tests/manuals.sh >"$work/manuals.log" 2>&1
  cat "$work/manuals.log"
  count "$work/manuals.log" "README and manuals"
}

# One process a service on PostgreSQL and RabbitMQ.
part_apart() {
  check "apart: it comes up" \
    env CONFIGURATION=Release BASE_PORT=$((32000 + RANDOM % 500)) deploy/run-apart.sh up "$work/apart"
  if [ -e "$work/apart/suite.env" ]; then
    . "$work/apart/suite.env"
    walks apart "$PROPOSALS_ADDRESS" "$PROPOSALS_ACCOUNTS"
    unset PROPOSALS_ADDRESS PROPOSALS_ACCOUNTS PROPOSALS_CERTIFICATES
  fi
  CONFIGURATION=Release deploy/run-apart.sh down "$work/apart" >/dev/null 2>&1
  rm -rf "$work/apart"
}

# campaign COMMAND OPTIONS: each line of it is a check.
campaign() {
  local log=$work/trust.log code good bad
  CONFIGURATION=Release timeout 1500 dotnet tests/Trust/bin/Release/net10.0/Proposals.Trust.dll "$@" >"$log" 2>&1
  code=$?
  good=$(grep -cE '^\[[a-z]+\] ok ' "$log")
  bad=$(grep -cE '^\[[a-z]+\] FAIL ' "$log")
  [ "$code" = 0 ] || [ "$bad" != 0 ] || bad=1
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" = 0 ]; then cat "$log"; else tail -80 "$log"; fi
}

# Life cycles while processes, database and broker die.
part_trust() {
  if [ -z "${FULL:-}" ]; then
    campaign kills --cycles 20
    return
  fi
  campaign kills --cycles 200
  campaign brokers
  campaign rolling
  campaign backup --commands 1000
  campaign attack
}

part_alerts() { check "the alerts fire when they should, and only then" bash tests/observe.sh; }

# With CONTAINERS=no only docker-compose looks at its file. It is installed without the engine that it recommends.
part_containers() {
  local compose=docker-compose
  command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1 ||
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker-compose >/dev/null 2>&1
  ! docker compose version >/dev/null 2>&1 || compose="docker compose"
  check "docker-compose.yml is valid, with every profile" \
    $compose --profile tools --profile cluster --profile observe config -q
  if [ "${CONTAINERS:-}" = no ]; then
    echo "containers: NOT RUN, because CONTAINERS=no says so. Without it an engine is started where none runs, base"
    echo "images are made from Debian packages where no registry answers, and it takes about ten minutes more."
    return
  fi
  bash tests/containers.sh 2>&1 | tee "$work/containers.log"
  count "$work/containers.log" containers
}

# Kustomize and Helm.
part_kubernetes() {
  bash tests/kubernetes.sh >"$work/kubernetes.log" 2>&1
  count "$work/kubernetes.log" Kubernetes
}

# run_part PART: runs a part and counts for it. `here` is its own folder.
run_part() {
  local start=$SECONDS here=$work/part-$1
  mkdir -p "$here"
  passed=0 failed=0
  "part_$1"
  echo "passed=$passed failed=$failed seconds=$((SECONDS - start))" >"$here/counts"
}

# count_part PART: adds what a part counted in a shell of its own; a shell that broke off is a failure.
count_part() {
  local before_passed=$passed before_failed=$failed seconds=0
  passed=0 failed=1
  [ ! -e "$work/part-$1/counts" ] || . "$work/part-$1/counts"
  passed=$((before_passed + passed)) failed=$((before_failed + failed))
  times+=("$(printf '%5d s  %s' "$seconds" "$1")")
}

# side NUMBER PART …: runs parts one after the other and keeps what they print.
side() {
  local number=$1 part
  shift
  for part in "$@"; do (run_part "$part") >"$work/side-$number-$part.log" 2>&1; done
}

# line PARTS [| PARTS …]: one line of the schedule.
line() {
  local sides=() part begin=$SECONDS number
  IFS='|' read -ra sides <<<"$1"
  for part in ${1//|/ }; do before "$part"; done
  if [ ${#sides[@]} = 1 ]; then
    for part in $1; do
      say "$part"
      case "$part" in
        needs | build) "part_$part"; times+=("$(printf '%5d s  %s' $((SECONDS - begin)) "$part")") ;;
        *) (run_part "$part"); count_part "$part" ;;
      esac
    done
    return
  fi
  say "$1"
  for number in "${!sides[@]}"; do side "$number" ${sides[number]} & done
  wait
  for part in ${1//|/ }; do
    printf '\n-- %s\n' "$part"
    cat "$work"/side-[0-9]-"$part".log
    count_part "$part"
  done
}

[ $# = 0 ] || schedule=("$@")
for part in "${schedule[@]}"; do
  for part in ${part//|/ }; do
    declare -F "part_$part" >/dev/null || { echo "no part $part; the parts: ${schedule[*]}"; exit 2; }
  done
done
for each in "${schedule[@]}"; do line "$each"; done

printf '\ntime by part, of %d s in all:\n' "$((SECONDS - began))"
printf '%s\n' "${times[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
