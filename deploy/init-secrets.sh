#!/usr/bin/env bash
# Draws every secret of docker-compose.yml into the folder secrets (PROPOSALS_SECRETS): passwords, the suite's own
# certificate authority, and a certificate for each program and the operator. It never overwrites a file, so it may run
# again after an upgrade. To draw something anew, remove its files (docs/decisions/0015).
# The host needs Docker alone: the work is done inside the cli image, as the owner of the files that the containers read
# (1654), modes 600 and 700.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/services.env
folder=${PROPOSALS_SECRETS:-secrets}
image=${PROPOSALS_IMAGE_PREFIX:-proposals/}cli:${PROPOSALS_IMAGE_TAG:-0.1.0}
docker image inspect "$image" >/dev/null 2>&1 || {
  echo "init-secrets.sh: no image $image: docker compose --profile tools build" >&2
  exit 1
}
mkdir -p "$folder"
docker run --rm -i --user 0 --network none --read-only --tmpfs /tmp \
  --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER \
  -v "$(cd "$folder" && pwd):/secrets" -e "SERVICES=$SERVICES" -e "UPLOADS=$UPLOADS" \
  --entrypoint /bin/sh "$image" -eu <<'SH'
cd /secrets
umask 077
draw() {
  mkdir -p "$(dirname "$1")"
  [ -s "$1" ] || { od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$1.new" && mv "$1.new" "$1"; }
}
same() { # a copy for another container: each is shown its own folder only
  mkdir -p "$(dirname "$2")"
  [ -s "$2" ] || { cp "$1" "$2.new" && mv "$2.new" "$2"; }
}
draw databases/postgres
draw databases/proposals_backup
same databases/proposals_backup backup/proposals_backup
draw rabbitmq/password
draw rabbitmq/cookie
draw gateway/Peers__Secret
for service in $SERVICES; do
  draw databases/proposals_$service
  draw databases/proposals_${service}_owner
  same databases/proposals_$service $service/Database__Password
  same databases/proposals_${service}_owner $service-owner/Database__OwnerPassword
  same databases/proposals_${service}_owner restore/proposals_${service}_owner
  same rabbitmq/password $service/Bus__Password
done
# The gateway signs its receipts of uploads. Only a service that takes uploads may check them, or could sign one.
for service in $UPLOADS; do same gateway/Peers__Secret $service/Peers__Secret; done
draw grafana/password
dotnet /app/proposals.dll certs init --folder certs </dev/null
chown -R 1654:1654 .
SH
echo "secrets are in $folder"
