#!/usr/bin/env bash
# Gives the newest PostgreSQL installed here the extension pgvector: Debian's package where there is one for that
# version, else built from Debian's own source package, whose signature apt checks. Needs root, and some twenty seconds.
# Where the extension is there nothing is done.
#
#   docker/pgvector.sh [VERSION]   of PostgreSQL, such as 15; the newest installed unless told
set -euo pipefail

readonly suite=trixie                      # whose pgvector is new enough for HNSW
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf 'pgvector: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

newest() {
  local folder
  for folder in /usr/lib/postgresql/*/bin/postgres; do
    [[ ! -x $folder ]] || basename -- "$(dirname -- "$(dirname -- "$folder")")"
  done | sort -V | tail -n 1
}

# Where this machine gets Debian from.
archive() {
  {
    awk '/^URIs:/ { print $2 }' /etc/apt/sources.list.d/*.sources
    sed -En 's/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | grep -E '/debian/?$' | head -n 1 || true
}

version=${1:-$(newest)}
[[ -n $version ]] || die "there is no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql"
readonly version
readonly config=/usr/lib/postgresql/$version/bin/pg_config
readonly control=/usr/share/postgresql/$version/extension/vector.control
[[ ! -e $control ]] || exit 0
((EUID == 0)) || die "PostgreSQL $version has no pgvector and only root may install it: run this script as root"

readonly apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
if apt-cache show "postgresql-$version-pgvector" >/dev/null 2>&1; then
  "${apt[@]}" install -y --no-install-recommends "postgresql-$version-pgvector" </dev/null >&2
  exit 0
fi

uri=$(archive)
[[ -n $uri && -r $keyring ]] || die "builds pgvector from Debian's sources and finds no Debian archive among apt's: install postgresql-$version-pgvector by other means"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
if [[ ! -x $config ]] || ! [[ -d $("$config" --includedir-server) ]] || ! command -v make gcc >/dev/null; then
  install=("${apt[@]}" install -y --no-install-recommends "postgresql-server-dev-$version" gcc make libc6-dev)
  "${install[@]}" </dev/null >&2 || { "${apt[@]}" update && "${install[@]}"; } </dev/null >&2
fi

# A source list of its own: the machine's stays as it is.
mkdir -p "$work"/{sources,lists/partial,cache/archives/partial}
printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$uri" "$suite" "$keyring" \
  >"$work/sources/$suite.sources"
readonly from=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
  -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
"${apt[@]}" "${from[@]}" update >&2
(cd "$work" && "${apt[@]}" "${from[@]}" source --download-only pgvector >&2 && tar -xzf pgvector_*.orig.tar.gz)
# For any processor of the architecture, not for this very one.
make -s -C "$work"/pgvector-*/ -j"$(nproc)" OPTFLAGS='' PG_CONFIG="$config" with_llvm=no >&2
make -s -C "$work"/pgvector-*/ install PG_CONFIG="$config" with_llvm=no >&2
[[ -e $control ]] || die "was built and is still not there: $control"
