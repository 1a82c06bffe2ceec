#!/usr/bin/env bash
# What only a machine with a GPU can tell: runs all tests that need one, the kernel tests under compute-sanitizer where
# that is installed, and the benchmark. Exits 1 when one of them failed.
# Needs a build with CUDA and tests; makes one (preset `cuda`) when the build folder does not exist.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/gpu_check.sh LOGS [BUILD]
  LOGS     folder for the logs, made when it is not there
  BUILD    build folder (default: build/cuda)
END
}

if (($# < 1 || $# > 2)) || [[ $1 == -* ]]; then usage >&2; exit 2; fi
mkdir -p "$1"
logs=$(cd "$1" && pwd)
cd "$ROOT"
build=${2:-build/cuda}
failed=()

# logged NAME COMMAND...: runs it, shows and keeps what it prints, notes a failure.
logged() {
  local name=$1
  shift
  say "== $name: $*"
  "$@" 2>&1 | tee "$logs/$name.log" || failed+=("$name")
}

make_build() {
  export_cuda_compiler
  cmake --preset cuda -B "$build" -DPython3_EXECUTABLE="$(find_python)"
  cmake --build "$build"
}

find_compute_sanitizer() {
  local nvcc
  command -v compute-sanitizer && return
  nvcc=$(find_nvcc) && command -v "$(dirname "$nvcc")/compute-sanitizer"
}

# The tests with the label `cuda` are those with "Cuda" in their names.
run_tests() {
  local program name
  for program in "$build"/tests/*/*_tests; do
    [[ -x $program ]] || continue
    name=$(basename "$program")
    grep -q Cuda <<<"$("$program" --gtest_list_tests --gtest_filter='*Cuda*')" || continue
    logged "$name" "$program" --gtest_filter='*Cuda*'
    if grep -q "Skipped" "$logs/$name.log"; then failed+=("$name: tests were skipped"); fi
  done
}

# racecheck sees shared memory, memcheck everything else.
run_sanitizer() {
  local sanitizer tool
  if ! sanitizer=$(find_compute_sanitizer); then
    say "== compute-sanitizer: not installed, so not run" | tee "$logs/compute-sanitizer.log"
    return
  fi
  for tool in memcheck racecheck synccheck; do
    logged "compute-sanitizer-$tool" "$sanitizer" --tool "$tool" --error-exitcode 1 \
      "$build/tests/kernels/kernels_tests" --gtest_filter='*Cuda*'
  done
}

export OMP_WAIT_POLICY=passive
[[ -e $build/CMakeCache.txt || -e $build/tests ]] || logged build make_build
logged gpu nvidia-smi
run_tests
run_sanitizer
logged bench "$build/cartograf" bench --device cuda

if ((${#failed[@]})); then
  say "failed:" "${failed[@]/#/ }"
  exit 1
fi
say "all passed; logs in $logs"
