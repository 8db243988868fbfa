#!/usr/bin/env bash
# Provides the base images of the Dockerfile and of docker-compose.yml on a machine that reaches no image registry. An
# image that cannot be pulled is made from Debian packages and from this machine's own .NET and Node.js, under the same
# name and with the behaviour that the suite relies on. These stand-ins are for trying and testing, not for an office.
#
#   base-images.sh              pull or make the missing images; an existing image is kept
#   base-images.sh engine up    start Docker where none answers (root; installs docker.io), and remember its pid
#   base-images.sh engine down  stop the Docker that `engine up` started
#
# SDK_IMAGE, ASPNET_IMAGE, NODE_IMAGE, POSTGRES_IMAGE and RABBITMQ_IMAGE set other names. PULL=no asks no registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
debian=proposals-stand-in/debian:bookworm engine=/run/proposals-dockerd work=
trap '[ -z "$work" ] || rm -rf --one-file-system "$work"' EXIT
die() {
  echo "base-images.sh: $*" >&2
  exit 1
}
answers() { timeout 5 docker info --format '{{.ID}}' >/dev/null 2>&1 && docker version >/dev/null 2>&1; }
has() { docker image inspect "$1" >/dev/null 2>&1; }
home_of() { dirname "$(readlink -f "$(command -v "$1" || die "missing: $1")")"; }
needs() { # command, package …
  if command -v "$1" >/dev/null; then return; fi
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "missing: ${*:2}"
  echo "installing ${*:2}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${@:2}" >/dev/null
}

engine_up() {
  if answers; then return; fi
  needs dockerd docker.io iptables
  mkdir -p "$engine"
  setsid dockerd --pidfile "$engine/pid" >"$engine/log" 2>&1 </dev/null &
  for _ in $(seq 300); do
    if answers; then return; fi
    kill -0 $! 2>/dev/null || break
    sleep 0.1
  done
  tail -5 "$engine/log" >&2
  die "Docker does not start"
}
engine_down() {
  local pid
  pid=$(cat "$engine/pid" 2>/dev/null) || return 0
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -rf "$engine"
}

# The name of an image is read from the file that uses it, so it is written down once.
name_of() {
  if [ -n "${!1:-}" ]; then
    echo "${!1}"
  else
    sed -nE "s/^ARG $1=(.*)/\1/p; s/.*\\$\{$1:-([^}]*)\}.*/\1/p" "$here/Dockerfile" "$here/../docker-compose.yml" |
      sed -n 1p
  fi
}
# Builds image $1 from the folder $work. The Dockerfile comes on standard input; further arguments go to tar.
build() {
  cat >"$work/Dockerfile"
  tar -c -C "$work" . "${@:2}" | DOCKER_BUILDKIT=0 docker build -q --network host -t "$1" - >"$work/log" 2>&1 || {
    tail -20 "$work/log" >&2
    die "$1 cannot be made"
  }
}
entrypoint() {
  cat >"$work/docker-entrypoint.sh"
  chmod 755 "$work/docker-entrypoint.sh"
}
# Copies the settings of this machine that a build needs, such as a company's own certificate authority and feed. They
# go only into the two images that build and are never shipped.
machine() {
  mkdir -p "$work/machine/etc/ssl/certs" "$work/machine/root/.nuget/NuGet"
  local from to
  while read -r from to; do [ ! -e "$from" ] || cp -L "$from" "$work/machine/$to"; done <<FILES
/etc/ssl/certs/ca-certificates.crt etc/ssl/certs/
$HOME/.npmrc root/
$HOME/.nuget/NuGet/NuGet.Config root/.nuget/NuGet/
FILES
}

make_debian() {
  needs debootstrap debootstrap
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root" >"$work/log" 2>&1 || {
    tail -5 "$work/log" >&2
    die "debootstrap failed"
  }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/* "$work"/root/dev/*
  tar -c -C "$work/root" . | docker import --change 'ENV LANG=C.UTF-8' --change 'CMD ["bash"]' - "$debian" >/dev/null
}

make_aspnet() {
  build "$1" --transform 's#^\./\(dotnet\|host\|shared\)#./dotnet/\1#' \
    -C "$(home_of dotnet)" ./dotnet ./host ./shared <<DOCKERFILE
FROM $debian
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libssl3 libicu72 tzdata >/dev/null && rm -rf /var/lib/apt/lists/* \
 && groupadd -g 1654 app && useradd -m -u 1654 -g app app && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
COPY dotnet /usr/share/dotnet
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
DOCKERFILE
}

make_sdk() {
  machine
  build "$1" --transform 's#^\./\(sdk\|packs\|templates\|sdk-manifests\)\(/\|$\)#./dotnet/\1\2#' \
    -C "$(home_of dotnet)" ./sdk ./packs ./templates ./sdk-manifests <<DOCKERFILE
FROM $(name_of ASPNET_IMAGE)
COPY dotnet /usr/share/dotnet
COPY machine /
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}
DOCKERFILE
}

make_node() {
  machine
  cp -L "$(home_of node)/node" "$work/node"
  build "$1" --transform 's#^\./\(bin\|lib\|node_modules\|index.js\|package.json\)#./npm/\1#' \
    -C "$(home_of npm)/.." ./bin ./lib ./node_modules ./index.js ./package.json <<DOCKERFILE
FROM $debian
COPY node /usr/bin/
COPY npm /usr/lib/node_modules/npm
COPY machine /
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/bin/npm && npm --version
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
DOCKERFILE
}

make_postgres() {
  entrypoint <<'SH'
#!/bin/bash
# Behaves like the official image: the first start makes a cluster of POSTGRES_USER with the password in
# POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD and the database POSTGRES_DB; root becomes postgres.
# Options alone (-c max_connections=300) are options of postgres.
set -e
[ "${1#-}" = "$1" ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  export POSTGRES_PASSWORD
  mkdir -p "$PGDATA"; chown postgres "$PGDATA" /var/run/postgresql; chmod 700 "$PGDATA"
  exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?}"
  initdb -U "${POSTGRES_USER:-postgres}" -E UTF8 --locale C.UTF-8 -A scram-sha-256 \
    --pwfile <(echo "$POSTGRES_PASSWORD") >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  database=${POSTGRES_DB:-postgres}
  [ "$database" = postgres ] ||
    echo "CREATE DATABASE \"$database\"" | postgres --single -D "$PGDATA" postgres >/dev/null
fi
unset POSTGRES_PASSWORD
exec "$@" -c listen_addresses='*'
SH
  build "$1" <<DOCKERFILE
FROM $debian
RUN groupadd -r -g 999 postgres && useradd -r -u 999 -g postgres -d /var/lib/postgresql postgres \
 && mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
 && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null \
 && rm -rf /var/lib/apt/lists/* \
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data
COPY docker-entrypoint.sh /usr/local/bin/
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
}

make_rabbitmq() {
  entrypoint <<'SH'
#!/bin/bash
# Behaves like the official image: RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS name the first user,
# root becomes rabbitmq, and the log goes to the console.
set -e
if [ "$1" = rabbitmq-server ] && [ "$(id -u)" = 0 ]; then
  if [ -n "${RABBITMQ_DEFAULT_USER:-}" ]; then
    mkdir -p /etc/rabbitmq/conf.d
    printf '%s\n' 'loopback_users = none' "default_user = $RABBITMQ_DEFAULT_USER" \
      "default_pass = $RABBITMQ_DEFAULT_PASS" >/etc/rabbitmq/conf.d/10-defaults.conf
  fi
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq {} +
  exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups "$0" "$@"
fi
exec "$@"
SH
  build "$1" <<DOCKERFILE
FROM $debian
RUN groupadd -r -g 999 rabbitmq && useradd -r -u 999 -g rabbitmq -d /var/lib/rabbitmq rabbitmq \
 && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null \
 && rm -rf /var/lib/apt/lists/* \
 && echo '[rabbitmq_management,rabbitmq_prometheus].' >/etc/rabbitmq/enabled_plugins
COPY docker-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV HOME=/var/lib/rabbitmq RABBITMQ_LOGS=-
VOLUME /var/lib/rabbitmq
EXPOSE 5672 15672 15692
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["rabbitmq-server"]
DOCKERFILE
}

stand_in() {
  work=$(mktemp -d /var/tmp/proposals-image-XXXXXX)
  "make_$1" "$2"
  rm -rf --one-file-system "$work"
  work=
}

images() {
  engine_up
  local kind name pull=${PULL:-yes}
  for kind in aspnet sdk node postgres rabbitmq; do
    name=$(name_of "${kind^^}_IMAGE")
    if has "$name"; then
      echo "$name: there"
      continue
    fi
    if [ "$pull" = yes ] && timeout 600 docker pull -q "$name" >/dev/null 2>&1; then
      echo "$name: pulled"
      continue
    fi
    pull=no # one image could not be pulled, so the others are not waited for
    has "$debian" || stand_in debian "$debian"
    stand_in "$kind" "$name"
    echo "$name: a stand-in, made here"
  done
}

case "$*" in
  "engine up") engine_up ;;
  "engine down") engine_down ;;
  "") images ;;
  *)
    sed -n '/^set /q; 2,$p' "$0"
    exit 2
    ;;
esac
