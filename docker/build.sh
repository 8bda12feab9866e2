#!/usr/bin/env bash
# Builds the images conclave-{postgres,redis,nginx,node}:local of what ./conclave has built and of Debian's packages, and
# writes down what is in each (CycloneDX), beside them in target/images.
#
#   docker/build.sh [IMAGE…]            all four unless told
#   docker/build.sh --newest [IMAGE…]   with the packages that Debian has now, instead of those written in the Dockerfiles
#   docker/build.sh --lay-out           lays out in target/images/context/node what the node's image is made of, and builds nothing
#   docker/build.sh --renew             writes the versions that Debian has now into the Dockerfiles
#
# Exit code 4: Debian has a pinned version no more. CONCLAVE_BASE names another base image, CONCLAVE_DOCKER another client.
set -euo pipefail

here=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
readonly here root=${here%/*}
readonly out=$root/target/images client=${CONCLAVE_DOCKER:-docker} base=${CONCLAVE_BASE:-debian:trixie-slim}
readonly all=(postgres redis nginx node)

say() { printf 'images: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The packages that an image's Dockerfile names, with their versions.
pinned() { sed -n 's/^ARG PACKAGES="\(.*\)"$/\1/p' "$here/$1/Dockerfile"; }
unpinned() { pinned "$1" | sed 's/=[^ ]*//g'; }
versions() { if [[ $newest == true ]]; then unpinned "$1"; else pinned "$1"; fi; }

# ---- the node's context

# Jars keep one date, so that the same sources make the same image, and what the JVM learned goes on fitting.
dated() { find "$1" -exec touch -h -d 2026-11-01T00:00:00Z {} +; }

lay_out_node() {
  local to=$out/context/node jar
  local -a ours theirs
  [[ -r $root/app/target/conclave-app.jar && -d $root/agents/trainer/target/lib ]] ||
    die "there is no engine to put into an image: ./conclave help builds it"
  rm -rf -- "$to"
  mkdir -p "$to"/{lib,native,ours/trainer}
  cp -- "$here"/node/{Dockerfile,conclave,health,learn,application.conf,cluster.conf} "$to/"
  for jar in "$root"/app/target/lib/*.jar; do
    case ${jar##*/} in
      conclave-*) cp -- "$jar" "$to/ours/" ;;
      *) cp -- "$jar" "$to/lib/" ;;
    esac
  done
  cp -- "$root/app/target/conclave-app.jar" "$to/ours/"
  cp -- "$root"/agents/trainer/target/lib/*.jar "$to/ours/trainer/"

  cp -- "$root"/native-risk/target/classes/native/*/{conclave-worker,libconclave_risk.so} "$to/native/"
  # In an order that is written down: what the JVM learned holds for one class path only. Ours first, as ./conclave has it.
  ours=("$to/ours/conclave-app.jar")
  for jar in "$to"/ours/conclave-*.jar; do [[ $jar == */conclave-app.jar ]] || ours+=("$jar"); done
  theirs=("$to"/lib/*.jar)
  {
    sed '/^#/d' "$here/node/java.args"
    printf -- '-cp '
    { printf '/opt/conclave/%s\n' "${ours[@]#"$to/ours/"}"; printf '/opt/conclave/lib/%s\n' "${theirs[@]#"$to/lib/"}"; } | paste -sd :
  } >"$to/java.args"
  dated "$to"
}

# ---- what is in an image

# What Debian's packages of an image are, as CycloneDX.
dpkg_bill() {
  # shellcheck disable=SC2016                # dpkg's own words
  "$client" run --rm --network none --entrypoint dpkg-query "conclave-$1:local" -W -f '${Package} ${Version} ${Architecture}\n' |
    awk -v image="conclave-$1" '
      BEGIN { printf "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{\"component\":{\"type\":\"container\",\"name\":\"%s\"}},\"components\":[", image }
      { version = $2; gsub(/\+/, "%2B", version); gsub(/:/, "%3A", version)
        printf "%s\n{\"type\":\"library\",\"name\":\"%s\",\"version\":\"%s\",\"purl\":\"pkg:deb/debian/%s@%s?arch=%s&distro=debian-13\"}", (NR > 1 ? "," : ""), $1, $2, $1, version, $3 }
      END { print "\n]}" }' >"$out/conclave-$1.cdx.json"
}

# The jars' own bill is Maven's, made together with them.
jars_bill() {
  local bill=$root/app/target/conclave-engine.cdx.json
  if [[ -r $bill ]]; then cp -- "$bill" "$out/"; return; fi
  say "the bill of the engine's jars is missing: ./conclave images build makes it, but not where Maven is told to be offline"
  rm -f -- "$out/conclave-engine.cdx.json"
}

# ---- building

build() {
  local image=$1 context=$here/$1 log=$out/build-$1.log packages code=0
  packages=$(versions "$image")
  local -a further=()
  if [[ $image == node ]]; then
    lay_out_node
    context=$out/context/node
    further=(--build-arg "STORES=$(versions postgres) $(versions redis)")
  fi
  DOCKER_BUILDKIT=1 "$client" build --progress plain --build-arg "BASE=$base" --build-arg "PACKAGES=$packages" \
    ${further[@]+"${further[@]}"} -t "conclave-$image:local" "$context" >"$log" 2>&1 || code=$?
  if ((code)); then
    if grep -qE "Version '.*' for '.*' was not found" "$log"; then
      grep -m 1 -oE "Version '.*' for '.*' was not found" "$log" >&2
      say "Debian has gone on: docker/build.sh --renew writes its present versions into the Dockerfiles"
      exit 4
    fi
    tail -n 15 "$log" >&2
    die "the image $image could not be built; the reason stands above, and the whole log in $log"
  fi
  dpkg_bill "$image"
  [[ $image != node ]] || jars_bill
  printf 'conclave-%s:local %d MiB\n' "$image" "$(($("$client" image inspect -f '{{.Size}}' "conclave-$image:local") / 1048576))"
}

renew() {
  local image packages
  for image in "${all[@]}"; do
    # shellcheck disable=SC2016,SC2046         # expanded in the container; each name is a word
    packages=$("$client" run --rm "$base" bash -c '
      apt-get update -qq >&2
      for name; do echo "$name=$(apt-cache policy "$name" | sed -n "s/^  Candidate: //p")"; done' _ $(unpinned "$image") | paste -sd ' ')
    [[ $packages =~ ^([^ =]+=[0-9][^ ]* ?)+$ ]] || die "Debian does not have all packages of $image: $packages"
    sed -i "s|^ARG PACKAGES=.*|ARG PACKAGES=\"$packages\"|" "$here/$image/Dockerfile"
    echo "$image: $packages"
  done
}

newest=false
images=()
for argument; do
  case $argument in
    --newest) newest=true ;;
    --renew) renew; exit ;;
    --lay-out) mkdir -p "$out"; lay_out_node; exit ;;
    node | postgres | redis | nginx) images+=("$argument") ;;
    *) say "there is no image \"$argument\"; there are: ${all[*]}"; exit 2 ;;
  esac
done
((${#images[@]})) || images=("${all[@]}")
mkdir -p "$out"
"$client" version >/dev/null 2>&1 || die "no container engine answers: start Docker, or docker/engine.sh up (as root), and export what it prints"
for image in "${images[@]}"; do build "$image"; done
