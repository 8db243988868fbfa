#!/usr/bin/env bash
# Runs PostgreSQL and RabbitMQ from Debian packages on loopback, in one folder, with new passwords. For one process per
# service and for tests; not for production.
#
#   backends.sh install                            install the missing packages with apt-get (root)
#   backends.sh up DIR                             start both; DIR/env then holds the addresses to source
#                                                  (POSTGRES_ONLY=1: PostgreSQL only;
#                                                  RABBIT_NODES=3: a cluster of three brokers, when DIR is new;
#                                                  FSYNC=off: PostgreSQL does not wait for the disk, when DIR is new.
#                                                  Its data outlives a killed process, but not a power cut)
#   backends.sh start|kill postgres|rabbitmq DIR   the second and third broker are rabbitmq2 and rabbitmq3
#   backends.sh queues DIR                         write DIR/queues: for every replicated queue the number of its
#                                                  brokers, and how many of them are online
#   backends.sh wipe rabbitmq DIR                  delete the broker's whole disk (it must be stopped)
#   backends.sh down DIR                           stop both; the data stays
#   backends.sh lend PID DIR                       up; when process PID has ended, down, and remove DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
die() {
  echo "backends.sh: $*" >&2
  exit 1
}
pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  local p
  for _ in $(seq 100); do
    p=$((20000 + RANDOM % 10000))
    port_is_free "$p" && {
      echo "$p"
      return
    }
  done
  die "no free port"
}
wait_for() {
  local what=$1 n=$2
  shift 2
  for _ in $(seq "$((n * 10))"); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  die "$what did not come up in $n s"
}
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

install_packages() {
  local need=()
  [ -n "$(pg_bin)" ] || need+=(postgresql)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || need+=(rabbitmq-server)
  [ ${#need[@]} -eq 0 ] && return
  [ "$(id -u)" = 0 ] || die "missing: ${need[*]}; run as root: apt-get install ${need[*]}"
  echo "installing ${need[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}" >/dev/null
}

start_postgres() {
  local dir=$1
  . "$dir/env"
  as_postgres "$(pg_bin)/pg_ctl" -D "$dir/postgres" -l "$dir/postgres.log" -w -t 30 \
    -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
        -c fsync=${PG_FSYNC:-on} -c full_page_writes=${PG_FSYNC:-on}" \
    start >/dev/null || {
    tail -20 "$dir/postgres.log" >&2
    die "postgres did not start"
  }
}

# The brokers of DIR: rabbitmq, and in a cluster rabbitmq2 and rabbitmq3. The first broker of a new cluster must be up
# before the others; otherwise each would begin a cluster of its own.
brokers() {
  . "$1/env"
  local n
  echo rabbitmq
  for n in $(seq 2 "${AMQP_NODES:-1}"); do echo "rabbitmq$n"; done
}

start_rabbitmq() {
  local dir=$1 name=$2 n=${2#rabbitmq} port_var dist_var peer peer_var
  . "$dir/env"
  mkdir -p "$dir/$name" "$dir/rabbitmq-home"
  port_var="AMQP_PORT$n" dist_var="AMQP_DIST_PORT$n"
  local node="proposals${!port_var}@localhost"
  cat >"$dir/$name.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:${!port_var}
default_user = $AMQP_USER
default_pass = $AMQP_PASSWORD
disk_free_limit.absolute = 50MB
CONF
  if [ "${AMQP_NODES:-1}" -gt 1 ]; then
    cat >>"$dir/$name.conf" <<CONF
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.discovery_retry_limit = 3
vm_memory_high_watermark.absolute = 256MB
CONF
    for peer in $(brokers "$dir"); do
      peer_var="AMQP_PORT${peer#rabbitmq}"
      echo "cluster_formation.classic_config.nodes.$peer = proposals${!peer_var}@localhost" >>"$dir/$name.conf"
    done
  fi
  echo '[].' >"$dir/enabled_plugins"
  # The nodes recognise each other by the cookie. It is drawn here, because nodes that start at once would draw several.
  [ -e "$dir/rabbitmq-home/.erlang.cookie" ] || {
    secret >"$dir/rabbitmq-home/.erlang.cookie"
    chmod 400 "$dir/rabbitmq-home/.erlang.cookie"
  }
  (
    export HOME="$dir/rabbitmq-home" RABBITMQ_NODENAME="$node" RABBITMQ_DIST_PORT=${!dist_var} \
      ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$AMQP_EPMD_PORT \
      RABBITMQ_MNESIA_BASE="$dir/$name" RABBITMQ_LOG_BASE="$dir/$name-log" RABBITMQ_CONFIG_FILE="$dir/$name" \
      RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" \
      RABBITMQ_PID_FILE="$dir/$name.pid" ERL_CRASH_DUMP="$dir/$name.crash" \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}'
    setsid nohup /usr/lib/rabbitmq/bin/rabbitmq-server >"$dir/$name.out" 2>&1 </dev/null &
  )
  wait_for "$name" 90 grep -q "started TCP listener on 127.0.0.1:${!port_var}" "$dir/$name-log/$node.log"
}

start_brokers() {
  local dir=$1 name new=
  [ -e "$dir/rabbitmq" ] || new=yes
  for name in $(brokers "$dir"); do
    start_rabbitmq "$dir" "$name" &
    [ -z "$new" ] || [ "$name" != rabbitmq ] || wait $!
  done
  for name in $(jobs -p); do wait "$name"; done
}

kill_postgres() {
  local pid children
  pid=$(head -1 "$1/postgres/postmaster.pid" 2>/dev/null) || return 0
  # The children of a killed postmaster end by themselves, but lose their parent; so their ids are noted before. The
  # data is free when the last child has ended.
  children=$(pgrep -P "$pid" | tr '\n' ' ' || true)
  kill -9 "$pid" 2>/dev/null || true
  wait_for "the end of postgres" 20 bash -c "for p in $pid $children; do ! kill -0 \$p || exit 1; done"
  rm -f "$1/postgres/postmaster.pid"
}
kill_rabbitmq() {
  local pid
  pid=$(cat "$1/$2.pid" 2>/dev/null) || return 0
  kill -9 "$pid" 2>/dev/null || true
  wait_for "the end of $2" 20 bash -c "! kill -0 $pid"
  rm -f "$1/$2.pid" "$1/$2"-log/*.log
}

up() {
  local dir=$1
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  chmod 755 "$dir"
  if [ ! -e "$dir/env" ]; then
    local pw
    pw=$(secret)
    cat >"$dir/env" <<ENV
PG_PORT=$(free_port)
PG_PASSWORD=$pw
PG_FSYNC=${FSYNC:-on}
AMQP_PORT=$(free_port)
AMQP_DIST_PORT=$(free_port)
AMQP_EPMD_PORT=$(free_port)
AMQP_NODES=${RABBIT_NODES:-1}$(
      for n in $(seq 2 "${RABBIT_NODES:-1}"); do
        printf '\nAMQP_PORT%s=%s\nAMQP_DIST_PORT%s=%s' "$n" "$(free_port)" "$n" "$(free_port)"
      done
    )
AMQP_USER=proposals
AMQP_PASSWORD=$(secret)
PEERS_SECRET=$(secret)
ENV
    chmod 600 "$dir/env"
  fi
  . "$dir/env"
  if [ ! -e "$dir/postgres/PG_VERSION" ]; then
    mkdir -p "$dir/postgres"
    touch "$dir/postgres.log"
    [ "$(id -u)" != 0 ] || chown postgres "$dir/postgres" "$dir/postgres.log"
    printf '%s\n' "$PG_PASSWORD" >"$dir/pw"
    [ "$(id -u)" != 0 ] || chown postgres "$dir/pw"
    as_postgres "$(pg_bin)/initdb" -D "$dir/postgres" -U proposals --pwfile="$dir/pw" \
      -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >/dev/null
    rm "$dir/pw"
  fi
  [ -n "${POSTGRES_ONLY:-}" ] || start_brokers "$dir" &
  local brokers=$!
  start_postgres "$dir"
  wait "$brokers"
}

down() {
  local dir=$1
  [ -e "$dir/env" ] || return 0
  [ ! -e "$dir/postgres/postmaster.pid" ] ||
    as_postgres "$(pg_bin)/pg_ctl" -D "$dir/postgres" -m fast -w stop >/dev/null || true
  local name pid pids=
  for name in $(brokers "$dir"); do if pid=$(cat "$dir/$name.pid" 2>/dev/null); then
    kill "$pid" 2>/dev/null || true
    pids="$pids $pid"
  fi; done
  wait_for "the end of RabbitMQ" 30 bash -c "for p in $pids; do ! kill -0 \$p || exit 1; done"
  rm -f "$dir"/rabbitmq*.pid
  . "$dir/env"
  local epmd
  for epmd in $(pgrep -x epmd || true); do
    grep -qz "^ERL_EPMD_PORT=$AMQP_EPMD_PORT$" "/proc/$epmd/environ" 2>/dev/null && kill "$epmd" || true
  done
}

queues() {
  local dir=$1
  . "$dir/env"
  HOME="$dir/rabbitmq-home" ERL_EPMD_PORT=$AMQP_EPMD_PORT timeout 60 /usr/lib/rabbitmq/bin/rabbitmqctl \
    -q -n "proposals$AMQP_PORT@localhost" list_queues --no-table-headers name type members online |
    awk -F'\t' '$2 == "quorum" { print $1, split($3, m, "@") - 1, split($4, o, "@") - 1 }' >"$dir/queues"
}

# The borrowing process may be killed; then only this loop is left to stop the servers.
lend() {
  up "$2"
  setsid nohup bash -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; bash "$2" down "$3"; rm -rf "$3"' - \
    "$1" "$here/backends.sh" "$(cd "$2" && pwd)" >/dev/null 2>&1 </dev/null &
}

case "${1:-}" in
  install) install_packages ;;
  up)
    [ $# = 2 ] || die "up DIR"
    install_packages
    up "$2"
    ;;
  down)
    [ $# = 2 ] || die "down DIR"
    down "$2"
    ;;
  queues)
    [ $# = 2 ] || die "queues DIR"
    queues "$2"
    ;;
  lend)
    [ $# = 3 ] || die "lend PID DIR"
    lend "$2" "$3"
    ;;
  start | kill)
    [ $# = 3 ] || die "$1 postgres|rabbitmq DIR"
    case "$2" in postgres | rabbitmq | rabbitmq[23]) "$1_${2%[23]}" "$3" "$2" ;; *) die "what is $2?" ;; esac
    ;;
  wipe)
    [ "$2" = rabbitmq ] || die "only the broker's disk may be wiped"
    rm -rf "${3:?}/rabbitmq"
    ;;
  *)
    sed -n '/^set /q; 2,$p' "$0"
    exit 2
    ;;
esac
