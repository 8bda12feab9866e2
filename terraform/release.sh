#!/usr/bin/env bash
# Makes a release that machines fetch, check and run: images and compose files, their checksums, and a signature on those.
#
#   terraform/release.sh KEY FOLDER [--no-images]
#
# KEY is a private key in PEM (openssl ecparam -name prime256v1 -genkey -noout), whose public half Terraform is given. FOLDER must
# not be there yet; copy it to S3 afterwards: aws s3 cp --recursive FOLDER s3://BUCKET/FOLDER. --no-images leaves out the images,
# for machines that pull them from a registry. The images must be built: ./conclave images build.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
readonly root

say() { printf 'release: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

(($# == 2)) || { (($# == 3)) && [[ $3 == --no-images ]]; } || { say "terraform/release.sh KEY FOLDER [--no-images]"; exit 2; }
readonly key=$1 folder=$2 images=${3:-}
[[ -r $key ]] || die "cannot read the key $key."
[[ ! -e $folder ]] || die "$folder is there already: a release is made once."
[[ -r $root/docker/compose.yaml ]] || die "$root/docker/compose.yaml is missing."

mkdir -p -- "${folder%/}.new"
work=$(readlink -f -- "${folder%/}.new")
trap 'rm -rf -- "$work"' EXIT

# One order and one date, so that the same files make the same archive.
tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-01T00:00:00Z -c docker | zstd -q -o "$work/docker.tar.zst"
if [[ -z $images ]]; then
  docker save conclave-{node,postgres,redis,nginx}:local | zstd -q -T0 -o "$work/images.tar.zst" ||
    die "the images cannot be saved: build them with ./conclave images build."
fi
(cd "$work" && sha256sum -- *.tar.zst >SHA256SUMS)
openssl dgst -sha256 -sign "$key" -out "$work/SHA256SUMS.sig" "$work/SHA256SUMS" || die "$key cannot sign."
chmod -R a+rX "$work"
mv -T -- "$work" "$folder"
trap - EXIT
say "$folder holds the release"
