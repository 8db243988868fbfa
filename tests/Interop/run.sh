#!/usr/bin/env bash
# Runs foreign clients against a running suite: tests/Interop/run.sh ADDRESS ACCOUNTS_FILE GATEWAY
# The suite is a Standalone in Development, because the clients use reflection. ADDRESS and GATEWAY are host:port
# without TLS; ACCOUNTS_FILE is the demo-accounts.json of its first start. Prints "ok - …" or "not ok - …" for each
# check.
set -uo pipefail
[ $# = 3 ] || {
  echo "usage: $0 HOST:PORT ACCOUNTS_FILE GATEWAY_HOST:PORT" >&2
  exit 2
}
address=$1 gateway=$3
accounts=$(realpath -e -- "$2") || exit 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1" >&2
  exit 2
}

# ---- Programs that the clients need.

command -v node >/dev/null && command -v npm >/dev/null || fail 'node and npm are needed'
if ! /usr/bin/python3 -c 'import grpc, grpc_tools' 2>/dev/null || ! command -v h2load >/dev/null; then
  packages=(python3-grpcio python3-grpc-tools nghttp2-client)
  install() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends "${packages[@]}"
  }
  { install || { timeout 300 apt-get update -qq && install; }; } >"$work/apt" 2>&1 ||
    fail "cannot install ${packages[*]}: $(tail -n 3 "$work/apt")"
fi
(cd "$here" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund) >"$work/npm" 2>&1 ||
  fail "npm ci failed: $(tail -n 5 "$work/npm")"
buf=$(compgen -G "$here/node_modules/@bufbuild/buf-*/bin/buf") || fail 'buf has no package for this platform'

# ---- The checks.

passed=0 failed=0

# run NAME COMMAND…: a client that prints its checks. A client that fails silently counts as a failed check.
run() {
  local name=$1 result=0 bad
  shift
  timeout 300 "$@" | tee "$work/lines" || result=$?
  passed=$((passed + $(grep -c '^ok - ' "$work/lines")))
  bad=$(grep -c '^not ok - ' "$work/lines")
  if [ $result != 0 ] && [ "$bad" = 0 ]; then
    echo "not ok - $name: ended with $result before its last check"
    bad=1
  fi
  failed=$((failed + bad))
}

lints() {
  if (cd "$here/../.." && "$buf" lint) >"$work/lint" 2>&1; then
    echo 'ok - buf lint: the contracts are clean'
  else
    echo "not ok - buf lint: $(head -n 3 "$work/lint" | tr '\n' ' ')"
  fi
}

# h2load looks at HTTP only: all 2,000 calls over 10 connections are answered with 2xx, and none is broken off.
loads() {
  printf '\0\0\0\0\0' >"$work/empty"
  timeout 60 h2load -n 2000 -c 10 -m 20 -H 'content-type: application/grpc' -H 'te: trailers' \
    -d "$work/empty" "http://$address/grpc.health.v1.Health/Check" >"$work/load" 2>&1
  if grep -q ' 2000 succeeded, 0 failed, 0 errored' "$work/load" && grep -q '^status codes: 2000 2xx' "$work/load"; then
    echo 'ok - h2load: 2,000 health checks over 10 connections are all answered'
  else
    echo "not ok - h2load: $(grep -E '^(requests|status codes):' "$work/load" | tr '\n' ' ')"
  fi
}

export -f lints loads
export here work address buf
run 'buf lint' bash -c lints
run grpc-js node "$here/grpc-js.mjs" "$address" "$accounts"
run grpcio /usr/bin/python3 "$here/grpcio.py" "$address" "$accounts"
run 'buf curl' "$here/buf-curl.sh" "$address" "$accounts"
run 'JSON by curl' "$here/json-walk.sh" curl "$gateway" "$accounts"
run 'JSON by buf curl' "$here/json-walk.sh" buf "$gateway" "$accounts"
run openapi node "$here/openapi.mjs" "$gateway"
run h2load bash -c loads
echo "interop: $passed passed, $failed failed"
[ $failed = 0 ]
