#!/usr/bin/env bash
# Runs the commands of README and manuals as a newcomer types them: in a fresh clone of the committed state, with
# nothing built before. Only ports differ. Commands that need the Release build run in this tree, where it is already
# built. tests/Manuals/check.mjs chooses the blocks to run and checks the others. Ends with "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /tmp/proposals-manuals-XXXXXX)
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

node "$root/tests/Manuals/check.mjs" --blocks "$work/blocks" >"$work/static" 2>&1
line=$(grep -oE '[0-9]+ passed, [0-9]+ failed' "$work/static" | tail -1)
passed=${line%% *}
failed=${line#*, }
failed=${failed%% *}
grep '^FAIL' "$work/static"
echo "what the manuals name: ${line:-no result}"
[ -n "$line" ] || { cat "$work/static"; failed=1; passed=0; }

unset CI # a newcomer has none
git clone -q "$root" "$work/clone" && cd "$work/clone" || exit 1
export PROPOSALS_Listen="http://127.0.0.1:$((28000 + RANDOM % 1000))"
export PROPOSALS_Gateway__Listen="http://127.0.0.1:$((29000 + RANDOM % 1000))"
began=$SECONDS
# This runs in a terminal, because `dotnet run` and the build then behave as a newcomer sees them. It does not use the
# warm processes of other builds, which belong to other terminals.
MSBUILDDISABLENODEREUSE=1 setsid script -qefc "dotnet run --project services/Standalone" "$work/terminal" \
  >"$work/log" 2>&1 </dev/null &
suite=$!
for _ in $(seq 6000); do
  grep -q '按 Ctrl+C 停止' "$work/log" && break
  kill -0 "$suite" 2>/dev/null || break
  sleep 0.1
done
echo "dotnet run in a fresh clone: ready with demonstration data after $((SECONDS - began)) s; the terminal shows:"
tr -d '\r' <"$work/log" | sed 's/\x1b\[[0-9;?]*[a-zA-Z]//g; s/\x1b[=>]//g' >"$work/screen"
sed 's/^/  | /' "$work/screen"
check "dotnet run comes up and keeps its data at the top of the clone" test -e data/demo-accounts.json
check "the terminal shows at most 60 lines" awk 'END { exit !(NR <= 60) }' "$work/screen"
check "it says what takes long" grep -q '构建门户完成，用时' "$work/screen"
check "it says where the portal is" grep -q "门户  $PROPOSALS_Gateway__Listen" "$work/screen"
check "it shows no line of the log" bash -c "! grep -qE '^(info|warn|fail|crit|dbug): ' '$work/screen'"
seconds=$(curl -s -H 'Accept: text/html' -o "$work/page" -w '%{time_total}' "$PROPOSALS_Gateway__Listen/sign-in")
echo "sign-in page: $seconds s"
check "the portal was built on the way" grep -q '<div id="root">' "$work/page"
check "its first page comes within 2 s" awk "BEGIN { exit !($seconds < 2) }"

export PROPOSALS_ADDRESS=$PROPOSALS_Listen GATEWAY=$PROPOSALS_Gateway__Listen
for block in "$work"/blocks/*.sh; do
  place=$(sed -n '1s/^# //p' "$block")
  : >"$work/rest.sh"
  # Long commands run once: here, or in the script that calls this one.
  while IFS= read -r command; do
    case "$command" in
      "dotnet run --project services/Standalone") check "$place: $command (runs here)" kill -0 "$suite" ;;
      "bash tests/run.sh")
        check "$place: $command (runs the manuals)" grep -q 'tests/manuals.sh' "$root/tests/run.sh"
        ;;
      "make docs")
        # The tests that were built in this tree print into the clone. Those that need no running suite are enough.
        mkdir -p tests/Suite.Tests/bin && cp -r "$root/tests/Suite.Tests/bin/Release" tests/Suite.Tests/bin/
        echo "$command PRINTS=DocumentTests PRINTER=tests/Suite.Tests/bin/Release/net10.0/Proposals.Suite.Tests.dll" \
          >>"$work/rest.sh"
        ;;
      *) echo "$command" >>"$work/rest.sh" ;;
    esac
  done < <(sed 1d "$block")
  [ -s "$work/rest.sh" ] || continue
  where=$work/clone
  # A Release build of everything takes minutes, and this tree has one.
  ! grep -qE 'dotnet (build|test)' "$work/rest.sh" || where=$root
  check "$place: $(grep -c . "$work/rest.sh") lines" bash -c "cd '$where' && bash -euo pipefail '$work/rest.sh'"
done
check "nothing that was run changed a file of the clone" \
  bash -c 'git status --porcelain; [ -z "$(git status --porcelain)" ]'
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
