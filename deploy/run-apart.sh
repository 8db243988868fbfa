#!/usr/bin/env bash
# The suite as it lives in a county: one process a service, PostgreSQL and RabbitMQ, all on loopback from Debian packages.
#
#   run-apart.sh up [DIR]                 start everything under DIR (data/apart), with a demonstration committee; DIR/suite.env tells the command line where it is
#   run-apart.sh databases [DIR]          only PostgreSQL and RabbitMQ with empty databases and their roles, e.g. to restore a backup into; `up` then goes on from there
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

start_service() { # NAME DIR, or NAME DIR migrate: then as the owner of its database, to the end
  local name=$1 dir=$2 s; . "$dir/env"; . "$dir/ports"
  local port_var="PORT_$name" program; program="services/$(title "$name")/bin/$configuration/net10.0/Proposals.$(title "$name").dll"
  (
    export PROPOSALS_Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Database__Engine=postgresql PROPOSALS_Bus__Transport=rabbitmq PROPOSALS_Bus__Port="$AMQP_PORT" \
      PROPOSALS_Bus__User="$AMQP_USER" PROPOSALS_Bus__Password="$AMQP_PASSWORD" PROPOSALS_Peers__Secret="$PEERS_SECRET" \
      PROPOSALS_Database__ConnectionString="Host=127.0.0.1;Port=$PG_PORT;Database=proposals_{service}" PROPOSALS_Database__User="proposals_{service}" \
      PROPOSALS_Logging__LogLevel__Default=Warning PROPOSALS_Logging__LogLevel__MassTransit=Error DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
    [ "$name" = gateway ] || PROPOSALS_Database__Password=$(cat "$dir/passwords/proposals_$name") && export PROPOSALS_Database__Password
    [ "$name" != gateway ] || export PROPOSALS_Gateway__Listen="http://127.0.0.1:${!port_var}" PROPOSALS_Files__Folder="$dir/files"
    for s in "${services[@]}"; do port_var="PORT_$s"; export "PROPOSALS_Peers__$(title "$s")=http://127.0.0.1:${!port_var}"; done
    cd "$root"
    if [ "${3:-}" = migrate ]; then PROPOSALS_Database__OwnerPassword=$(cat "$dir/passwords/proposals_${name}_owner") exec dotnet "$program" migrate >>"$dir/$name.log" 2>&1 </dev/null; fi
    setsid nohup dotnet "$program" >>"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
  ) || { tail -5 "$dir/$name.log" >&2; die "$name ${3:-start} failed"; }
  [ -n "${3:-}" ] || wait_for_port "${!port_var}" "$name" "$dir/$name.log"
}

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
  databases "$dir"; . "$dir/env"
  local port=${BASE_PORT:-5101}; touch "$dir/ports"
  for s in "${processes[@]}"; do
    grep -q "^PORT_$s=" "$dir/ports" && continue
    while ! port_is_free "$port" || grep -q "=$port\$" "$dir/ports"; do port=$((port + 1)); done; echo "PORT_$s=$port" >>"$dir/ports"; port=$((port + 1))
  done
  . "$dir/ports"
  local jobs=() job
  for s in "${services[@]}"; do start_service "$s" "$dir" migrate & jobs+=($!); done; for job in "${jobs[@]}"; do wait "$job"; done
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
  databases) databases "${2:-$root/data/apart}" ;;
  start) start_service "$2" "${3:-$root/data/apart}" ;;
  kill) kill_service "$2" "${3:-$root/data/apart}" ;;
  down) down "${2:-$root/data/apart}" ;;
  *) sed -n 2,8p "$0"; exit 2 ;;
esac
