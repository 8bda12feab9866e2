#!/bin/bash
# Makes the data folder if it is empty, then becomes the server; arguments are further options of it.
#
# Secrets, readable by the user postgres: POSTGRES_PASSWORD_FILE, the superuser's password; and, if there is one,
# CONCLAVE_ROLES_FILE with a line NAME=PASSWORD for each of owner, app and read, who are made together with the database.
set -euo pipefail

# A server that only this container reaches, while its roles are made.
furnish() {
  pg_ctl -D "$1" -s -w -o "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  {
    while IFS='=' read -r name password || [[ -n $name ]]; do
      printf "CREATE ROLE conclave_%s LOGIN PASSWORD '%s';\n" "$name" "$password"
    done <"$CONCLAVE_ROLES_FILE"
    cat <<'SQL'
CREATE DATABASE conclave OWNER conclave_owner;
REVOKE ALL ON DATABASE conclave FROM PUBLIC;
GRANT CONNECT ON DATABASE conclave TO conclave_app, conclave_read;
\connect conclave
CREATE EXTENSION vector;
SQL
  } | PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE") psql -Xq -v ON_ERROR_STOP=1 -h /tmp -U postgres -d postgres
  pg_ctl -D "$1" -s -w -m fast stop
}

if [[ ! -e $PGDATA/PG_VERSION ]]; then
  # Made beside and moved in when it is whole: one that was cut off is made again.
  rm -rf "$PGDATA/new"
  initdb -D "$PGDATA/new" -U postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth=scram-sha-256 --data-checksums \
    --encoding=UTF8 --locale=C >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/new/pg_hba.conf"
  echo "include_if_exists = '/etc/conclave.conf'" >>"$PGDATA/new/postgresql.conf"
  [[ -z ${CONCLAVE_ROLES_FILE:-} ]] || furnish "$PGDATA/new"
  version=$(cat "$PGDATA/new/PG_VERSION")
  rm "$PGDATA/new/PG_VERSION"
  mv "$PGDATA"/new/* "$PGDATA/"
  rmdir "$PGDATA/new"
  # The last of all: without it the folder counts as empty.
  echo "$version" >"$PGDATA/PG_VERSION"
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
