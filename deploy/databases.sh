#!/usr/bin/env bash
# Makes PostgreSQL ready for the suite: a database for each service (and shard), and its roles. A second run changes
# nothing but the passwords. It runs either in the folder /docker-entrypoint-initdb.d of the PostgreSQL image, with
# services.env beside it, or by hand as a role that may create roles and databases (PGHOST, PGPORT, PGUSER, PGPASSWORD
# or PGPASSFILE as for psql).
#
#   proposals_<service>_owner  owns the database and its tables; only `migrate` and `proposals restore` connect as it
#   proposals_<service>        the running service: it owns nothing and sees one committee's rows at a time (row-level
#                              security); it adds to the journal and cannot change it
#   proposals_backup           `proposals backup`: it reads everything and may hold the journals' heads for a moment;
#                              it changes nothing
#
# A role's password is the first line of the file PASSWORDS/<role> (/run/secrets), or the variable <ROLE>_PASSWORD, e.g.
# PROPOSALS_INTAKE_OWNER_PASSWORD; there are no defaults.
# SHARDS=4 makes proposals_<service>_0 … _3; HOLDS="0 1" makes only these of them here, because the others are on
# another server. PREFIX (proposals) lets two suites share a server.
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "${BASH_SOURCE[0]}")/services.env"
prefix=${PREFIX:-proposals} shards=${SHARDS:-1} passwords=${PASSWORDS:-/run/secrets}
die() {
  echo "databases.sh: $*" >&2
  exit 1
}
[[ $prefix =~ ^[a-z][a-z0-9_]{0,30}$ ]] || die "PREFIX must be a short lower-case name"
[[ $shards =~ ^[1-9][0-9]?$ && $shards -le 64 ]] || die "SHARDS must be 1 to 64"
holds=${HOLDS:-$(seq -s ' ' 0 $((shards - 1)))}

password_of() {
  local variable="${1^^}_PASSWORD" password=""
  if [ -s "$passwords/$1" ]; then
    IFS= read -r password <"$passwords/$1" || true
  else
    password=${!variable:-}
  fi
  [ -n "$password" ] || die "no password for $1: neither $passwords/$1 nor $variable"
  printf "'%s'" "${password//\'/\'\'}"
}

# role NAME RIGHTS
role() {
  local password
  password=$(password_of "$1") # on its own, so that a missing one ends the script
  cat <<SQL
SELECT 'CREATE ROLE $1' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') \gexec
ALTER ROLE $1 LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION $2 PASSWORD $password;
SQL
}

# Passwords are never logged, not even by a server that logs statements.
roles() {
  local service app owner
  cat <<'SQL'
SELECT set_config(name, value, false)
FROM (VALUES
    ('log_statement', 'none'),
    ('log_min_duration_statement', '-1'),
    ('log_min_error_statement', 'panic')) AS quiet(name, value)
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
SET standard_conforming_strings = on; SET client_min_messages = warning;
BEGIN;
SQL
  role "${prefix}_backup" BYPASSRLS
  echo "GRANT pg_read_all_data TO ${prefix}_backup;"
  for service in $SERVICES; do
    app="${prefix}_$service" owner="${prefix}_${service}_owner"
    role "$owner" NOBYPASSRLS
    role "$app" NOBYPASSRLS
    # A service answers or gives up within its deadlines (10 s, sweeps longer). A statement that waits behind a lock
    # fails early enough to be sent again. A replica whose machine is gone must not hold the journal's head for longer
    # than a call waits. The owner gives up a lock early: while it waits for an exclusive one, everybody behind it
    # waits. Only a role that may act for the owner can give it a database; a superuser may anyway.
    cat <<SQL
ALTER ROLE $app SET statement_timeout = '30s';
ALTER ROLE $app SET lock_timeout = '4s';
ALTER ROLE $app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE $owner SET lock_timeout = '10s';
SELECT 'GRANT $owner TO CURRENT_USER' WHERE NOT pg_has_role(current_user, '$owner', 'MEMBER') \gexec
SQL
  done
  echo "COMMIT;"
}

# database SERVICE NAME. Before PostgreSQL 15 everybody could make tables in the schema public. Tables that are older
# than these roles go to the owner.
database() {
  local app="${prefix}_$1" owner="${prefix}_${1}_owner"
  cat <<SQL
\connect postgres
SELECT 'CREATE DATABASE $2' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$2') \gexec
\connect $2
BEGIN;
ALTER DATABASE $2 OWNER TO $owner;
REVOKE ALL ON DATABASE $2 FROM PUBLIC;
GRANT CONNECT ON DATABASE $2 TO $app, ${prefix}_backup;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO $owner;
SELECT format('ALTER TABLE %I OWNER TO $owner', tablename)
FROM pg_tables WHERE schemaname = 'public' AND tableowner <> '$owner' \gexec
COMMIT;
SQL
}

everything() {
  local service shard
  roles
  for service in $SERVICES; do
    for shard in $holds; do
      if [ "$shards" = 1 ]; then shard=""; else shard="_$shard"; fi
      database "$service" "${prefix}_$service$shard"
    done
  done
}

# Inside the image the server has no port yet, and its superuser is POSTGRES_USER. psql reads its statements from
# standard input, so that no secret is an argument. Nothing is sent when a password is missing.
statements=$(everything)
printf '%s\n' "$statements" |
  psql -X -q -v ON_ERROR_STOP=1 -U "${PGUSER:-${POSTGRES_USER:-postgres}}" -d postgres >/dev/null
