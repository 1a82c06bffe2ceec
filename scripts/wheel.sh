#!/usr/bin/env bash
# Builds the wheel of the Python package, and tries it in a new virtual environment.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

usage() {
  cat <<'END'
usage: scripts/wheel.sh [--no-cuda] [--no-tests]
  builds dist/cartograf-*.whl for the Python that PYTHON names, runs tests/python/package with it in new virtual
  environments, checks types and style (mypy, ruff), and writes the reference to build/python_reference
  --no-cuda            leaves the kernels of GPUs out, which take longest
  --no-tests           builds it alone
environment:
  PYTHON               an interpreter, with venv (default: the system's python3)
It needs what scripts/setup.sh --tests brings.
END
}

with_tests=1 settings=()
for argument in "$@"; do
  case $argument in
    --no-cuda) settings+=(--config-settings=cmake.define.CARTOGRAF_CUDA=OFF) ;;
    --no-tests) with_tests=0 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $argument" ;;
  esac
done
python=${PYTHON:-$(find_python)}
temporary=$(mktemp -d "${TMPDIR:-/tmp}/cartograf-wheel.XXXXXX")
trap 'rm -rf "$temporary"' EXIT

# A static HDF5 of position-independent code that shows none of its names, so that another HDF5 may be in the process.
setup_hdf5() {
  local line address hash there=$ROOT/third_party/hdf5
  line=$(grep -v '^#' "$ROOT/scripts/requirements/hdf5.txt")
  address=${line% *} hash=${line#* }
  if [[ $(cat "$there/stamp" 2>/dev/null) == "$line" ]]; then
    say "HDF5: already there"
    return
  fi
  say "HDF5: downloading ${address##*/} and building it into third_party/"
  "$python" - "$address" "$temporary/hdf5.tar.gz" "$hash" <<'END'
import hashlib, sys, urllib.request

address, file, expected = sys.argv[1:]
data = urllib.request.urlopen(address, timeout=300).read()
found = hashlib.sha256(data).hexdigest()
if found != expected:
    sys.exit(f"error: {address}: expected SHA-256 {expected}, found {found}")
open(file, "wb").write(data)
END
  mkdir -p "$temporary/hdf5/build"
  tar -xzf "$temporary/hdf5.tar.gz" -C "$temporary/hdf5" --strip-components=1
  (
    cd "$temporary/hdf5/build"
    # gcc 14 takes an old way to write a function in it for an error.
    ../configure CFLAGS="-O2 -fvisibility=hidden -Wno-error=implicit-int" --prefix="$temporary/arranged" --disable-shared --enable-static --with-pic --disable-tests \
      --disable-tools --enable-hl --without-szlib --enable-build-mode=production >"$temporary/hdf5.log" 2>&1 &&
      make -j"$(nproc)" >>"$temporary/hdf5.log" 2>&1 && make install >>"$temporary/hdf5.log" 2>&1
  ) || { tail -n 20 "$temporary/hdf5.log" >&2; die "HDF5 could not be built"; }
  cp "$temporary/hdf5/COPYING" "$temporary/arranged/"
  rm -rf "$there"
  mkdir -p "$ROOT/third_party"
  mv "$temporary/arranged" "$there"
  printf '%s\n' "$line" >"$there/stamp"
}

build_wheel() {
  "$python" -m venv "$temporary/build"
  "$temporary/build/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$ROOT/scripts/requirements/wheel.txt"
  # The tools are those of this environment, whose versions are pinned.
  PATH=$temporary/build/bin:$PATH "$temporary/build/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --config-settings=cmake.define.CARTOGRAF_HDF5_ROOT="$ROOT/third_party/hdf5" "${settings[@]}" -w "$temporary/made" .
  mkdir -p dist
  PATH=$temporary/build/bin:$PATH "$temporary/build/bin/auditwheel" repair --wheel-dir "$temporary/repaired" "$temporary"/made/*.whl
  cp "$temporary"/repaired/*.whl dist/
  wheel=$ROOT/dist/$(basename "$temporary"/repaired/*.whl)
  say "wheel: $wheel, $(($(stat -c %s "$wheel") >> 20)) MiB"
}

# run_tests PYTHON TEST...: in a folder from which nothing of the checkout can be imported.
run_tests() {
  local with=$1 test
  for test in "${@:2}"; do
    say "== ${test##*/}"
    (cd "$temporary" && CARTOGRAF_SHARED=${CARTOGRAF_SHARED:-$ROOT/../shared} "$with" "$ROOT/$test")
  done
}

# From the docstrings. pdoc warns of names that it cannot link.
write_reference() {
  local modules=(cartograf cartograf.sklearn cartograf.dask cartograf.compat.graf_nas)
  rm -rf build/python_reference
  if ! (cd "$temporary" && try/bin/pdoc "${modules[@]}" -o "$ROOT/build/python_reference" 2>pdoc.log); then
    cat "$temporary/pdoc.log" >&2
    die "the reference could not be written"
  fi
  say "reference: build/python_reference/cartograf.html"
}

try_wheel() {
  local pip=("$temporary/try/bin/pip" install --quiet --disable-pip-version-check) tests=(tests/python/package/test_*.py) missing
  "$python" -m venv "$temporary/try"
  say "== with what the package needs"
  "${pip[@]}" --require-hashes -r scripts/requirements/package.txt
  "${pip[@]}" --no-index --no-deps "$wheel"
  # xgboost-cpu brings the module of xgboost, and pip does not know.
  missing=$("$temporary/try/bin/pip" check | grep -v "requires xgboost, which is not installed" || true)
  if [[ -n $missing && $missing != "No broken requirements found." ]]; then die "the wheel: $missing"; fi
  run_tests "$temporary/try/bin/python" "${tests[@]}"
  say "== with what it works with"
  "${pip[@]}" --require-hashes -r scripts/requirements/package-optional.txt -r scripts/requirements/python-checks.txt
  "$temporary/try/bin/ruff" check host/python tests/python/package bench/python docs/examples/python
  "$temporary/try/bin/mypy" --python-executable "$temporary/try/bin/python"
  write_reference
  run_tests "$temporary/try/bin/python" "${tests[@]}"
  if "$python" -c "import torch" 2>/dev/null; then
    say "== with the system's PyTorch"
    "$python" -m venv --system-site-packages "$temporary/torch"
    "$temporary/torch/bin/pip" install --quiet --disable-pip-version-check --no-deps "$wheel"
    run_tests "$temporary/torch/bin/python" tests/python/package/test_torch.py
  else
    say "== PyTorch: skipped: the module torch is not there"
  fi
}

setup_hdf5
build_wheel
if ((with_tests)); then try_wheel; fi
