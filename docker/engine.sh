#!/usr/bin/env bash
# A private Docker engine for tests on a machine that has none: Debian's own, unpacked beside the system instead of
# installed, and a base image made from Debian's archive instead of pulled. Needs root. The system is not changed but for
# the rules and the bridge that every Docker engine makes while it runs.
#
#   docker/engine.sh up     starts it; twice is once. Prints its settings as NAME=VALUE, one a line; STARTED=yes if it did
#                           not run before
#   docker/engine.sh down   stops it, keeps its images
#   docker/engine.sh why    prints why it cannot run here, and exits 1; says nothing where it can
#
# Everything of it is in CONCLAVE_ENGINE_DIR, ~/.cache/conclave/engine unless told.
set -euo pipefail

folder=${CONCLAVE_ENGINE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/conclave/engine}
[[ $folder == /* ]] || folder=$PWD/$folder
readonly folder
readonly suite=trixie base=debian:trixie-slim
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly unpacked=$folder/unpacked socket=unix://$folder/docker.sock
readonly patience=30                       # seconds that the engine is given to start or stop

say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

docker() { DOCKER_HOST=$socket DOCKER_CONFIG=$folder/config "$unpacked/usr/bin/docker" "$@"; }

# Where this machine gets Debian from.
archive() {
  {
    awk '/^URIs:/ { print $2 }' /etc/apt/sources.list.d/*.sources
    sed -En 's/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | grep -E '/debian/?$' | head -n 1 || true
}

# Why no engine can run here; nothing if one can.
why_not() {
  local program
  if ((EUID != 0)); then echo "an engine of one's own needs root"; return; fi
  for program in containerd runc iptables mmdebstrap tini apt-get; do
    command -v "$program" >/dev/null || { echo "there is no $program: apt-get install containerd runc iptables mmdebstrap tini"; return; }
  done
  [[ -n $(archive) && -r $keyring ]] || { echo "there is no Debian archive among apt's sources"; return; }
  grep -qw overlay /proc/filesystems || { echo "this kernel has no overlay file system"; return; }
}

# ---- its programs

# Newer than the machine's Debian has them, for compose; a source list of its own, the machine's stays as it is.
unpack() {
  [[ ! -x $unpacked/usr/sbin/dockerd || ! -d $unpacked/usr/libexec/docker/cli-plugins ]] || return 0
  local deb work=$folder/apt
  rm -rf -- "$work" "$unpacked.new"
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,debs} "$unpacked.new"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$(archive)" "$suite" "$keyring" \
    >"$work/sources/$suite.sources"
  local -a apt=(apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  "${apt[@]}" update >&2
  (cd "$work/debs" && "${apt[@]}" download docker.io docker-cli docker-compose docker-buildx >&2)
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$unpacked.new"; done
  rm -rf -- "$work" "$unpacked"
  mv -- "$unpacked.new" "$unpacked"
}

# ---- the engine

answers() { docker version >/dev/null 2>&1; }

started=no
start() {
  answers && return
  started=yes
  rm -f -- "$folder/dockerd.pid"
  # 9 is our lock: an engine that stays must not hold it.
  setsid nohup "$unpacked/usr/sbin/dockerd" -H "$socket" --data-root "$folder/data" --exec-root "$folder/exec" \
    --pidfile "$folder/dockerd.pid" --userland-proxy-path "$unpacked/usr/sbin/docker-proxy" --init-path "$(command -v tini)" \
    >"$folder/dockerd.log" 2>&1 </dev/null 9>&- &
  local begun=$SECONDS
  until answers; do
    ((SECONDS - begun < patience)) || { tail -n 5 "$folder/dockerd.log" >&2; die "the engine does not start; the reason stands above, and the whole log in $folder/dockerd.log"; }
    sleep 0.2
  done
}

# What Docker Hub has under this name, made from the archive that signs it.
make_base() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  mmdebstrap --quiet --variant=minbase --include=ca-certificates --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" - "$(archive)" |
    docker import -c 'CMD ["bash"]' - "$base" >&2
}

up() {
  local reason; reason=$(why_not)
  [[ -z $reason ]] || die "$reason"
  mkdir -p -- "$folder/config/cli-plugins"
  exec 9>"$folder/lock"
  flock 9                                  # two tests started at once make one engine
  unpack
  ln -sf "$unpacked"/usr/libexec/docker/cli-plugins/* "$folder/config/cli-plugins/"
  start
  make_base
  printf 'DOCKER_HOST=%s\nDOCKER_CONFIG=%s\nCONCLAVE_DOCKER=%s\nSTARTED=%s\n' "$socket" "$folder/config" \
    "$unpacked/usr/bin/docker" "$started"
}

down() {
  local pid begun=$SECONDS
  pid=$(cat "$folder/dockerd.pid" 2>/dev/null || true)
  [[ -n $pid && $(cat "/proc/$pid/comm" 2>/dev/null) == dockerd ]] || return 0
  kill -TERM "$pid"
  while [[ -e /proc/$pid ]]; do
    ((SECONDS - begun < patience)) || die "the engine (process $pid) does not stop; its log is $folder/dockerd.log"
    sleep 0.2
  done
}

case ${1:-} in
  up) up ;;
  down) down ;;
  why) reason=$(why_not); [[ -z $reason ]] || { echo "$reason"; exit 1; } ;;
  *) sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
