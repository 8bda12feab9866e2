#!/usr/bin/env bash
# The stack of containers: ./conclave images build|up|down|status. See docker/README.md.
#
#   build [IMAGE…]  builds the images of what is built here; docker/build.sh tells its options
#   up [--cluster] [--profile NAME] [OPTION…]
#                   starts one node with its stores behind Nginx, or three, makes secrets and a first key if there are none, and
#                   waits until all are healthy; further options are those of docker compose up
#   down [--wipe --yes]  stops all; keeps volumes and secrets unless told otherwise
#   status          what runs
#
# Read from the environment:
#   CONCLAVE_STACK_DIR    where secrets and the first key are kept, var/stack unless told
#   CONCLAVE_STACK        the compose project's name, conclave unless told
#   CONCLAVE_COMPOSE      further compose files, separated by colons, laid over docker/compose.yaml
#   CONCLAVE_NAME         the host's name in the certificate and for browsers, localhost unless told
#   CONCLAVE_HTTPS_PORT, CONCLAVE_HTTP_PORT, CONCLAVE_ADDRESS   where Nginx listens: 443, 80, 0.0.0.0
#   CONCLAVE_RUN_OPTIONS  further options of ./conclave run, such as --bundled
#   CONCLAVE_DOCKER       another client than docker
set -euo pipefail
umask 022

here=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname -- "$here")
readonly here root
folder=${CONCLAVE_STACK_DIR:-$root/var/stack}
[[ $folder == /* ]] || folder=$PWD/$folder
readonly folder client=${CONCLAVE_DOCKER:-docker} stack=${CONCLAVE_STACK:-conclave} name=${CONCLAVE_NAME:-localhost} port=${CONCLAVE_HTTPS_PORT:-443}
export CONCLAVE_SECRETS=$folder/secrets
export CONCLAVE_ORIGIN=${CONCLAVE_ORIGIN:-https://$name$([[ $port == 443 ]] || echo ":$port")}

say() { printf 'conclave: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

nodes=0
# The nodes' certificates are there once it has been a cluster.
[[ ${2:-} != --cluster && ! -e $folder/secrets/authority.pem ]] || nodes=3

compose() {
  local file
  local -a files=(-f "$here/compose$( ((nodes == 0)) || echo .cluster).yaml")
  IFS=: read -ra further <<<"${CONCLAVE_COMPOSE:-}"
  for file in ${further[@]+"${further[@]}"}; do files+=(-f "$file"); done
  "$client" compose -p "$stack" "${files[@]}" "$@"
}

require_engine() {
  "$client" version >/dev/null 2>&1 || die "no container engine answers: start Docker, or docker/engine.sh up (as root), and export what it prints"
  "$client" compose version >/dev/null 2>&1 || die "$client has no compose: install Docker's plugin of that name"
}

require_images() {
  local image
  for image in postgres redis nginx node; do
    "$client" image inspect "conclave-$image:local" >/dev/null 2>&1 || "$here/build.sh" "$image" >&2
  done
}

# The engine listens where others reach it only when somebody has a key.
require_key() {
  [[ ! -s $folder/key ]] || return 0
  compose up -d --wait postgres redis >&2 || die "the stores do not come up; the reason stands above"
  (umask 077; compose run --rm -T --no-deps "node$( ((nodes == 0)) || echo -1)" keys create --role viewer --label first </dev/null >"$folder/key.new") ||
    { rm -f -- "$folder/key.new"; die "the first key could not be made; the reason stands above"; }
  mv -- "$folder/key.new" "$folder/key"
}

up() {
  local -a profiles=() further=()
  while (($#)); do
    case $1 in
      --cluster) ;;
      --profile) profiles+=(--profile "${2:?--profile wants a name}"); shift ;;
      *) further+=("$1") ;;
    esac
    shift
  done
  require_engine
  require_images
  CONCLAVE_NAME=$name "$here/secrets.sh" "$folder/secrets" "$nodes"
  require_key
  # The node by itself must not go on beside three that play its run, nor one of three beside it.
  compose ${profiles[@]+"${profiles[@]}"} up -d --wait --remove-orphans ${further[@]+"${further[@]}"} >&2 || { compose ps >&2; die "not all containers are healthy; the reason stands above, and $client logs tells more"; }
  say "a key of role viewer is in $folder/key"
  echo "$CONCLAVE_ORIGIN"
}

down() {
  local wipe=false yes=false option left volume
  for option in "$@"; do
    case $option in
      --wipe) wipe=true ;;
      --yes) yes=true ;;
      *) say "down takes --wipe --yes, not $option"; exit 2 ;;
    esac
  done
  require_engine
  mkdir -p "$CONCLAVE_SECRETS"
  # Whatever profile a container was started with.
  if [[ $wipe == false ]]; then compose --profile '*' down --remove-orphans >&2; return; fi
  [[ $yes == true ]] || { say "--wipe deletes the journal and all else of the stack for good: say --wipe --yes if that is meant"; exit 2; }
  compose --profile '*' down --volumes --remove-orphans >&2
  # Those of the node by itself are not among those of three, and the other way round.
  left=$("$client" volume ls --quiet --filter "label=com.docker.compose.project=$stack")
  while read -r volume; do [[ -z $volume ]] || "$client" volume rm "$volume" >&2; done <<<"$left"
  rm -rf -- "$folder"
}

case ${1:-} in
  build) shift; exec "$here/build.sh" "$@" ;;
  up) shift; up "$@" ;;
  down) shift; down "$@" ;;
  status) shift; require_engine; mkdir -p "$CONCLAVE_SECRETS"; compose ps "$@" ;;
  *) sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "$here/images.sh" >&2; [[ ${1:-} == help ]] || exit 2 ;;
esac
