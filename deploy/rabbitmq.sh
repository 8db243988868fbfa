#!/bin/bash
# A RabbitMQ node of docker-compose.yml: turns the secrets into its settings, readable by it alone, and goes on to the image's own entry. JOIN names the node whose cluster a new node joins.
set -euo pipefail
umask 077
settings=/run/rabbitmq/proposals.conf
cat >"$settings" <<CONF
default_user = proposals
default_pass = $(cat /run/secrets/password)
loopback_users = none
# What a quorum queue forgets by its limits is pulled from the journals; a full disk would stop everybody.
disk_free_limit.absolute = 200MB
CONF
if [ -n "${JOIN:-}" ]; then
  printf 'cluster_formation.peer_discovery_backend = classic_config\ncluster_formation.classic_config.nodes.1 = rabbit@%s\ncluster_formation.classic_config.nodes.2 = rabbit@%s\n' "$JOIN" "$HOSTNAME" >>"$settings"
  # A node that finds nobody at its first start would begin a cluster of its own.
  [ -d "/var/lib/rabbitmq/mnesia/rabbit@$HOSTNAME" ] || timeout 120 bash -c "until (exec 3<>/dev/tcp/$JOIN/5672) 2>/dev/null; do sleep 1; done"
fi
cp /run/secrets/cookie /var/lib/rabbitmq/.erlang.cookie.new && chmod 400 /var/lib/rabbitmq/.erlang.cookie.new && mv /var/lib/rabbitmq/.erlang.cookie.new /var/lib/rabbitmq/.erlang.cookie
chown rabbitmq: "$settings" /run/rabbitmq /var/log/rabbitmq /var/lib/rabbitmq/.erlang.cookie
export RABBITMQ_CONFIG_FILE=$settings
exec docker-entrypoint.sh rabbitmq-server
