#!/usr/bin/env bash
# All tests, from a fresh clone on a machine with the .NET 10 SDK, node and Debian packages (root installs what is missing).
# Ends with the plain line "N passed, N failed". Shorter: CONTAINERS=no leaves out the suite in containers. Longer: FULL=1 (200 life cycles under kills instead of 20, and the brokers', the rolling restarts' and the backup's campaigns).
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en LANG=C.UTF-8
export DOTNET_TieredPGO=0 # tests start many processes and end them soon: a start costs a third less
unset UseSharedCompilation MSBUILDDISABLENODEREUSE # one warm compiler halves the build; it is shut down at the end
passed=0; failed=0; work=$(mktemp -d /tmp/proposals-tests-XXXXXX); began=$SECONDS
chmod 755 "$work" # PostgreSQL runs as another user and must reach its folder
say() { printf '\n== %s (%d s)\n' "$1" "$((SECONDS - began))"; }
check() { # one check that is a command: name, command ...
  local name=$1; shift; local log="$work/check.log"
  if "$@" >"$log" 2>&1; then passed=$((passed + 1)); echo "ok   $name"; else failed=$((failed + 1)); echo "FAIL $name"; tail -40 "$log"; fi
}
count() { # adds "N passed, M failed" of a script's last such line
  local line; line=$(grep -oE '[0-9]+ passed, [0-9]+ failed' "$1" | tail -1); [ -n "$line" ] || { failed=$((failed + 1)); echo "FAIL $2 printed no result"; tail -40 "$1"; return; }
  passed=$((passed + ${line%% *})); local f=${line#*, }; failed=$((failed + ${f%% *})); echo "$2: $line"; [ "${f%% *}" = 0 ] || tail -60 "$1"
}
finish() {
  set +e
  [ -z "${readme:-}" ] || { kill -- "-$readme"; wait "$readme"; } 2>/dev/null
  [ -z "${standalone:-}" ] || { kill "$standalone"; wait "$standalone"; } 2>/dev/null
  [ ! -d "$work/apart" ] || CONFIGURATION=Release deploy/run-apart.sh down "$work/apart" >/dev/null 2>&1
  [ ! -d "$work/backends" ] || deploy/backends.sh down "$work/backends" >/dev/null 2>&1
  dotnet build-server shutdown >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT

say "what the tests need"
deploy/backends.sh install
need=(); for p in python3-grpcio python3-grpc-tools procps chromium fonts-noto-cjk curl; do dpkg -s "$p" >/dev/null 2>&1 || need+=("$p"); done
command -v dotnet >/dev/null || { echo "missing: the .NET 10 SDK"; exit 1; }
command -v npm >/dev/null || need+=(nodejs npm)
if [ ${#need[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || { echo "missing: ${need[*]}; run as root: apt-get install ${need[*]}"; exit 1; }
  echo "installing ${need[*]}"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}" >/dev/null || exit 1
fi

say "build"
dotnet build Proposals.sln -c Release --nologo -v q -clp:ErrorsOnly || { echo "0 passed, 1 failed"; exit 1; }
passed=$((passed + 1)); echo "ok   the solution builds without a warning"

say "PostgreSQL and RabbitMQ"
if [ -n "${PROPOSALS_TEST_BACKENDS:-}${PROPOSALS_TEST_POSTGRES:-}" ]; then echo "picked: those that the environment names"
elif [ -n "${TESTCONTAINERS:-}" ]; then echo "picked: containers, by Testcontainers"
else
  echo "picked: Debian's programs, started for this run"
  deploy/backends.sh up "$work/backends" || { echo "$passed passed, 1 failed"; exit 1; }
  export PROPOSALS_TEST_BACKENDS="$work/backends"
fi

filter=(--filter "FullyQualifiedName!~InAProvince"); [ -z "${FULL:-}" ] || filter=()
for project in BuildingBlocks Architecture Cli Intake Assignment Feedback Supervision Gateway Suite Portal; do
  say "tests/$project.Tests"
  # What runs on a laptop and in a county runs on two replicas of everything, too, with FULL=1.
  dotnet test "tests/$project.Tests" -c Release --no-build --nologo --logger "console;verbosity=minimal" ${filter[@]+"${filter[@]}"} >"$work/$project.log" 2>&1; code=$?
  line=$(grep -oE 'Failed: +[0-9]+, Passed: +[0-9]+' "$work/$project.log" | tail -1)
  p=$(sed -E 's/.*Passed: +//' <<<"$line"); f=$(sed -E 's/Failed: +([0-9]+).*/\1/' <<<"$line")
  if [ -z "$line" ]; then failed=$((failed + 1)); echo "FAIL no result"; tail -60 "$work/$project.log"; continue; fi
  passed=$((passed + p)); failed=$((failed + f)); echo "$p passed, $f failed"
  if [ "$f" != 0 ]; then grep -vE '^\s+at (System|Microsoft|Xunit|Grpc)\.' "$work/$project.log" | tail -120; elif [ "$code" != 0 ]; then failed=$((failed + 1)); tail -60 "$work/$project.log"; fi
done

say "Standalone: first start, two walks, ledgers, foreign clients"
standalone_port=$((30000 + RANDOM % 1000)); portal_port=$((31000 + RANDOM % 1000)); address="http://127.0.0.1:$standalone_port"; started=$SECONDS
DOTNET_ENVIRONMENT=Development PROPOSALS_Logging__LogLevel__Default=Warning dotnet services/Standalone/bin/Release/net10.0/Proposals.Standalone.dll --Listen "$address" --Gateway:Listen "http://127.0.0.1:$portal_port" --Database:Folder "$work/standalone" --Files:Folder "$work/standalone/files" >"$work/standalone.log" 2>&1 &
standalone=$!
for _ in $(seq 600); do [ -e "$work/standalone/demo-accounts.json" ] && break; kill -0 "$standalone" 2>/dev/null || break; sleep 0.1; done
echo "ready with demonstration data after $((SECONDS - started)) s"
cli() { PROPOSALS_ADDRESS="$1" PROPOSALS_ACCOUNTS="$2" dotnet services/Cli/bin/Release/net10.0/proposals.dll "${@:3}"; }
walks() { # name, address, accounts: the walks, the ledgers and the chains against a running suite
  check "$1: a case walks to 办结 and 满意" bash -c "$(declare -f cli); cli '$2' '$3' demo walk | grep -q '办结（第 1 轮）　办理工作 满意　办理结果 满意'"
  check "$1: 不满意 leads to a second round and 办结" bash -c "$(declare -f cli); cli '$2' '$3' demo walk --dissatisfied | grep -q '办结（第 2 轮）　办理工作 满意　办理结果 满意'"
  check "$1: the ledgers give the published figures" env PROPOSALS_ADDRESS="$2" PROPOSALS_ACCOUNTS="$3" bash tests/ledgers.sh
  check "$1: every chain verifies" cli "$2" "$3" verify
  check "$1: nothing is parked" cli "$2" "$3" parked list
}
check "300 signed-in browsers at 300 requests a second: p99 under 200 ms, no error" dotnet tests/Benchmarks/bin/Release/net10.0/Proposals.Benchmarks.dll --portal "http://127.0.0.1:$portal_port" --suite "$address" --accounts "$work/standalone/demo-accounts.json" --seconds 60
cat "$work/check.log"
walks Standalone "$address" "$work/standalone/demo-accounts.json"
check "Standalone: resident memory under 300 MB" bash -c "mb=\$(( \$(awk '/VmRSS/{print \$2}' /proc/$standalone/status) / 1024 )); echo \$mb MB; [ \$mb -lt 300 ]"
echo "resident memory: $(( $(awk '/VmRSS/{print $2}' "/proc/$standalone/status") / 1024 )) MB"
bash tests/Interop/run.sh "127.0.0.1:$standalone_port" "$work/standalone/demo-accounts.json" "127.0.0.1:$portal_port" >"$work/interop.log" 2>&1; count "$work/interop.log" "foreign clients"
kill "$standalone"; wait "$standalone" 2>/dev/null; standalone=

say "README: its commands in a fresh clone"
bash tests/readme.sh >"$work/readme.log" 2>&1; count "$work/readme.log" "README"; cat "$work/readme.log"

say "apart: one process a service on PostgreSQL and RabbitMQ"
check "apart: it comes up" env CONFIGURATION=Release BASE_PORT=$((32000 + RANDOM % 500)) deploy/run-apart.sh up "$work/apart"
if [ -e "$work/apart/suite.env" ]; then . "$work/apart/suite.env"; walks apart "$PROPOSALS_ADDRESS" "$PROPOSALS_ACCOUNTS"; unset PROPOSALS_ADDRESS PROPOSALS_ACCOUNTS PROPOSALS_CERTIFICATES; fi
CONFIGURATION=Release deploy/run-apart.sh down "$work/apart" >/dev/null 2>&1; rm -rf "$work/apart"

trust() { # command, options: a campaign, whose lines are checks
  CONFIGURATION=Release timeout 1500 dotnet tests/Trust/bin/Release/net10.0/Proposals.Trust.dll "$@" >"$work/trust.log" 2>&1; local code=$? p f
  p=$(grep -cE '^\[[a-z]+\] ok ' "$work/trust.log"); f=$(grep -cE '^\[[a-z]+\] FAIL ' "$work/trust.log"); [ "$code" = 0 ] || [ "$f" != 0 ] || f=1
  passed=$((passed + p)); failed=$((failed + f)); if [ "$f" = 0 ]; then cat "$work/trust.log"; else tail -80 "$work/trust.log"; fi
}
cycles=20; [ -z "${FULL:-}" ] || cycles=200
say "kills: life cycles while processes, database and broker die"
trust kills --cycles "$cycles"
if [ -n "${FULL:-}" ]; then
  say "brokers: a cluster whose nodes are killed under load"; trust brokers
  say "rolling: two replicas of everything, restarted one after the other under load"; trust rolling
  say "backup: under load, restored elsewhere"; trust backup --commands 1000
fi

say "portal, alerts"
check "the alerts fire when they should, and only then" bash tests/observe.sh
check "every page loads at most 300 KB at first, packed" bash -c 'cd services/Portal && npm run -s size'
check "the portal's unit tests" bash -c 'cd services/Portal && npm -s test'
check "the portal's code is free of lint, import circles among it" bash -c 'cd services/Portal && npm run -s lint'
check "the portal's code is formatted" bash -c 'cd services/Portal && npm run -s format:check'

say "containers"
command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1 || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq docker-compose >/dev/null 2>&1
compose=docker-compose; docker compose version >/dev/null 2>&1 && compose="docker compose"
check "docker-compose.yml is valid, with every profile" $compose --profile tools --profile cluster --profile observe config -q
if [ "${CONTAINERS:-}" = no ]; then
  echo "containers: NOT RUN, because CONTAINERS=no says so. Without it an engine is started where none runs, base images are made from Debian packages where no registry answers, and it takes about ten minutes more."
else
  bash tests/containers.sh 2>&1 | tee "$work/containers.log"; count "$work/containers.log" containers
fi

say "Kubernetes: Kustomize and Helm"
bash tests/kubernetes.sh >"$work/kubernetes.log" 2>&1; count "$work/kubernetes.log" "Kubernetes"

printf '\nall of it took %d s\n%d passed, %d failed\n' "$((SECONDS - began))" "$passed" "$failed"
[ "$failed" = 0 ]
