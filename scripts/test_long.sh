#!/usr/bin/env bash
# Checks that take hours: what scripts/test.sh does a little of, much of it. --help says which.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

usage() {
  cat <<'END'
usage: scripts/test_long.sh [PART...]
  mutations    100,000 changed files of each kind, each refused or read without harm; the kinds side by side
  kills        200 kills at some system call of each command that writes a file
  resume       100 kills of 'cartograf features --resume' at random moments for each kind of store (tests/faults/kills.sh)
  crashes      1,000 states in which a crash may leave the disk, each gone on from (tests/faults/crash_points.py)
  slurm        40 ends of jobs that compute a store on a Slurm of its own, and a limit of time (tests/slurm; needs Slurm)
  fuzz         libFuzzer on each reader of files, an hour each (scripts/fuzz.sh; needs Clang)
  memory       the memory of 100,000,000 rows without and with compression, beside a fourth of them (52 GB of disk at a time)
  valgrind     each command once under memcheck (needs valgrind)
  threads      each command once under ThreadSanitizer (needs Clang)
  (nothing)    all of them
environment:
  CARTOGRAF_MUTATIONS, CARTOGRAF_MUTATION_SEED, CARTOGRAF_KILLS, CARTOGRAF_KILL_SEED, CARTOGRAF_RESUME_KILLS, CARTOGRAF_CRASHES,
  CARTOGRAF_SLURM_KILLS, CARTOGRAF_FUZZ_SECONDS, CARTOGRAF_MEMORY_ROWS
                others than 100000, 1, 200, 1, 100, 1000, 40, 3600 and 100000000
What each part said is in build/long.
END
}

parts=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    mutations | kills | resume | crashes | slurm | fuzz | memory | valgrind | threads) parts+=("$1") ;;
    *) usage >&2; die "unknown part: $1" ;;
  esac
  shift
done
((${#parts[@]})) || parts=(mutations kills resume crashes slurm fuzz memory valgrind threads)

export OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
results=$ROOT/build/long
mkdir -p "$results"
failed=()

# build PRESET TARGET...
build() {
  local preset=$1 log=$results/build_$1.log
  shift
  say "== build $preset"
  if cmake --preset "$preset" -DPython3_EXECUTABLE="$(find_python)" >"$log" 2>&1 && cmake --build --preset "$preset" --target "$@" >>"$log" 2>&1; then return; fi
  tail -n 30 "$log"
  die "the build of the preset $preset failed"
}

# test_of NAME FILTER: the tests of tests/hostile that it names.
test_of() { build/test/tests/hostile/hostile_tests --gtest_brief=1 --gtest_filter="$2" >"$results/$1.log" 2>&1; }

# shellcheck disable=SC2317  # called by name below, as are the next ones
mutations() {
  build test hostile_tests cartograf
  export CARTOGRAF_MUTATIONS=${CARTOGRAF_MUTATIONS:-100000}
  local kinds kind running=() code=0
  mapfile -t kinds < <(build/test/tests/hostile/hostile_tests --gtest_filter='*Mutations*' --gtest_list_tests | awk '/^[^ ]/ { suite = $1 } /^ / { print suite $1 }')
  for kind in "${kinds[@]}"; do
    while mapfile -t running < <(jobs -rp) && ((${#running[@]} >= $(nproc))); do wait -n || code=1; done
    test_of "mutations_${kind##*/}" "$kind" &
  done
  while mapfile -t running < <(jobs -rp) && ((${#running[@]})); do wait -n || code=1; done
  cat "$results"/mutations_*.log
  return "$code"
}
# shellcheck disable=SC2317
kills() {
  build test hostile_tests cartograf
  CARTOGRAF_KILLS=${CARTOGRAF_KILLS:-200} test_of kills '*Kills*' || { cat "$results/kills.log"; return 1; }
  cat "$results/kills.log"
}
# shellcheck disable=SC2317
resume() {
  build test cartograf
  tests/faults/kills.sh build/test/cartograf --kills "${CARTOGRAF_RESUME_KILLS:-100}"
}
# shellcheck disable=SC2317
crashes() {
  build test cartograf record_writes
  "$(find_python)" tests/faults/crash_points.py build/test/cartograf build/test/tests/faults/record_writes.so --points "${CARTOGRAF_CRASHES:-1000}"
}
# shellcheck disable=SC2317
slurm() {
  build test cartograf
  local code=0
  "$(find_python)" tests/slurm/test_slurm.py build/test/cartograf . --shards 16 --rows 6000000 --limit --kills "${CARTOGRAF_SLURM_KILLS:-40}" \
    >"$results/slurm.log" 2>&1 || code=$?
  if ((code == 77)); then cat "$results/slurm.log"; return; fi
  if ((code)); then tail -n 60 "$results/slurm.log"; return "$code"; fi
  grep -E 'kills,|limit of one minute' "$results/slurm.log"
}
# shellcheck disable=SC2317
fuzz() { scripts/fuzz.sh --seconds "${CARTOGRAF_FUZZ_SECONDS:-3600}"; }
# shellcheck disable=SC2317
memory() {
  build test hostile_tests cartograf
  CARTOGRAF_MEMORY_ROWS=${CARTOGRAF_MEMORY_ROWS:-100000000} test_of memory '*Memory*' || { cat "$results/memory.log"; return 1; }
  grep MiB "$results/memory.log"
}
# shellcheck disable=SC2317
valgrind() {
  build test cartograf
  scripts/each_command.sh build/test/cartograf valgrind
}
# shellcheck disable=SC2317
threads() {
  build tsan cartograf
  scripts/each_command.sh build/tsan/cartograf
}

for part in "${parts[@]}"; do
  start=$SECONDS
  say "== $part"
  "$part" || failed+=("$part")
  say "== $part: $((SECONDS - start)) s"
done
if ((${#failed[@]})); then die "failed: ${failed[*]}"; fi
say "all held: ${parts[*]}"
