#!/usr/bin/env bash
# PostgreSQL and Redis of one's own: ./conclave services up|down|status. See docker/README.md.
#
#   up      starts both, makes them if they are not there; twice is once. Prints where they are
#   status  what runs, and the memory of each (proportional set size); exit code 1 unless both run
#   down    stops both and keeps their data; "down --wipe --yes" deletes the data too
#   --json  prints one JSON document instead
#
# With a container engine that answers, by compose; else local servers. Which of the two is decided when the folder is
# made. Only servers that were started from this folder are ever touched.
#
# Read from the environment:
#   CONCLAVE_SERVICES_DIR    where servers, secrets and conclave.conf are kept, var/services unless told
#   CONCLAVE_POSTGRES_PORT   on loopback; the first free one from 15432 on unless told
#   CONCLAVE_REDIS_PORT      the first free one from 16379 on unless told
#   CONCLAVE_CONTAINERS      never: local servers even where a container engine answers
set -euo pipefail
umask 022

here=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname -- "$here")
readonly here root
folder=${CONCLAVE_SERVICES_DIR:-$root/var/services}
[[ $folder == /* ]] || folder=$PWD/$folder
readonly folder
readonly answer_file=$folder/conclave.conf secrets=$folder/secrets
readonly pg_data=$folder/postgres/data pg_log=$folder/postgres/log
readonly redis_home=$folder/redis
readonly patience=60                       # seconds that a server is given to start or stop

say() { printf 'conclave: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
usage() { sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "$here/services.sh"; }

# ---- who runs them

# The user that a server becomes: ours, or of Debian's accounts the first there is, for PostgreSQL refuses to be root.
unprivileged() {
  local name
  if ((EUID != 0)); then id -un; return; fi
  for name in postgres nobody; do
    if id -u "$name" >/dev/null 2>&1; then echo "$name"; return; fi
  done
  die "root must start PostgreSQL as another user and there is neither postgres nor nobody"
}

as_server() {
  # 9 is our lock: a server that stays must not hold it.
  if ((EUID != 0)); then "$@" 9>&-; return; fi
  local user; user=$(unprivileged)
  setpriv "--reuid=$user" "--regid=$(id -gn "$user")" --init-groups -- env -u HOME "$@" 9>&-
}

pg_program() {
  local found
  found=$(compgen -G "/usr/lib/postgresql/*/bin/$1" | sort -V | tail -n 1 || true)
  [[ -n $found ]] || found=$(command -v "$1" || true)
  [[ -n $found ]] || die "starts a PostgreSQL of its own and found no $1: apt-get install postgresql (then docker/pgvector.sh, as root), or set conclave.journal to a server you have"
  echo "$found"
}

# ---- what is known of them: NAME=VALUE, one a line, closed to others

known() { [[ ! -r $secrets ]] || sed -n "s/^$1=//p" "$secrets" | tail -n 1; }
remember() { printf '%s=%s\n' "$1" "$2" >>"$secrets"; }
secret() { od -An -vtx1 -N24 /dev/urandom | tr -d ' \n'; }

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port=$1
  while is_taken "$port"; do port=$((port + 1)); done
  echo "$port"
}

has_containers() {
  [[ ${CONCLAVE_CONTAINERS:-} != never ]] && command -v docker >/dev/null &&
    docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
}

prepare() {
  mkdir -p -- "$folder" || die "cannot write to $folder: give $(id -un) write permission there, or set CONCLAVE_SERVICES_DIR to another folder"
  chmod 755 "$folder"
  [[ -e $secrets ]] || (umask 077; : >"$secrets")
  [[ -n $(known kind) ]] || remember kind "$(has_containers && echo containers || echo local)"
  local name
  for name in superuser owner app read redis; do
    [[ -n $(known "$name") ]] || remember "$name" "$(secret)"
  done
  [[ -n $(known postgres_port) ]] || remember postgres_port "${CONCLAVE_POSTGRES_PORT:-$(free_port 15432)}"
  [[ -n $(known redis_port) ]] || remember redis_port "${CONCLAVE_REDIS_PORT:-$(free_port 16379)}"
}

# ---- PostgreSQL

# Its process, if that is alive and of this folder.
pg_pid() {
  local pid
  [[ -r $pg_data/postmaster.pid ]] || ((EUID == 0)) || return 0
  pid=$(head -n 1 "$pg_data/postmaster.pid" 2>/dev/null || true)
  [[ -n $pid && $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$(readlink -f "$pg_data")" ]] || return 0
  echo "$pid"
}

psql_as_superuser() {
  PGPASSWORD=$(known superuser) PGCONNECT_TIMEOUT=10 "$(pg_program psql)" -XqAt -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$(known postgres_port)" -U postgres -d "$1"
}

require_vector() {
  local share; share=$("$(pg_program pg_config)" --sharedir)
  [[ -e $share/extension/vector.control ]] && return
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    say "building the extension pgvector for PostgreSQL"
    "$here/pgvector.sh" || die "the extension pgvector could not be built; the reason stands above"
  else
    die "PostgreSQL has no extension pgvector: run docker/pgvector.sh as root"
  fi
}

make_cluster() {
  local home=$folder/postgres pwfile
  mkdir -p -- "$home"
  if ((EUID == 0)); then chown "$(unprivileged)" "$home"; fi
  chmod 700 "$home"
  as_server test -x "$home" || die "the user $(unprivileged), as whom root starts the servers, cannot reach $home: set CONCLAVE_SERVICES_DIR to a folder that it can"
  pwfile=$home/password
  (umask 077; known superuser >"$pwfile")
  if ((EUID == 0)); then chown "$(unprivileged)" "$pwfile"; fi
  # A half-made one, from an up that was cut off, is made again: it holds nothing yet.
  rm -rf -- "$pg_data.new"
  (cd / && as_server "$(pg_program initdb)" -D "$pg_data.new" -U postgres "--pwfile=$pwfile" --auth=scram-sha-256 \
    --data-checksums --encoding=UTF8 --locale=C) >"$folder/initdb.log" 2>&1 ||
    { tail -n 5 "$folder/initdb.log" >&2; die "PostgreSQL's data folder could not be made; the reason stands above"; }
  rm -f -- "$pwfile" "$folder/initdb.log"
  mv -- "$pg_data.new" "$pg_data"
}

start_postgres() {
  [[ -z $(pg_pid) ]] || return 0
  require_vector
  [[ -d $pg_data ]] || make_cluster
  local port; port=$(known postgres_port)
  ! is_taken "$port" || die "port $port, where this PostgreSQL was, is taken by another program: end that one"
  {
    cat "$here/postgres/conclave.conf"
    printf "\nlisten_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = ''\n" "$port"
  } >"$folder/postgres/conclave.conf"
  chmod 644 "$folder/postgres/conclave.conf"
  grep -qsF conclave.conf "$pg_data/postgresql.conf" ||
    echo "include '../conclave.conf'" >>"$pg_data/postgresql.conf"
  (cd / && as_server "$(pg_program pg_ctl)" -D "$pg_data" -l "$pg_log" -w -t "$patience" start) >/dev/null 2>&1 ||
    { tail -n 5 "$pg_log" >&2; die "PostgreSQL does not start; the reason stands above, and the whole log in $pg_log"; }
}

# Roles, database and extension; what is there already stays.
furnish_postgres() {
  local name
  {
    for name in owner app read; do
      cat <<SQL
DO \$\$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'conclave_$name') THEN CREATE ROLE conclave_$name; END IF;
END \$\$;
ALTER ROLE conclave_$name LOGIN PASSWORD '$(known "$name")';
SQL
    done
    cat <<'SQL'
SELECT 'CREATE DATABASE conclave OWNER conclave_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'conclave')
\gexec
REVOKE ALL ON DATABASE conclave FROM PUBLIC;
GRANT CONNECT ON DATABASE conclave TO conclave_app, conclave_read;
SQL
  } | psql_as_superuser postgres >/dev/null
  echo 'SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS vector;' | psql_as_superuser conclave >/dev/null
}

stop_postgres() {
  local pid; pid=$(pg_pid)
  [[ -n $pid ]] || return 0
  (cd / && as_server "$(pg_program pg_ctl)" -D "$pg_data" -m fast -w -t "$patience" stop) >/dev/null 2>&1 ||
    die "PostgreSQL (process $pid) does not stop; its log is $pg_log"
}

# ---- Redis

redis_pid() {
  local pid
  pid=$(head -n 1 "$redis_home/pid" 2>/dev/null || true)
  [[ -n $pid && $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$(readlink -f "$redis_home/data")" ]] || return 0
  echo "$pid"
}

redis_configuration() {
  cat <<CONF
# Written by ./conclave services up.
port $(known redis_port)
requirepass $(known redis)
save ""
appendonly yes
appendfsync everysec
auto-aof-rewrite-percentage 100
auto-aof-rewrite-min-size 16mb
# Streams are bounded by who writes them; what does not fit is refused, never forgotten.
maxmemory 96mb
maxmemory-policy noeviction
maxclients 200
timeout 0
tcp-keepalive 60
CONF
}

start_redis() {
  [[ -z $(redis_pid) ]] || return 0
  command -v redis-server >/dev/null || die "starts a Redis of its own and found no redis-server: apt-get install redis-server, or set conclave.bus to a server you have"
  local port; port=$(known redis_port)
  ! is_taken "$port" || die "port $port, where this Redis was, is taken by another program: end that one"
  mkdir -p -- "$redis_home/data"
  (umask 077; {
    redis_configuration
    printf 'bind 127.0.0.1\ndaemonize yes\ndir %s\npidfile %s\nlogfile %s\n' \
      "$redis_home/data" "$redis_home/pid" "$redis_home/log"
  } >"$redis_home/redis.conf")
  chmod 700 "$redis_home"
  if ((EUID == 0)); then chown -R "$(unprivileged)" "$redis_home"; fi
  (cd / && as_server setsid redis-server "$redis_home/redis.conf") </dev/null >/dev/null 2>&1 || true
  local begun=$SECONDS
  until [[ $(redis_says PING) == PONG ]]; do
    ((SECONDS - begun < patience)) || { tail -n 5 "$redis_home/log" >&2; die "Redis does not start; the reason stands above, and the whole log in $redis_home/log"; }
    sleep 0.05
  done
}

redis_says() { REDISCLI_AUTH=$(known redis) redis-cli -h 127.0.0.1 -p "$(known redis_port)" "$@" 2>/dev/null || true; }

stop_redis() {
  local pid begun=$SECONDS
  pid=$(redis_pid)
  [[ -n $pid ]] || return 0
  kill -TERM "$pid"                        # writes out its file, then ends
  while [[ -n $(redis_pid) ]]; do
    ((SECONDS - begun < patience)) || die "Redis (process $pid) does not stop; its log is $redis_home/log"
    sleep 0.05
  done
}

# ---- by compose

compose() {
  CONCLAVE_SERVICES_DIR=$folder CONCLAVE_POSTGRES_PORT=$(known postgres_port) CONCLAVE_REDIS_PORT=$(known redis_port) \
    docker compose -f "$here/compose.services.yaml" "$@"
}

up_containers() {
  # The folder is closed, and the files in it are not: the users within the containers are nobody's here.
  mkdir -p "$folder/containers"
  chmod 700 "$folder/containers"
  known superuser >"$folder/containers/postgres"
  { redis_configuration | sed 's/^port .*/port 6379/'; printf 'bind 0.0.0.0\ndir /data\n'; } >"$folder/containers/redis.conf"
  compose up -d --build --wait >&2 || die "the containers do not come up; the reason stands above"
}

# The container has the password: on a command line here everybody would read it.
psql_in_container() {
  # shellcheck disable=SC2016                # expanded in the container
  compose exec -T postgres sh -c 'PGPASSWORD=$(cat /run/secrets/postgres) exec psql -XqAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -U postgres -d "$1"' sh "$1"
}

container_pid() {
  local id; id=$(compose ps -q "$1" 2>/dev/null || true)
  [[ -z $id ]] || docker inspect -f '{{if .State.Running}}{{.State.Pid}}{{end}}' "$id" 2>/dev/null || true
}

# ---- what they cost

# This process and all below it.
family() {
  local child
  echo "$1"
  while read -r child; do family "$child"; done < <(cat "/proc/$1/task"/*/children 2>/dev/null | tr -s ' ' '\n' | grep . || true)
}

# KiB of proportional set size of these processes' families; a page that two share counts once.
pss_kib() {
  local pid member
  for pid in "$@"; do
    for member in $(family "$pid"); do cat "/proc/$member/smaps_rollup" 2>/dev/null || true; done
  done | awk '$1 == "Pss:" { kib += $2 } END { print kib + 0 }'
}

# The engines that were started from this house; not their children, which are in their families.
node_pids() {
  local process line
  for process in /proc/[0-9]*; do
    line=$(tr '\0' '\n' 2>/dev/null <"$process/cmdline" || true)
    if grep -qxF -- "-Dconclave.root=$root" <<<"$line" && grep -qxF -- io.conclave.app.Conclave <<<"$line"; then
      echo "${process#/proc/}"
    fi
  done 2>/dev/null
}

pid_of() {
  case $(known kind) in
    containers) container_pid "$1" ;;
    local) if [[ $1 == postgres ]]; then pg_pid; else redis_pid; fi ;;
  esac
}

# ---- the commands

write_answer() {
  (umask 077; cat >"$answer_file.new" <<CONF
# Written by ./conclave services up: how to reach the servers it keeps in this folder. Holds passwords.
conclave {
  journal {
    kind = "postgres"
    url = "jdbc:postgresql://127.0.0.1:$(known postgres_port)/conclave"
    user = "conclave_app"
    password = "$(known app)"
    owner { user = "conclave_owner", password = "$(known owner)" }
  }
  bus {
    kind = "redis"
    url = "redis://:$(known redis)@127.0.0.1:$(known redis_port)"
  }
}
CONF
  )
  mv -f -- "$answer_file.new" "$answer_file"
}

up() {
  prepare
  case $(known kind) in
    containers)
      up_containers
      psql_as_superuser() { psql_in_container "$1"; } ;;
    local)
      start_postgres
      start_redis ;;
  esac
  furnish_postgres || die "PostgreSQL could not be furnished; the reason stands above"
  write_answer
  tell
}

down() {
  local wipe=false yes=false option
  for option in "$@"; do
    case $option in
      --wipe) wipe=true ;;
      --yes) yes=true ;;
    esac
  done
  if [[ $wipe == true && $yes == false ]]; then
    say "--wipe deletes the journal and all else in $folder for good: say --wipe --yes if that is meant"
    exit 2
  fi
  if [[ -e $secrets ]]; then
    case $(known kind) in
      containers) if [[ $wipe == true ]]; then compose down --volumes >&2; else compose stop >&2; fi ;;
      local)
        stop_redis
        stop_postgres ;;
    esac
    # Only what up has made.
    [[ $wipe == false ]] || rm -rf -- "$folder"/{postgres,redis,initdb.log,secrets,conclave.conf,containers}
  fi
  tell || true                             # nothing runs, which is what was asked for
}

# One service as JSON: {"running":…}. NAME PORT PID
service_json() {
  if [[ -z $3 ]]; then printf '{"running":false,"port":%s}' "${2:-null}"; return; fi
  printf '{"running":true,"port":%s,"pid":%s,"pssMib":%s}' "$2" "$3" "$(($(pss_kib "$3") / 1024))"
}

service_line() {
  if [[ -z $3 ]]; then echo "$1: does not run"; return; fi
  echo "$1: port $2, process $3, $(($(pss_kib "$3") / 1024)) MiB"
}

# Prints what there is; fails unless both run.
tell() {
  local postgres='' redis='' kind='' postgres_port='' redis_port=''
  local -a nodes
  if [[ -r $secrets ]]; then
    kind=$(known kind) postgres_port=$(known postgres_port) redis_port=$(known redis_port)
    postgres=$(pid_of postgres) redis=$(pid_of redis)
  fi
  mapfile -t nodes < <(node_pids)
  if [[ $json == true ]]; then
    printf '{"kind":"%s","folder":"%s","postgres":%s,"redis":%s,"node":{"running":%s,"pids":[%s],"pssMib":%s}}\n' \
      "${kind:-none}" "$folder" "$(service_json PostgreSQL "$postgres_port" "$postgres")" \
      "$(service_json Redis "$redis_port" "$redis")" "$( ((${#nodes[@]})) && echo true || echo false)" \
      "$(IFS=,; echo "${nodes[*]}")" "$(($(pss_kib ${nodes[@]+"${nodes[@]}"}) / 1024))"
  else
    service_line PostgreSQL "$postgres_port" "$postgres"
    service_line Redis "$redis_port" "$redis"
    ((${#nodes[@]} == 0)) || echo "node: process ${nodes[*]}, $(($(pss_kib "${nodes[@]}") / 1024)) MiB with its children"
    [[ ! -e $answer_file ]] || echo "reached by $answer_file"
  fi
  [[ -n $postgres && -n $redis ]]
}

json=false
command=${1:-}
[[ $# == 0 ]] || shift
for option in "$@"; do
  case $option in
    --json) json=true ;;
    --help | -h) usage; exit 0 ;;
    --wipe | --yes) [[ $command == down ]] || { say "$option is for services down"; exit 2; } ;;
    *) say "services $command knows no \"$option\": there are --json, and for down --wipe --yes"; exit 2 ;;
  esac
done

# Two at once are one after the other.
locked() {
  mkdir -p -- "$folder" 2>/dev/null || die "cannot write to $folder: give $(id -un) write permission there, or set CONCLAVE_SERVICES_DIR to another folder"
  exec 9>"$folder/lock"
  flock -w "$((3 * patience))" 9 || die "another ./conclave services is at work in $folder"
}

case $command in
  up) locked; up ;;
  down) locked; down "$@" ;;
  status) tell ;;
  --help | -h | help) usage ;;
  *) say "services up, down or status? ./conclave services --help tells more"; exit 2 ;;
esac
