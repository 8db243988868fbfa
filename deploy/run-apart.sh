#!/usr/bin/env bash
# The suite as it lives in a county: one process a service, PostgreSQL and RabbitMQ, all on loopback from Debian packages.
#
#   run-apart.sh up [DIR]                 start everything under DIR (data/apart), with a demonstration committee; DIR/suite.env tells the command line where it is.
#                                         REPLICAS=2: two processes a service and two gateways, when DIR is new
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

start_service() {
  local process=$1 name=${1%_*} dir=$2 s; . "$dir/env"; . "$dir/ports"
  local port_var="PORT_$process"
  (
    export PROPOSALS_Listen="https://127.0.0.1:${!port_var}" PROPOSALS_Peers__Certificates="$dir/certs/$name" PROPOSALS_Database__Engine=postgresql PROPOSALS_Bus__Transport=rabbitmq PROPOSALS_Bus__Host="$(bus_hosts)" \
      PROPOSALS_Bus__User="$AMQP_USER" PROPOSALS_Bus__Password="$AMQP_PASSWORD" PROPOSALS_Peers__Secret="$PEERS_SECRET" \
      PROPOSALS_Database__ConnectionString="Host=127.0.0.1;Port=$PG_PORT;Username=proposals;Password=$PG_PASSWORD;Database=proposals_{service}" \
      PROPOSALS_Logging__LogLevel__Default=Warning PROPOSALS_Logging__LogLevel__MassTransit=Error DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
    [ "$name" != gateway ] || export PROPOSALS_Gateway__Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Files__Folder="$dir/files"
    for s in "${services[@]}"; do export "PROPOSALS_Peers__$(title "$s")=$(address_of "$s")"; done
    cd "$root"
    setsid nohup dotnet "services/$(title "$name")/bin/$configuration/net10.0/Proposals.$(title "$name").dll" >>"$dir/$process.log" 2>&1 </dev/null &
    echo $! >"$dir/$process.pid"
  )
  wait_for_port "${!port_var}" "$process" "$dir/$process.log"
}

# As long as its longest call may take, and not for ever.
end_service() { local pid; pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0; kill "$pid" 2>/dev/null || true; for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || { rm -f "$2/$1.pid"; return; }; sleep 0.05; done; die "$1 did not end in 30 s"; }
restart_service() { end_service "$@"; start_service "$@"; }
kill_service() { local pid; pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0; kill -9 "$pid" 2>/dev/null || true; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; rm -f "$2/$1.pid"; }

up() {
  local dir=$1 s; mkdir -p "$dir"; dir=$(cd "$dir" && pwd)
  for s in "${processes[@]}"; do
    [ -e "$root/services/$(title "$s")/bin/$configuration/net10.0/Proposals.$(title "$s").dll" ] || dotnet build "$root/services/$(title "$s")" -c "$configuration" -v q --nologo
  done
  [ -e "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" ] || dotnet build "$root/services/Cli" -c "$configuration" -v q --nologo
  [ -e "$dir/certs" ] || dotnet "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" certs init --folder "$dir/certs"
  "$here/backends.sh" up "$dir"; . "$dir/env"
  local port=${BASE_PORT:-5101}; [ -e "$dir/ports" ] || echo "REPLICAS=${REPLICAS:-1}" >"$dir/ports"; . "$dir/ports"
  for s in $(everybody); do
    grep -q "^PORT_$s=" "$dir/ports" && continue
    while ! port_is_free "$port" || grep -q "=$port\$" "$dir/ports"; do port=$((port + 1)); done; echo "PORT_$s=$port" >>"$dir/ports"; port=$((port + 1))
  done
  . "$dir/ports"
  for s in "${services[@]}"; do
    PGPASSWORD=$PG_PASSWORD psql -h 127.0.0.1 -p "$PG_PORT" -U proposals -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = 'proposals_$s'" | grep -q 1 ||
      PGPASSWORD=$PG_PASSWORD psql -h 127.0.0.1 -p "$PG_PORT" -U proposals -d postgres -qc "CREATE DATABASE proposals_$s"
  done
  # The first of each service makes its database; the second finds it made.
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
one() { local service=$2; if [[ "${3:-}" =~ ^[1-9]$ ]]; then [ "$3" = 1 ] || service="$2_$3"; shift; fi; "$1_service" "$service" "${3:-$root/data/apart}"; }

case "${1:-}" in
  up) up "${2:-$root/data/apart}" ;;
  start | kill | restart) [ $# -ge 2 ] || die "$1 SERVICE [REPLICA] [DIR]"; one "$@" ;;
  down) down "${2:-$root/data/apart}" ;;
  *) sed -n 2,9p "$0"; exit 2 ;;
esac
