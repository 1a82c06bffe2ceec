#!/usr/bin/env bash
# Fuzzes what reads files of strangers: builds the programs of tests/fuzz with libFuzzer and runs each for some time; --help says how.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

TARGETS=(booster csv_table import_table journal keys manifest model_arrays npy space_document split_list store_facts)
BUILD=build/fuzz
RUNS=$BUILD/runs  # of each target: corpus, findings, log

usage() {
  cat <<END
usage: scripts/fuzz.sh [--seconds N] [TARGET...]
  --seconds N     how long each target runs (default: 3600)
  TARGET          some of: ${TARGETS[*]} (default: all)
As many targets run at a time as there are cores. What they learn stays in $RUNS/TARGET/corpus and is where
the next run begins; inputs over which a target fails are in $RUNS/TARGET/findings. Exit code 1 after a finding.
It needs clang++.
END
}

seconds=3600 targets=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --seconds)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "--seconds: expected a whole number of at least 1, found '${2:-}'"
      seconds=$2
      shift ;;
    -*) usage >&2; die "unknown option: $1" ;;
    *)
      [[ " ${TARGETS[*]} " == *" $1 "* ]] || die "unknown target: '$1'; there are ${TARGETS[*]}"
      targets+=("$1") ;;
  esac
  shift
done
if ((${#targets[@]} == 0)); then targets=("${TARGETS[@]}"); fi
command -v clang++ >/dev/null || die "no clang++: libFuzzer comes with it (scripts/setup.sh --tests installs it on Debian)"

build() {
  cmake --preset fuzz -DPython3_EXECUTABLE="$(find_python)" >"$BUILD.log" || { cat "$BUILD.log"; die "the preset fuzz could not be configured"; }
  cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}"
}

n_files() { find "$1" -type f | wc -l; }

# Programs run side by side, so each has one thread. What a finding prints names the lines.
run_target() {
  local target=$1 folder=$RUNS/$1 dictionary=()
  if [[ -e tests/fuzz/dictionaries/$target.dict ]]; then dictionary=(-dict="tests/fuzz/dictionaries/$target.dict"); fi
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive UBSAN_OPTIONS=print_stacktrace=1 \
    "$BUILD/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -malloc_limit_mb=1000 -print_final_stats=1 \
    -artifact_prefix="$folder/findings/" "${dictionary[@]}" "$folder/corpus" "tests/fuzz/corpus/$target" "$folder/findings" \
    >"$folder/log" 2>&1 || echo $? >"$folder/failed"
}

# The last figure behind a word in a log, 0 where there is none.
figure() { sed -n "s/.*$1 \([0-9]*\).*/\1/p" "$2" | tail -n 1 | grep . || echo 0; }

report() {
  local target=$1 folder=$RUNS/$1 findings=0 n_new
  n_new=$(($(n_files "$folder/corpus") - before[$1]))
  if [[ -e $folder/failed ]]; then findings=1 status=1; fi
  printf '%-16s %12s %8s %8s %9s\n' "$target" "$(figure stat::number_of_executed_units: "$folder/log")" "$(figure ' cov:' "$folder/log")" "$n_new" "$findings"
}

say_finding() {
  local folder=$RUNS/$1 input
  [[ -e $folder/failed ]] || return 0
  input=$(sed -n 's/.*Test unit written to //p' "$folder/log" | tail -n 1)
  say "$1: a finding, in ${input:-$folder/log (no input was written)}"
  grep -m 3 -E 'what\(\)|SUMMARY|runtime error|ERROR:' "$folder/log" | sed 's/^/  /' || true
  if [[ -n $input ]]; then say "  again: $BUILD/tests/fuzz/fuzz_$1 $input"; fi
}

mkdir -p "$RUNS"
say "== build"
build
say "== ${#targets[@]} targets, $seconds s each, $(nproc) at a time"
declare -A before=()
running=0 status=0
for target in "${targets[@]}"; do
  mkdir -p "$RUNS/$target/corpus" "$RUNS/$target/findings"
  rm -f "$RUNS/$target/failed"
  before[$target]=$(n_files "$RUNS/$target/corpus")
  if ((running >= $(nproc))); then wait -n || true; running=$((running - 1)); fi
  run_target "$target" &
  running=$((running + 1))
done
wait
printf '%-16s %12s %8s %8s %9s\n' target executions edges 'new' findings
for target in "${targets[@]}"; do report "$target"; done
for target in "${targets[@]}"; do say_finding "$target"; done
exit "$status"
