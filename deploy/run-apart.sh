#!/usr/bin/env bash
# Runs the suite as it lives in a county: one process a service, PostgreSQL and RabbitMQ, all on loopback, from Debian
# packages.
#
#   run-apart.sh up [DIR]         starts everything under DIR (data/apart), with a demonstration committee; the command
#                                 line learns from DIR/suite.env where it is. REPLICAS=2: two processes a service and
#                                 two gateways, when DIR is new
#   run-apart.sh databases [DIR]  starts only PostgreSQL and RabbitMQ with empty databases and their roles, e.g. to
#                                 restore a backup into; `up` then goes on from there
#   run-apart.sh start|kill|restart SERVICE [REPLICA] [DIR]
#                                 one process: of a service of services.env, or the gateway; the first when no number is
#                                 given. restart does what an upgrade does: SIGTERM, wait for the end, start, wait until
#                                 it answers
#   run-apart.sh down [DIR]       stops everything; the data stays
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
. "$here/services.env"
PROGRAM_gateway=Gateway
read -ra services <<<"$SERVICES"
processes=("${services[@]}" gateway) # the gateway has neither a database nor a journal
configuration=${CONFIGURATION:-Release}
die() {
  echo "run-apart.sh: $*" >&2
  exit 1
}
program_of() { # SERVICE
  local variable="PROGRAM_$1"
  echo "${!variable:?"$1 is no service"}"
}
file_of() { echo "services/$(program_of "$1")/bin/$configuration/net10.0/Proposals.$(program_of "$1").dll"; }
cli() { dotnet "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" "$@"; }
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
wait_for_port() { # PORT PROCESS LOG PID
  for _ in $(seq 300); do
    kill -0 "$4" 2>/dev/null || die "$2 没有启动：$(tail -n 1 "$3")"
    port_is_free "$1" || return 0
    sleep 0.1
  done
  die "$2 在 30 秒内没有应答，请看 $3"
}
make_folder() {
  { mkdir -p "$1" && [ -w "$1" ]; } 2>/dev/null || die "文件夹 $1 不可写，请核对权限和磁盘，或换一个文件夹"
}
wait_for_all() { # PID ...: fails when one of them failed
  local job failed=0
  for job in "$@"; do wait "$job" || failed=1; done
  return "$failed"
}

# A process is named intake, its second replica intake_2.
replicas() {
  local r
  echo "$1"
  for r in $(seq 2 "${REPLICAS:-1}"); do echo "$1_$r"; done
}
everybody() {
  local s
  for s in "${processes[@]}"; do replicas "$s"; done
}
address_of() {
  local r port_var all=
  for r in $(replicas "$1"); do
    port_var="PORT_$r"
    all="$all${all:+,}https://127.0.0.1:${!port_var}"
  done
  echo "$all"
}
bus_hosts() {
  local n port_var all=
  for n in "" $(seq 2 "${AMQP_NODES:-1}"); do
    port_var="AMQP_PORT$n"
    all="$all${all:+,}127.0.0.1:${!port_var}"
  done
  echo "$all"
}

start_service() { # PROCESS DIR, or PROCESS DIR migrate: then as the owner of its database, to the end
  local process=$1 name=${1%_*} dir=$2 s
  . "$dir/env"
  . "$dir/ports"
  local port_var="PORT_$process" program log="$dir/$process${3:+-migrate}.log"
  program=$(file_of "$name")
  [ -n "${3:-}" ] || port_is_free "${!port_var}" ||
    die "$process 的端口 ${!port_var} 已被占用，请停止占用它的程序，或改 $dir/ports"
  (
    export PROPOSALS_Listen="https://127.0.0.1:${!port_var}"
    export PROPOSALS_Peers__Certificates="$dir/certs/$name" PROPOSALS_Peers__Secret="$PEERS_SECRET"
    export PROPOSALS_Database__Engine=postgresql PROPOSALS_Database__User="proposals_{service}"
    export PROPOSALS_Database__ConnectionString="Host=127.0.0.1;Port=$PG_PORT;Database=proposals_{service}"
    export PROPOSALS_Database__MaxPoolSize=20 DOTNET_TieredPGO=0
    export PROPOSALS_Bus__Transport=rabbitmq PROPOSALS_Bus__Host="$(bus_hosts)"
    export PROPOSALS_Bus__User="$AMQP_USER" PROPOSALS_Bus__Password="$AMQP_PASSWORD"
    export PROPOSALS_Logging__LogLevel__Default="${PROPOSALS_Logging__LogLevel__Default:-Warning}"
    export PROPOSALS_Logging__LogLevel__MassTransit=Error DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
    if [ "$name" = gateway ]; then
      export PROPOSALS_Gateway__Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Files__Folder="$dir/files"
    else
      PROPOSALS_Database__Password=$(cat "$dir/passwords/proposals_$name")
      export PROPOSALS_Database__Password
    fi
    for s in "${services[@]}"; do export "PROPOSALS_Peers__$(program_of "$s")=$(address_of "$s")"; done
    cd "$root"
    if [ "${3:-}" = migrate ]; then
      PROPOSALS_Database__OwnerPassword=$(cat "$dir/passwords/proposals_${name}_owner") \
        exec dotnet "$program" migrate >>"$log" 2>&1 </dev/null
    fi
    setsid nohup dotnet "$program" >>"$log" 2>&1 </dev/null &
    echo $! >"$dir/$process.pid"
  ) || {
    tail -5 "$log" >&2
    die "$process ${3:-start} failed"
  }
  [ -n "${3:-}" ] || wait_for_port "${!port_var}" "$process" "$log" "$(cat "$dir/$process.pid")"
}

end_service() { # waits 30 s for the longest call of the process, and no longer
  local pid
  pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 600); do
    kill -0 "$pid" 2>/dev/null || {
      rm -f "$2/$1.pid"
      return
    }
    sleep 0.05
  done
  die "$1 did not end in 30 s"
}
restart_service() {
  end_service "$@"
  start_service "$@"
}
kill_service() {
  local pid
  pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0
  kill -9 "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
  rm -f "$2/$1.pid"
}

backends_answer() { # DIR
  [ -e "$1/env" ] && . "$1/env" && ! port_is_free "$PG_PORT" && ! port_is_free "$AMQP_PORT"
}

# Each role's password is a file of its own, drawn once; databases.sh gives the roles these passwords.
databases() {
  local dir=$1 s
  make_folder "$dir"
  dir=$(cd "$dir" && pwd)
  backends_answer "$dir" || "$here/backends.sh" up "$dir"
  . "$dir/env"
  mkdir -p -m 700 "$dir/passwords"
  for s in proposals_backup "${services[@]/#/proposals_}" $(printf 'proposals_%s_owner ' "${services[@]}"); do
    [ -s "$dir/passwords/$s" ] ||
      (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$dir/passwords/$s")
  done
  PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=proposals PGPASSWORD=$PG_PASSWORD PASSWORDS=$dir/passwords \
    "$here/databases.sh"
}

ports() { # DIR: gives every process a port that is free, and keeps it
  local dir=$1 port=${BASE_PORT:-5101} s
  [ -e "$dir/ports" ] || echo "REPLICAS=${REPLICAS:-1}" >"$dir/ports"
  . "$dir/ports"
  for s in $(everybody); do
    grep -q "^PORT_$s=" "$dir/ports" && continue
    while ! port_is_free "$port" || grep -q "=$port\$" "$dir/ports"; do port=$((port + 1)); done
    echo "PORT_$s=$port" >>"$dir/ports"
    port=$((port + 1))
  done
  . "$dir/ports"
}

up() {
  local dir=$1 s jobs=() address=""
  make_folder "$dir"
  dir=$(cd "$dir" && pwd)
  for s in "${processes[@]}"; do
    [ -e "$root/$(file_of "$s")" ] ||
      dotnet build "$root/services/$(program_of "$s")" -c "$configuration" -v q --nologo
  done
  [ -e "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" ] ||
    dotnet build "$root/services/Cli" -c "$configuration" -v q --nologo
  [ -e "$dir/certs" ] || cli certs init --folder "$dir/certs"
  databases "$dir"
  . "$dir/env"
  ports "$dir"
  for s in "${services[@]}"; do
    start_service "$s" "$dir" migrate &
    jobs+=($!)
  done
  wait_for_all "${jobs[@]}"
  jobs=()
  for s in "${processes[@]}"; do
    start_service "$s" "$dir" &
    jobs+=($!)
  done
  wait_for_all "${jobs[@]}"
  jobs=()
  for s in $(everybody); do
    [ -e "$dir/$s.pid" ] && continue
    start_service "$s" "$dir" &
    jobs+=($!)
  done
  wait_for_all "${jobs[@]}"
  for s in "${services[@]}"; do address="$address${address:+,}$s=$(address_of "$s")"; done
  cat >"$dir/suite.env" <<ENV
export PROPOSALS_ADDRESS=$address
export PROPOSALS_CERTIFICATES=$dir/certs/operator
export PROPOSALS_ACCOUNTS=$dir/demo-accounts.json
ENV
  chmod 600 "$dir/suite.env"
  . "$dir/suite.env"
  [ -e "$PROPOSALS_ACCOUNTS" ] || cli demo create
  echo "分开部署已启动：$address"
  echo "打开 http://127.0.0.1:$PORT_gateway"
  echo "先执行 . $dir/suite.env，然后如 dotnet run --project services/Cli -- demo walk"
}

down() {
  local dir=$1 s
  [ ! -e "$dir/ports" ] || . "$dir/ports"
  for s in $(everybody); do end_service "$s" "$dir" & done
  wait
  "$here/backends.sh" down "$dir"
}

one() { # WHAT SERVICE [REPLICA] [DIR]
  local what=$1 process=$2
  shift 2
  if [[ "${1:-}" =~ ^[1-9]$ ]]; then
    [ "$1" = 1 ] || process="${process}_$1"
    shift
  fi
  "${what}_service" "$process" "${1:-$root/data/apart}"
}

case "${1:-}" in
  up) up "${2:-$root/data/apart}" ;;
  databases) databases "${2:-$root/data/apart}" ;;
  start | kill | restart)
    [ $# -ge 2 ] || die "$1 SERVICE [REPLICA] [DIR]"
    one "$@"
    ;;
  down) down "${2:-$root/data/apart}" ;;
  *)
    sed -n '2,/^set /{/^set /d;p}' "$0"
    exit 2
    ;;
esac
