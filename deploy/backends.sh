#!/usr/bin/env bash
# PostgreSQL and RabbitMQ on loopback from Debian packages, under one folder, with passwords drawn anew. For the apart mode and for tests; not for production.
#
#   backends.sh install                       apt-get what is missing (root)
#   backends.sh up DIR                        start both (POSTGRES_ONLY=1: the first); DIR/env then holds the addresses to source
#   backends.sh start|kill postgres|rabbitmq DIR
#   backends.sh wipe rabbitmq DIR             forget the broker's whole disk (it must be stopped)
#   backends.sh down DIR                      stop both; the data stays
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
die() { echo "backends.sh: $*" >&2; exit 1; }
pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() { local p; for _ in $(seq 100); do p=$((20000 + RANDOM % 10000)); port_is_free "$p" && { echo "$p"; return; }; done; die "no free port"; }
wait_for() { local what=$1 n=$2; shift 2; for _ in $(seq "$((n * 10))"); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; die "$what did not come up in $n s"; }
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

install_packages() {
  local need=()
  [ -n "$(pg_bin)" ] || need+=(postgresql)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || need+=(rabbitmq-server)
  [ ${#need[@]} -eq 0 ] && return
  [ "$(id -u)" = 0 ] || die "missing: ${need[*]}; run as root: apt-get install ${need[*]}"
  echo "installing ${need[*]}"; apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}" >/dev/null
}

start_postgres() {
  local dir=$1; . "$dir/env"
  as_postgres "$(pg_bin)/pg_ctl" -D "$dir/postgres" -l "$dir/postgres.log" -w -t 30 \
    -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300" start >/dev/null || { tail -20 "$dir/postgres.log" >&2; die "postgres did not start"; }
}

start_rabbitmq() {
  local dir=$1; . "$dir/env"; mkdir -p "$dir/rabbitmq" "$dir/rabbitmq-home"
  cat >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$AMQP_PORT
default_user = $AMQP_USER
default_pass = $AMQP_PASSWORD
disk_free_limit.absolute = 50MB
CONF
  : >"$dir/enabled_plugins"
  echo '[].' >"$dir/enabled_plugins"
  (
    export HOME="$dir/rabbitmq-home" RABBITMQ_NODENAME="proposals$AMQP_PORT@localhost" RABBITMQ_DIST_PORT=$AMQP_DIST_PORT ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$AMQP_EPMD_PORT \
      RABBITMQ_MNESIA_BASE="$dir/rabbitmq" RABBITMQ_LOG_BASE="$dir/rabbitmq-log" RABBITMQ_CONFIG_FILE="$dir/rabbitmq" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" \
      RABBITMQ_PID_FILE="$dir/rabbitmq.pid" RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1'
    setsid nohup /usr/lib/rabbitmq/bin/rabbitmq-server >"$dir/rabbitmq.out" 2>&1 </dev/null &
  )
  wait_for RabbitMQ 60 grep -q "started TCP listener on 127.0.0.1:$AMQP_PORT" "$dir/rabbitmq-log/proposals$AMQP_PORT@localhost.log"
}

kill_postgres() { local pid children; pid=$(head -1 "$1/postgres/postmaster.pid" 2>/dev/null) || return 0
  # The children of a killed postmaster end by themselves, but are nobody's children then: they are noted before. The data is free when the last is gone.
  children=$(pgrep -P "$pid" | tr '\n' ' ' || true); kill -9 "$pid" 2>/dev/null || true
  wait_for "the end of postgres" 20 bash -c "for p in $pid $children; do ! kill -0 \$p || exit 1; done"; rm -f "$1/postgres/postmaster.pid"; }
kill_rabbitmq() { local pid; pid=$(cat "$1/rabbitmq.pid" 2>/dev/null) || return 0; kill -9 "$pid" 2>/dev/null || true
  wait_for "the end of RabbitMQ" 20 bash -c "! kill -0 $pid"; rm -f "$1/rabbitmq.pid" "$1"/rabbitmq-log/*.log; }

up() {
  local dir=$1; mkdir -p "$dir"; dir=$(cd "$dir" && pwd); chmod 755 "$dir"
  if [ ! -e "$dir/env" ]; then
    local pw; pw=$(secret)
    cat >"$dir/env" <<ENV
PG_PORT=$(free_port)
PG_PASSWORD=$pw
AMQP_PORT=$(free_port)
AMQP_DIST_PORT=$(free_port)
AMQP_EPMD_PORT=$(free_port)
AMQP_USER=proposals
AMQP_PASSWORD=$(secret)
PEERS_SECRET=$(secret)
ENV
    chmod 600 "$dir/env"
  fi
  . "$dir/env"
  if [ ! -e "$dir/postgres/PG_VERSION" ]; then
    mkdir -p "$dir/postgres"; touch "$dir/postgres.log"; [ "$(id -u)" != 0 ] || chown postgres "$dir/postgres" "$dir/postgres.log"
    printf '%s\n' "$PG_PASSWORD" >"$dir/pw"; [ "$(id -u)" != 0 ] || chown postgres "$dir/pw"
    as_postgres "$(pg_bin)/initdb" -D "$dir/postgres" -U proposals --pwfile="$dir/pw" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >/dev/null; rm "$dir/pw"
  fi
  [ -n "${POSTGRES_ONLY:-}" ] || start_rabbitmq "$dir" & local rabbit=$!
  start_postgres "$dir"; wait "$rabbit"
}

down() {
  local dir=$1; [ -e "$dir/env" ] || return 0
  [ ! -e "$dir/postgres/postmaster.pid" ] || as_postgres "$(pg_bin)/pg_ctl" -D "$dir/postgres" -m fast -w stop >/dev/null || true
  local pid; if pid=$(cat "$dir/rabbitmq.pid" 2>/dev/null); then kill "$pid" 2>/dev/null || true; wait_for "the end of RabbitMQ" 30 bash -c "! kill -0 $pid"; rm -f "$dir/rabbitmq.pid"; fi
  . "$dir/env"; local epmd; for epmd in $(pgrep -x epmd || true); do grep -qz "^ERL_EPMD_PORT=$AMQP_EPMD_PORT$" "/proc/$epmd/environ" 2>/dev/null && kill "$epmd" || true; done
}

case "${1:-}" in
  install) install_packages ;;
  up) [ $# = 2 ] || die "up DIR"; install_packages; up "$2" ;;
  down) [ $# = 2 ] || die "down DIR"; down "$2" ;;
  start) "start_$2" "$3" ;;
  kill) "kill_$2" "$3" ;;
  wipe) [ "$2" = rabbitmq ] || die "only the broker's disk may be wiped"; rm -rf "${3:?}/rabbitmq" ;;
  *) sed -n 2,9p "$0"; exit 2 ;;
esac
