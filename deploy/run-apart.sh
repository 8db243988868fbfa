#!/usr/bin/env bash
# The suite as it lives in a county: one process a service, PostgreSQL and RabbitMQ, all on loopback from Debian packages.
#
#   run-apart.sh up [DIR]                 start everything under DIR (data/apart), with a demonstration committee; DIR/suite.env tells the command line where it is.
#                                         REPLICAS=2: two processes a service and two gateways, when DIR is new
#   run-apart.sh databases [DIR]          only PostgreSQL and RabbitMQ with empty databases and their roles, e.g. to restore a backup into; `up` then goes on from there
#   run-apart.sh start|kill|restart SERVICE [REPLICA] [DIR]   one process: of directory, intake, assignment, feedback, supervision or the gateway; the first when no number is given.
#                                         restart is what an upgrade does: SIGTERM, wait for the end, start, wait until it answers
#   run-apart.sh down [DIR]               stop everything; the data stays
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(dirname "$here")
services=(directory intake assignment feedback supervision)
processes=("${services[@]}" gateway) # the gateway is a process like the others, without a database and without a journal
configuration=${CONFIGURATION:-Release}
die() { echo "run-apart.sh: $*" >&2; exit 1; }
title() { echo "${1^}"; }
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
wait_for_port() { for _ in $(seq 300); do port_is_free "$1" || return 0; sleep 0.1; done; die "$2 did not come up; see $3"; }

# A process is named intake, its second replica intake_2.
replicas() { local r; echo "$1"; for r in $(seq 2 "${REPLICAS:-1}"); do echo "$1_$r"; done; }
everybody() { local s; for s in "${processes[@]}"; do replicas "$s"; done; }
address_of() { local r port_var all=; for r in $(replicas "$1"); do port_var="PORT_$r"; all="$all${all:+,}https://127.0.0.1:${!port_var}"; done; echo "$all"; }
bus_hosts() { local n port_var all=; for n in "" $(seq 2 "${AMQP_NODES:-1}"); do port_var="AMQP_PORT$n"; all="$all${all:+,}127.0.0.1:${!port_var}"; done; echo "$all"; }

start_service() { # PROCESS DIR, or PROCESS DIR migrate: then as the owner of its database, to the end
  local process=$1 name=${1%_*} dir=$2 s; . "$dir/env"; . "$dir/ports"
  local port_var="PORT_$process" program; program="services/$(title "$name")/bin/$configuration/net10.0/Proposals.$(title "$name").dll"
  (
    export PROPOSALS_Listen="https://127.0.0.1:${!port_var}" PROPOSALS_Peers__Certificates="$dir/certs/$name" PROPOSALS_Database__Engine=postgresql PROPOSALS_Bus__Transport=rabbitmq PROPOSALS_Bus__Host="$(bus_hosts)" \
      PROPOSALS_Bus__User="$AMQP_USER" PROPOSALS_Bus__Password="$AMQP_PASSWORD" PROPOSALS_Peers__Secret="$PEERS_SECRET" \
      PROPOSALS_Database__ConnectionString="Host=127.0.0.1;Port=$PG_PORT;Database=proposals_{service}" PROPOSALS_Database__User="proposals_{service}" PROPOSALS_Database__MaxPoolSize=20 DOTNET_TieredPGO=0 \
      PROPOSALS_Logging__LogLevel__Default="${PROPOSALS_Logging__LogLevel__Default:-Warning}" PROPOSALS_Logging__LogLevel__MassTransit=Error DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
    [ "$name" = gateway ] || PROPOSALS_Database__Password=$(cat "$dir/passwords/proposals_$name") && export PROPOSALS_Database__Password
    [ "$name" != gateway ] || export PROPOSALS_Gateway__Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Files__Folder="$dir/files"
    for s in "${services[@]}"; do export "PROPOSALS_Peers__$(title "$s")=$(address_of "$s")"; done
    cd "$root"
    if [ "${3:-}" = migrate ]; then PROPOSALS_Database__OwnerPassword=$(cat "$dir/passwords/proposals_${name}_owner") exec dotnet "$program" migrate >>"$dir/$process-migrate.log" 2>&1 </dev/null; fi
    setsid nohup dotnet "$program" >>"$dir/$process.log" 2>&1 </dev/null &
    echo $! >"$dir/$process.pid"
  ) || { tail -5 "$dir/$process${3:+-migrate}.log" >&2; die "$process ${3:-start} failed"; }
  [ -n "${3:-}" ] || wait_for_port "${!port_var}" "$process" "$dir/$process.log"
}

# As long as its longest call may take, and not for ever.
end_service() { local pid; pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0; kill "$pid" 2>/dev/null || true; for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || { rm -f "$2/$1.pid"; return; }; sleep 0.05; done; die "$1 did not end in 30 s"; }
restart_service() { end_service "$@"; start_service "$@"; }
kill_service() { local pid; pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0; kill -9 "$pid" 2>/dev/null || true; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; rm -f "$2/$1.pid"; }

# Each role's password is a file of its own, drawn once; databases.sh gives the roles what the files say.
databases() {
  local dir=$1 s; mkdir -p "$dir"; dir=$(cd "$dir" && pwd)
  { [ -e "$dir/env" ] && . "$dir/env" && ! port_is_free "$PG_PORT" && ! port_is_free "$AMQP_PORT"; } || "$here/backends.sh" up "$dir"
  . "$dir/env"; mkdir -p -m 700 "$dir/passwords"
  for s in proposals_backup "${services[@]/#/proposals_}" $(printf 'proposals_%s_owner ' "${services[@]}"); do
    [ -s "$dir/passwords/$s" ] || (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$dir/passwords/$s")
  done
  PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=proposals PGPASSWORD=$PG_PASSWORD PASSWORDS=$dir/passwords "$here/databases.sh"
}

up() {
  local dir=$1 s; mkdir -p "$dir"; dir=$(cd "$dir" && pwd)
  for s in "${processes[@]}"; do
    [ -e "$root/services/$(title "$s")/bin/$configuration/net10.0/Proposals.$(title "$s").dll" ] || dotnet build "$root/services/$(title "$s")" -c "$configuration" -v q --nologo
  done
  [ -e "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" ] || dotnet build "$root/services/Cli" -c "$configuration" -v q --nologo
  [ -e "$dir/certs" ] || dotnet "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" certs init --folder "$dir/certs"
  databases "$dir"; . "$dir/env"
  local port=${BASE_PORT:-5101}; [ -e "$dir/ports" ] || echo "REPLICAS=${REPLICAS:-1}" >"$dir/ports"; . "$dir/ports"
  for s in $(everybody); do
    grep -q "^PORT_$s=" "$dir/ports" && continue
    while ! port_is_free "$port" || grep -q "=$port\$" "$dir/ports"; do port=$((port + 1)); done; echo "PORT_$s=$port" >>"$dir/ports"; port=$((port + 1))
  done
  . "$dir/ports"
  local jobs=() job
  for s in "${services[@]}"; do start_service "$s" "$dir" migrate & jobs+=($!); done; for job in "${jobs[@]}"; do wait "$job"; done
  for s in "${processes[@]}"; do start_service "$s" "$dir" & done; wait
  for s in $(everybody); do [ -e "$dir/$s.pid" ] || start_service "$s" "$dir" & done; wait
  local address=""; for s in "${services[@]}"; do address="$address${address:+,}$s=$(address_of "$s")"; done
  cat >"$dir/suite.env" <<ENV
export PROPOSALS_ADDRESS=$address
export PROPOSALS_CERTIFICATES=$dir/certs/operator
export PROPOSALS_ACCOUNTS=$dir/demo-accounts.json
ENV
  chmod 600 "$dir/suite.env"; . "$dir/suite.env"
  [ -e "$PROPOSALS_ACCOUNTS" ] || dotnet "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" demo create
  echo "分开部署已启动：$address"
  echo "打开 http://127.0.0.1:$PORT_gateway"
  echo "先执行 . $dir/suite.env，然后如 dotnet run --project services/Cli -- demo walk"
}

down() { local dir=$1 s; [ ! -e "$dir/ports" ] || . "$dir/ports"; for s in $(everybody); do end_service "$s" "$dir" & done; wait; "$here/backends.sh" down "$dir"; }
one() { local what=$1 process=$2; shift 2; if [[ "${1:-}" =~ ^[1-9]$ ]]; then [ "$1" = 1 ] || process="${process}_$1"; shift; fi; "${what}_service" "$process" "${1:-$root/data/apart}"; }

case "${1:-}" in
  up) up "${2:-$root/data/apart}" ;;
  databases) databases "${2:-$root/data/apart}" ;;
  start | kill | restart) [ $# -ge 2 ] || die "$1 SERVICE [REPLICA] [DIR]"; one "$@" ;;
  down) down "${2:-$root/data/apart}" ;;
  *) sed -n 2,10p "$0"; exit 2 ;;
esac
