#!/usr/bin/env bash
# Checks deploy/observe with promtool and runs the tests of its alerts. Without an installed promtool it unpacks
# Debian's package, so that no daemon starts.
set -euo pipefail
cd "$(dirname "$0")/../deploy/observe"
if ! promtool=$(command -v promtool); then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  (cd "$work" && apt-get download -qq prometheus && dpkg -x prometheus_*.deb .)
  promtool=$work/usr/bin/promtool
fi
"$promtool" check config prometheus.yaml
"$promtool" test rules alerts-test.yaml
