#!/bin/sh
# Becomes the server, as the user redis; root reads the secret and hands it on, for it is closed to others.
set -eu
chown redis:redis /data
exec setpriv --reuid=redis --regid=redis --init-groups redis-server - </run/secrets/redis
