#!/usr/bin/env bash
# The suite as it lives in a county: one process a service, PostgreSQL and RabbitMQ, all on loopback from Debian packages.
#
#   run-apart.sh up [DIR]                 start everything under DIR (data/apart), with a demonstration committee; DIR/suite.env tells the command line where it is
#   run-apart.sh start|kill SERVICE [DIR] one service: directory, intake, assignment, feedback, supervision, or the gateway
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

start_service() {
  local name=$1 dir=$2 s; . "$dir/env"; . "$dir/ports"
  local port_var="PORT_$name"
  (
    export PROPOSALS_Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Database__Engine=postgresql PROPOSALS_Bus__Transport=rabbitmq PROPOSALS_Bus__Port="$AMQP_PORT" \
      PROPOSALS_Bus__User="$AMQP_USER" PROPOSALS_Bus__Password="$AMQP_PASSWORD" PROPOSALS_Peers__Secret="$PEERS_SECRET" \
      PROPOSALS_Database__ConnectionString="Host=127.0.0.1;Port=$PG_PORT;Username=proposals;Password=$PG_PASSWORD;Database=proposals_{service}" \
      PROPOSALS_Logging__LogLevel__Default="${PROPOSALS_Logging__LogLevel__Default:-Warning}" PROPOSALS_Logging__LogLevel__MassTransit=Error DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
    [ "$name" != gateway ] || export PROPOSALS_Gateway__Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Files__Folder="$dir/files"
    for s in "${services[@]}"; do port_var="PORT_$s"; export "PROPOSALS_Peers__$(title "$s")=http://127.0.0.1:${!port_var}"; done
    cd "$root"
    setsid nohup dotnet "services/$(title "$name")/bin/$configuration/net10.0/Proposals.$(title "$name").dll" >>"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
  )
  wait_for_port "${!port_var}" "$name" "$dir/$name.log"
}

kill_service() { local pid; pid=$(cat "$2/$1.pid" 2>/dev/null) || return 0; kill -9 "$pid" 2>/dev/null || true; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; rm -f "$2/$1.pid"; }

up() {
  local dir=$1 s; mkdir -p "$dir"; dir=$(cd "$dir" && pwd)
  for s in "${processes[@]}"; do
    [ -e "$root/services/$(title "$s")/bin/$configuration/net10.0/Proposals.$(title "$s").dll" ] || dotnet build "$root/services/$(title "$s")" -c "$configuration" -v q --nologo
  done
  [ -e "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" ] || dotnet build "$root/services/Cli" -c "$configuration" -v q --nologo
  "$here/backends.sh" up "$dir"; . "$dir/env"
  local port=${BASE_PORT:-5101}; touch "$dir/ports"
  for s in "${processes[@]}"; do
    grep -q "^PORT_$s=" "$dir/ports" && continue
    while ! port_is_free "$port" || grep -q "=$port\$" "$dir/ports"; do port=$((port + 1)); done; echo "PORT_$s=$port" >>"$dir/ports"; port=$((port + 1))
  done
  . "$dir/ports"
  for s in "${services[@]}"; do
    PGPASSWORD=$PG_PASSWORD psql -h 127.0.0.1 -p "$PG_PORT" -U proposals -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = 'proposals_$s'" | grep -q 1 ||
      PGPASSWORD=$PG_PASSWORD psql -h 127.0.0.1 -p "$PG_PORT" -U proposals -d postgres -qc "CREATE DATABASE proposals_$s"
  done
  for s in "${processes[@]}"; do start_service "$s" "$dir" & done; wait
  local address="" port_var; for s in "${services[@]}"; do port_var="PORT_$s"; address="$address${address:+,}$s=http://127.0.0.1:${!port_var}"; done
  cat >"$dir/suite.env" <<ENV
export PROPOSALS_ADDRESS=$address
export PROPOSALS_SECRET=$PEERS_SECRET
export PROPOSALS_ACCOUNTS=$dir/demo-accounts.json
ENV
  chmod 600 "$dir/suite.env"; . "$dir/suite.env"
  [ -e "$PROPOSALS_ACCOUNTS" ] || dotnet "$root/services/Cli/bin/$configuration/net10.0/proposals.dll" demo create
  echo "分开部署已启动：$address"
  echo "打开 http://127.0.0.1:$PORT_gateway"
  echo "先执行 . $dir/suite.env，然后如 dotnet run --project services/Cli -- demo walk"
}

down() { local dir=$1 s pid; for s in "${processes[@]}"; do if pid=$(cat "$dir/$s.pid" 2>/dev/null); then kill "$pid" 2>/dev/null || true; while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; rm -f "$dir/$s.pid"; fi; done; "$here/backends.sh" down "$dir"; }

case "${1:-}" in
  up) up "${2:-$root/data/apart}" ;;
  start) start_service "$2" "${3:-$root/data/apart}" ;;
  kill) kill_service "$2" "${3:-$root/data/apart}" ;;
  down) down "${2:-$root/data/apart}" ;;
  *) sed -n 2,7p "$0"; exit 2 ;;
esac
