#!/usr/bin/env bash
# run.sh NAME FOLDER COMMAND…: feeds a fuzzer, for as long as CONCLAVE_FUZZ_SECONDS says (15), and fails if it finds something.
#
# `COMMAND… seeds FOLDER` writes what it begins with; every input in findings/NAME, which once broke something, comes
# with it. In FOLDER are left NAME.log, an input that fails as NAME-crash-…, -timeout-… or -oom-…, and in NAME.counts how
# many executions took how many seconds. CONCLAVE_FUZZ_SEED sets off in another direction (7301).
set -euo pipefail
name=$1 folder=$2
shift 2
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
readonly name folder here log=$folder/$name.log corpus=$folder/$name.corpus

rm -rf -- "$corpus" "$folder/$name"[.-]*
mkdir -p -- "$corpus"
"$@" seeds "$corpus"
if [[ -d $here/findings/$name ]]; then cp -- "$here/findings/$name"/* "$corpus"; fi

begun=$SECONDS
outcome=0
# A second is long for what takes microseconds; ten leave room for a busy machine.
"$@" -max_total_time="${CONCLAVE_FUZZ_SECONDS:-15}" -seed="${CONCLAVE_FUZZ_SEED:-7301}" -timeout=10 -rss_limit_mb=2048 \
  -artifact_prefix="$folder/$name-" -print_final_stats=1 -reload=0 "$corpus" >"$log" 2>&1 &
process=$!
wait "$process" || outcome=$?
rm -f -- /dev/shm/conclave-"$process"-*

executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
echo "${executions:-0} $((SECONDS - begun))" >"$folder/$name.counts"
echo "$name: ${executions:-0} executions in $((SECONDS - begun)) s"
if ((outcome)); then
  grep -vE '^(#|"|INFO|[[:space:]]NEW_FUNC)' "$log" | tail -n 60
  find "$folder" -name "$name-*" -printf 'input that fails: %p\n'
  exit 1
fi
