#!/usr/bin/env bash
# PostgreSQL for the suite: a database a service (and shard), and its roles. Running it again changes nothing but the passwords. Either in the folder
# /docker-entrypoint-initdb.d of the PostgreSQL image, or by hand as a role that may create roles and databases (PGHOST, PGPORT, PGUSER, PGPASSWORD or PGPASSFILE as for psql).
#
#   proposals_<service>_owner  owns the database and its tables; only `migrate` and `proposals restore` connect as it
#   proposals_<service>        the running service: owns nothing, sees one committee's rows at a time (row-level security), adds to the journal and cannot change it
#   proposals_backup           `proposals backup`: reads everything and may hold the journals' heads for a moment; changes nothing
#
# A role's password is the first line of the file PASSWORDS/<role> (/run/secrets), or the variable <ROLE>_PASSWORD, e.g. PROPOSALS_INTAKE_OWNER_PASSWORD; there are no defaults.
# SHARDS=4 makes proposals_<service>_0 … _3; HOLDS="0 1" makes only these of them here, the others being on another server. PREFIX (proposals) lets two suites share a server.
set -euo pipefail
prefix=${PREFIX:-proposals} shards=${SHARDS:-1} passwords=${PASSWORDS:-/run/secrets}
[[ $prefix =~ ^[a-z][a-z0-9_]{0,30}$ ]] || { echo "databases.sh: PREFIX must be a short lower-case name" >&2; exit 1; }
[[ $shards =~ ^[1-9][0-9]?$ ]] || { echo "databases.sh: SHARDS must be 1 to 99" >&2; exit 1; }
holds=${HOLDS:-$(seq -s ' ' 0 $((shards - 1)))}

# Inside the image the server has no port yet, and its superuser is POSTGRES_USER. What psql reads it reads from standard input: nothing secret is an argument.
sql() { psql -X -q -v ON_ERROR_STOP=1 -U "${PGUSER:-${POSTGRES_USER:-postgres}}" -d "${1:-postgres}" >/dev/null; }

password_of() {
  local variable="${1^^}_PASSWORD" password=""
  if [ -s "$passwords/$1" ]; then IFS= read -r password <"$passwords/$1" || true; else password=${!variable:-}; fi
  [ -n "$password" ] || { echo "databases.sh: no password for $1: neither $passwords/$1 nor $variable" >&2; exit 1; }
  printf "'%s'" "${password//\'/\'\'}"
}

# role NAME RIGHTS: the password is never logged, not even by a server that logs statements.
role() {
  local password; password=$(password_of "$1") # on its own, so that a missing one ends the script
  sql <<SQL
SELECT set_config(name, value, false) FROM (VALUES ('log_statement', 'none'), ('log_min_duration_statement', '-1'), ('log_min_error_statement', 'panic')) AS quiet(name, value)
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
SET standard_conforming_strings = on; SET client_min_messages = warning;
SELECT 'CREATE ROLE $1' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') \gexec
ALTER ROLE $1 LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION $2 PASSWORD $password;
SQL
}

role "${prefix}_backup" BYPASSRLS
sql <<<"SET client_min_messages = warning; GRANT pg_read_all_data TO ${prefix}_backup;"
for service in directory intake assignment feedback supervision; do
  app="${prefix}_$service" owner="${prefix}_${service}_owner"
  role "$owner" NOBYPASSRLS
  role "$app" NOBYPASSRLS
  # A service answers or gives up within its deadlines (10 s, sweeps longer). What waits behind a lock is told so early enough to be sent again, and a replica whose machine is gone
  # must not hold the journal's head for longer than a call waits.
  # The owner gives up a lock early: whoever waits for an exclusive one keeps everybody behind him out.
  sql <<SQL
ALTER ROLE $app SET statement_timeout = '30s';
ALTER ROLE $app SET lock_timeout = '4s';
ALTER ROLE $app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE $owner SET lock_timeout = '10s';
SQL
  for shard in $holds; do
    database="${prefix}_$service"; [ "$shards" = 1 ] || database="${database}_$shard"
    # Only one who may act for the owner can give him a database; a superuser may anyway.
    sql <<SQL
SELECT 'GRANT $owner TO CURRENT_USER' WHERE NOT pg_has_role(current_user, '$owner', 'MEMBER') \gexec
SELECT 'CREATE DATABASE $database' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$database') \gexec
ALTER DATABASE $database OWNER TO $owner;
REVOKE ALL ON DATABASE $database FROM PUBLIC;
GRANT CONNECT ON DATABASE $database TO $app, ${prefix}_backup;
SQL
    # Before PostgreSQL 15 everybody could make tables in the schema public. Tables of the time before these roles go to the owner.
    sql "$database" <<SQL
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO $owner;
SELECT format('ALTER TABLE %I OWNER TO $owner', tablename) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> '$owner' \gexec
SQL
  done
done
