#!/usr/bin/env bash
# Runs the README's commands as a newcomer types them, in a fresh clone of the committed state, with nothing built
# before. Only the ports differ. Ends with "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /tmp/proposals-readme-XXXXXX)
passed=0
failed=0
suite=
finish() {
  [ -z "$suite" ] || {
    kill -- "-$suite"
    wait "$suite"
  } 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
check() {
  local name=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    tail -20 "$work/check"
  fi
}
unset CI # a newcomer has none
git clone -q "$root" "$work/clone" && cd "$work/clone" || exit 1
for line in "dotnet run --project services/Standalone" "dotnet run --project services/Cli -- demo walk"; do
  check "the README says: $line" grep -qF "$line" README.md
done
export PROPOSALS_Listen="http://127.0.0.1:$((28000 + RANDOM % 1000))"
export PROPOSALS_Gateway__Listen="http://127.0.0.1:$((29000 + RANDOM % 1000))"
began=$SECONDS
setsid dotnet run --project services/Standalone >"$work/log" 2>&1 &
suite=$!
for _ in $(seq 3600); do
  [ -e data/demo-accounts.json ] && grep -q 示例单位已就绪 "$work/log" &&
    grep -qF "$PROPOSALS_Gateway__Listen" "$work/log" && break
  kill -0 "$suite" 2>/dev/null || break
  sleep 0.1
done
echo "dotnet run in a fresh clone: ready with demonstration data after $((SECONDS - began)) s"
check "dotnet run comes up and keeps its data at the top of the clone" test -e data/demo-accounts.json
[ "$failed" = 0 ] || tail -40 "$work/log"
check "it says where the portal is" grep -q "$PROPOSALS_Gateway__Listen" "$work/log"
seconds=$(curl -s -H 'Accept: text/html' -o "$work/page" -w '%{time_total}' "$PROPOSALS_Gateway__Listen/sign-in")
echo "sign-in page: $seconds s"
check "the portal was built on the way" grep -q '<div id="root">' "$work/page"
check "its first page comes within 2 s" awk "BEGIN { exit !($seconds < 2) }"
export PROPOSALS_ADDRESS=$PROPOSALS_Listen
check "dotnet run of the command line walks a case to 办结" \
  bash -c "dotnet run --project services/Cli -- demo walk | grep -q 办结"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
