#!/usr/bin/env bash
# Stores a cluster's secrets in Parameter Store, encrypted, where its machines read them when they start.
#
#   terraform/put-secrets.sh NAME REGION FOLDER [KEY]
#
# FOLDER is what docker/secrets.sh has made. Only what machines read is taken from it: an authority's own key stays where it is.
# KEY names a KMS key of your own. What is stored already is stored anew; machines see it when they start again.
set -euo pipefail

say() { printf 'put-secrets: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

(($# == 3 || $# == 4)) || { say "terraform/put-secrets.sh NAME REGION FOLDER [KEY]"; exit 2; }
readonly name=$1 region=$2 folder=$3 key=${4:-}
[[ -d $folder ]] || die "there is no folder $folder: make it with docker/secrets.sh."
command -v aws >/dev/null || die "needs Amazon's command line and found no aws on the PATH."

required=(certificate.pem conclave.conf key.pem postgres redis.conf roles)
for secret in "${required[@]}"; do
  [[ -s $folder/$secret ]] || die "$folder/$secret is missing: make it with docker/secrets.sh."
done

shopt -s nullglob
files=("${required[@]/#/$folder/}")
for file in "$folder"/authority.pem "$folder"/node-*.pem "$folder"/node-*.key; do
  [[ ! -s $file ]] || files+=("$file")
done

for file in "${files[@]}"; do
  (($(stat -c %s "$file") <= 4096)) || die "$file has more than the 4096 bytes that a parameter holds without a price."
done
for file in "${files[@]}"; do
  aws ssm put-parameter --region "$region" --name "/conclave/$name/${file##*/}" --type SecureString --overwrite \
    ${key:+--key-id "$key"} --value "file://$file" >/dev/null ||
    die "/conclave/$name/${file##*/} could not be stored; the reason stands above."
done
say "${#files[@]} secrets are in /conclave/$name"
