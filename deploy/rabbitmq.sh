#!/bin/bash
# Starts a RabbitMQ node of docker-compose.yml: writes the secrets into its settings, readable by the node alone, and
# runs the image's own entry point. JOIN names the node whose cluster a new node joins.
set -euo pipefail
umask 077
settings=/run/rabbitmq/proposals.conf
cat >"$settings" <<CONF
default_user = proposals
default_pass = $(cat /run/secrets/password)
loopback_users = none
# A quorum queue drops messages at its limits; consumers then pull from the journals. A full disk would stop everything.
disk_free_limit.absolute = 200MB
CONF
if [ -n "${JOIN:-}" ]; then
  cat >>"$settings" <<CONF
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = rabbit@$JOIN
cluster_formation.classic_config.nodes.2 = rabbit@$HOSTNAME
CONF
  # A node that finds no other node at its first start would begin a cluster of its own.
  [ -d "/var/lib/rabbitmq/mnesia/rabbit@$HOSTNAME" ] ||
    timeout 120 bash -c "until (exec 3<>/dev/tcp/$JOIN/5672) 2>/dev/null; do sleep 1; done"
fi
cookie=/var/lib/rabbitmq/.erlang.cookie
cp /run/secrets/cookie $cookie.new && chmod 400 $cookie.new && mv $cookie.new $cookie
chown rabbitmq: "$settings" /run/rabbitmq /var/log/rabbitmq $cookie
export RABBITMQ_CONFIG_FILE=$settings
exec docker-entrypoint.sh rabbitmq-server
