#!/bin/sh
# Makes the data folder if it is empty, then becomes the server, as the user postgres.
set -eu
as_postgres='setpriv --reuid=postgres --regid=postgres --init-groups'
chown postgres:postgres "$PGDATA"
chmod 700 "$PGDATA"
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  # The secret is closed to all but root, and initdb is not root.
  install -o postgres -m 600 "$POSTGRES_PASSWORD_FILE" /tmp/secret
  $as_postgres initdb -D "$PGDATA" -U postgres --pwfile=/tmp/secret --auth=scram-sha-256 --data-checksums \
    --encoding=UTF8 --locale=C
  rm /tmp/secret
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "include_if_exists = '/etc/conclave.conf'" >>"$PGDATA/postgresql.conf"
fi
exec $as_postgres postgres -D "$PGDATA" -c listen_addresses='*'
