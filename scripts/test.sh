#!/usr/bin/env bash
# Sets up, builds and runs the tests; --help says which. The last line is the total over all of them.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

# OpenMP reads it when it is loaded; spinning threads make a small busy machine ten times slower.
export OMP_WAIT_POLICY=passive
# libgomp and XGBoost are not instrumented.
export TSAN_OPTIONS=${TSAN_OPTIONS:-ignore_noninstrumented_modules=1}

usage() {
  cat <<'END'
usage: scripts/test.sh [--quick]
  (nothing)            all tests: optimised, then under ASan + UBSan; under TSan the kernels of the GPU on threads; one store
                       by several processes, with MPI; the wheel of the Python package in a new virtual environment
                       This is what CI runs
  --quick              one build, little optimised and without CUDA, MPI and the wheel, and without the tests that need Chromium, R, Octave,
                       Doxygen or Clang (those that are not installed are skipped, and named)
environment:
  CARTOGRAF_TSAN=1     all tests under TSan too
END
}

presets=(test asan-ubsan)
quick=0
case ${1:-} in
  '') ;;
  --quick) quick=1 presets=(quick) ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; die "unknown argument: $1" ;;
esac
if (($# > 1)); then usage >&2; die "one argument expected, found $#"; fi

failed_steps=()
runs=()
status=0

# step TITLE COMMAND...: runs it, says how long it took, returns its exit code.
step() {
  local title=$1 start=$SECONDS code=0 verdict=
  shift
  say "== $title"
  "$@" || code=$?
  if ((code)); then verdict="FAILED, " status=1; fi
  say "== $title: $verdict$((SECONDS - start)) s"
  return "$code"
}

# A step whose failure no test result tells.
must() { step "$@" || { failed_steps+=(--failed-step "$1"); return 1; }; }

# shellcheck disable=SC2317  # `step` calls it by name; so too the next two
configure() { cmake --preset "$1" -DPython3_EXECUTABLE="$(find_python)"; }
# shellcheck disable=SC2317
build() { cmake --build --preset "$@"; }

# shellcheck disable=SC2317
run_tests() {
  local preset=$1 results=$2
  shift 2
  # One more than cores: some tests wait for processes, signals and disks.
  ctest --preset "$preset" --parallel "$(($(nproc) + 1))" --output-on-failure --no-tests=error --output-junit "$results" "$@"
}

# check_preset PRESET [TARGET TESTS]: all tests, or those whose names begin with TESTS and a dot, for which TARGET alone is built.
check_preset() {
  local preset=$1 results=$ROOT/build/$1/junit.xml target=() tests=()
  if (($# > 1)); then target=(--target "$2") tests=(--tests-regex "^$3\\."); fi
  must "configure $preset" configure "$preset" || return 0
  must "build $preset" build "$preset" "${target[@]}" || return 0
  # Results of an earlier run must not pass for this one's.
  rm -rf "$results" "$ROOT/build/$preset/gtest"
  step "tests $preset" run_tests "$preset" "$results" "${tests[@]}" || true
  runs+=("$preset=$results")
}

if ((quick)); then needs=--quick-tests; else needs=--tests; fi
step "set-up" scripts/setup.sh "$needs" || die "set-up failed"
export_cuda_compiler
must "include rules" "$(find_python)" scripts/check_includes.py || true
must "format" scripts/check_format.sh || true
must "standard headers" "$(find_python)" scripts/check_standard_headers.py || true
must "include rules, self-test" "$(find_python)" scripts/test_check_includes.py || true
must "standard headers, self-test" "$(find_python)" scripts/test_check_standard_headers.py || true
must "summary, self-test" "$(find_python)" scripts/test_ctest_summary.py || true
for preset in "${presets[@]}"; do check_preset "$preset"; done
if [[ ${CARTOGRAF_TSAN:-0} == 1 ]]; then
  check_preset tsan
elif ((quick)); then
  say "== asan-ubsan, tsan: left out (--quick)"
elif command -v clang++ >/dev/null; then
  check_preset tsan device_on_threads_tests device_on_threads_tests
else
  say "== tsan: skipped: no clang++; the kernels of the GPU were not checked for races"
fi
if ((quick)); then
  say "== mpi: left out (--quick)"
elif command -v mpirun >/dev/null; then
  check_preset mpi cartograf mpi
else
  say "== mpi: skipped: no mpirun; one store by several processes was not tested"
fi

if ((quick)); then
  say "== wheel: left out (--quick)"
else
  must "wheel" scripts/wheel.sh --no-cuda || true
fi

say "== all: $SECONDS s"
"$(find_python)" scripts/ctest_summary.py "${failed_steps[@]}" "${runs[@]}" || status=1
exit "$status"
