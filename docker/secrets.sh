#!/usr/bin/env bash
# Makes the secrets of a stack of containers, each a file of its own; what is there already stays.
#
#   docker/secrets.sh FOLDER [NODES]   NODES: also certificates for a cluster of so many nodes
#
# The folder is closed to all but its owner. The files in it are open, for a container sees a file with the rights it has
# here, and the users in the containers are nobody's here.
set -euo pipefail
umask 022

readonly folder=${1:?docker/secrets.sh FOLDER [NODES]} nodes=${2:-0}
here=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
readonly here

say() { printf 'secrets: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
secret() { od -An -vtx1 -N24 /dev/urandom | tr -d ' \n'; }

# make NAME: the file NAME of what comes in, unless it is there; whole or not at all.
make() {
  if [[ -e $folder/$1 ]]; then cat >/dev/null; return; fi
  cat >"$folder/$1.new"
  mv -- "$folder/$1.new" "$folder/$1"
}

role() { sed -n "s/^$1=//p" "$folder/roles"; }

mkdir -p -- "$folder"
chmod 700 "$folder"
make postgres < <(secret)
make redis < <(secret)
make roles < <(for name in owner app read; do printf '%s=%s\n' "$name" "$(secret)"; done)
make redis.conf <<CONF
port 6379
bind 0.0.0.0
dir /data
requirepass $(cat "$folder/redis")
save ""
appendonly yes
appendfsync everysec
auto-aof-rewrite-percentage 100
auto-aof-rewrite-min-size 8mb
# Streams are bounded by who writes them; what does not fit is refused, never forgotten.
maxmemory 40mb
maxmemory-policy noeviction
maxclients 100
tcp-keepalive 60
CONF
make conclave.conf <<CONF
# How the node reaches its stores. Settings of your own may stand below.
conclave {
  journal {
    kind = "postgres"
    url = "jdbc:postgresql://postgres:5432/conclave"
    user = "conclave_app"
    password = "$(role app)"
    owner { user = "conclave_owner", password = "$(role owner)" }
  }
  bus { kind = "redis", url = "redis://redis:6379/0", password = "$(cat "$folder/redis")" }
}
CONF

# A certificate that nobody signed but itself, until there is one that somebody did: put that in its place.
if [[ ! -e $folder/certificate.pem || ! -e $folder/key.pem ]]; then
  command -v openssl >/dev/null || die "makes a certificate for the door and found no openssl: apt-get install openssl, or put certificate.pem and key.pem into $folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj "/CN=${CONCLAVE_NAME:-localhost}" \
    -addext "subjectAltName=DNS:${CONCLAVE_NAME:-localhost},IP:127.0.0.1" -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null ||
    die "openssl made no certificate in $folder"
  chmod 644 "$folder/key.pem"
fi

# What nodes show each other. The authority's own key stays here: it goes into no container.
own() {
  local node=$1
  [[ ! -e $folder/node-$node.pem ]] || return 0
  "$conclave" certificate node "node-$node" --authority "$folder/authority" --out "$folder" --host "node-$node" >&2 ||
    die "no certificate for node-$node; the reason stands above"
  chmod 644 "$folder/node-$node.pem" "$folder/node-$node.key"
}

if ((nodes > 0)); then
  readonly conclave=$here/../conclave
  if [[ ! -e $folder/authority.pem ]]; then
    "$conclave" certificate --help >/dev/null 2>&1 ||
      die "the nodes of a cluster need certificates and this ./conclave makes none: put authority.pem, and node-N.pem and node-N.key of each node, into $folder"
    # There is one already where this was cut off.
    [[ -e $folder/authority/authority.pem ]] || "$conclave" certificate authority --out "$folder/authority" >&2 || die "no authority for the nodes' certificates; the reason stands above"
    install -m 644 "$folder/authority/authority.pem" "$folder/authority.pem"
  fi
  for ((node = 1; node <= nodes; node++)); do own "$node"; done
fi
