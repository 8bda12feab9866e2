#!/usr/bin/env bash
# Measures how long a node takes from its start until it is ready, with what the JVM learned and without, by turns: what the
# image is made of, run by this machine's JDK on a PostgreSQL and a Redis of its own, and each time going on with the same
# run of some hundred rounds. Needs root, for folders and a network that nobody else sees, and what ./conclave test installs.
#
#   docker/node/start-times.sh [TIMES]   10 of each unless told. Prints each start, and the medians
#
# Processor time is the engine's own, user and system, until it says that it is ready.
set -euo pipefail
here=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=${here%/docker/node}
readonly here root times=${1:-10} ours=(--reuid=10001 --regid=10001 --clear-groups)

if [[ ${2:-} != within ]]; then
  ((EUID == 0)) || { echo "start-times: needs root" >&2; exit 1; }
  [[ -n ${JAVA_HOME:-} ]] || { echo "start-times: set JAVA_HOME to a JDK 25" >&2; exit 1; }
  "$root/docker/build.sh" --lay-out
  exec unshare --mount --net --pid --fork --kill-child --mount-proc bash "$here/${BASH_SOURCE[0]##*/}" "$times" within
fi

# ---- as it is in the image

ip link set lo up
mount -t tmpfs -o mode=755 tmpfs /opt
mount -t tmpfs -o mode=755 tmpfs /var/lib
mount -t tmpfs -o mode=755 tmpfs /usr/local/bin
mkdir -p /opt/conclave /var/lib/conclave
{ cat /etc/passwd; echo 'conclave:x:10001:10001::/var/lib/conclave:/usr/sbin/nologin'; } >/opt/passwd
mount --bind /opt/passwd /etc/passwd
context=$root/target/images/context/node
cp -a "$context"/{lib,native,application.conf,java.args} "$context"/ours/. /opt/conclave/
cp "$context"/{conclave,health,learn} /usr/local/bin/
install -d -o 10001 -g 10001 -m 700 /var/lib/conclave /opt/conclave/made
chmod 755 /usr/local/bin/* /opt/conclave/native/*
# JAVA_HOME may be where another user may not look.
cp -a "$JAVA_HOME" /opt/java
export PATH=/opt/java/bin:/usr/local/bin:/usr/bin:/bin MALLOC_ARENA_MAX=2 LANG=C.UTF-8 HOME=/var/lib/conclave
cd /var/lib/conclave
echo "start-times: the JVM takes its notes" >&2
setpriv "${ours[@]}" learn

# ---- a run to go on with

PATH=$(printf '%s:' /usr/lib/postgresql/*/bin)$PATH
install -d -o 10001 -g 10001 /var/lib/stores
setpriv "${ours[@]}" initdb -D /var/lib/stores/postgres -U postgres --auth=trust --encoding=UTF8 --locale=C >/dev/null
setpriv "${ours[@]}" pg_ctl -D /var/lib/stores/postgres -s -w -l /var/lib/stores/log \
  -o "-c listen_addresses=127.0.0.1 -c unix_socket_directories=/var/lib/stores" start
setpriv "${ours[@]}" redis-server --bind 127.0.0.1 --save '' --daemonize yes --dir /var/lib/stores >/dev/null
sql() { psql -Xqh 127.0.0.1 -U postgres "$@"; }
sql -c 'CREATE DATABASE run'
settings="-Dconclave.journal.kind=postgres -Dconclave.journal.url=jdbc:postgresql://127.0.0.1:5432/run
  -Dconclave.journal.user=postgres -Dconclave.bus.kind=redis -Dconclave.http.host=127.0.0.1"
export CONCLAVE_JAVA_ARGS=${settings//$'\n'/ }
node() { exec setpriv "${ours[@]}" conclave "$@"; }

(node run --headless) >/var/lib/stores/node 2>&1 &
until [[ $(sql run -Atc "SELECT to_regclass('decisions')" 2>/dev/null) == decisions ]]; do sleep 0.2; done
(node feed --bundled --speed 90000) >/var/lib/stores/feed 2>&1 || { cat /var/lib/stores/feed >&2; exit 1; }
until (($(sql run -Atc 'SELECT count(*) FROM decisions') >= 100)); do sleep 0.2; done
kill -KILL $!
wait $! 2>/dev/null || true
cp -a /var/lib/conclave/data /var/lib/stores/data
sql -c 'CREATE DATABASE seeded TEMPLATE run'
echo "start-times: each start goes on from round $(sql seeded -Atc 'SELECT count(*) FROM decisions')" >&2

# ---- starts

# Prints wall and processor time, milliseconds.
start() {
  local engine begun wall fields
  sql -c 'DROP DATABASE run WITH (FORCE)' -c 'CREATE DATABASE run TEMPLATE seeded'
  rm -rf /var/lib/conclave/data
  cp -a /var/lib/stores/data /var/lib/conclave/data
  begun=${EPOCHREALTIME/./}
  (node run) >/var/lib/stores/node 2>&1 &
  engine=$!
  until health 2>/dev/null; do
    kill -0 "$engine" 2>/dev/null || { cat /var/lib/stores/node >&2; exit 1; }
    sleep 0.02
  done
  wall=$(((${EPOCHREALTIME/./} - begun) / 1000))
  read -r fields <"/proc/$engine/stat"
  # shellcheck disable=SC2086                # one field a word
  set -- ${fields##*) }
  kill -TERM "$engine"
  wait "$engine" || true
  echo "$wall $((("${12}" + "${13}") * 1000 / $(getconf CLK_TCK)))"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print int((v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2) }'; }

for ((i = 1; i <= times; i++)); do
  for how in with without; do
    if [[ $how == with ]]; then unset CONCLAVE_UNLEARNED; else export CONCLAVE_UNLEARNED=1; fi
    taken=$(start)
    echo "$taken" >>"/var/lib/stores/$how"
    read -r wall cpu <<<"$taken"
    read -r load _ </proc/loadavg
    printf '%-7s wall %5d ms, processor %5d ms, load %s\n' "$how" "$wall" "$cpu" "$load"
  done
done
for how in with without; do
  printf '%-7s median of %d: wall %d ms, processor %d ms\n' "$how" "$times" \
    "$(cut -d ' ' -f 1 "/var/lib/stores/$how" | median)" "$(cut -d ' ' -f 2 "/var/lib/stores/$how" | median)"
done
