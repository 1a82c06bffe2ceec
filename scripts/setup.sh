#!/usr/bin/env bash
# Brings a machine to where cartograf builds: system packages, the XGBoost library, Thrust's headers and plotly.js.
# Does nothing, quickly, when all is there.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/setup.sh [--tests | --quick-tests]
  --tests              also what all tests need
  --quick-tests        also what the tests need, without other programs (Chromium, R, Octave, Doxygen, Clang): the tests
                       that need one are skipped
environment:
  CARTOGRAF_XGBOOST    cpu or cuda: which XGBoost library (default: cuda where a CUDA compiler is found)
  CARTOGRAF_TSAN=1     with --tests: what the thread sanitizer needs is needed on any system, not only on Debian
END
}

# Debian package | what it is | how to look for it elsewhere: cmd NAME, header NAME [pkg-config module], python MODULE
BUILD_PACKAGES='
g++|C++20 compiler|cmd c++
cmake|CMake 3.25 or newer|cmd cmake
ninja-build|Ninja|cmd ninja
pkg-config|pkg-config|cmd pkg-config
python3|Python 3|cmd python3
python3-pip|pip|python pip
libhdf5-dev|HDF5 C library|header hdf5.h hdf5
libdeflate-dev|libdeflate|header libdeflate.h libdeflate
zlib1g-dev|zlib|header zlib.h zlib
libxxhash-dev|xxHash|header xxhash.h libxxhash
libzstd-dev|Zstandard|header zstd.h libzstd
libssl-dev|OpenSSL (libcrypto)|header openssl/evp.h libcrypto
libcli11-dev|CLI11|header CLI/CLI.hpp CLI11
libfmt-dev|fmt|header fmt/format.h fmt
libopenblas-dev|OpenBLAS|header cblas.h openblas
libsvm-dev|libsvm|header libsvm/svm.h
nlohmann-json3-dev|JSON for Modern C++|header nlohmann/json.hpp nlohmann_json
'
# libgtest-dev leaves GoogleMock to its own package.
TEST_PACKAGES='
libgtest-dev|GoogleTest|header gtest/gtest.h gtest
libgmock-dev|GoogleMock|header gmock/gmock.h gmock
libbenchmark-dev|Google Benchmark|header benchmark/benchmark.h benchmark
python3-h5py|h5py|python h5py
python3-numpy|NumPy|python numpy
python3-scipy|SciPy|python scipy
python3-jsonschema|jsonschema|python jsonschema
'
# What reads the files that the command writes, draws its pages, and checks the sources.
PROGRAM_PACKAGES='
python3-xarray|xarray|python xarray
python3-netcdf4|netCDF for Python|python netCDF4
python3-h5netcdf|h5netcdf|python h5netcdf
netcdf-bin|ncdump|cmd ncdump
r-cran-ncdf4|ncdf4 for R|cmd Rscript
r-cran-hdf5r|hdf5r for R|cmd Rscript
r-bioc-rhdf5|rhdf5 for R|cmd Rscript
octave|Octave|cmd octave-cli
octave-netcdf|netCDF for Octave|cmd octave-cli
chromium|Chromium|cmd chromium
doxygen|Doxygen|cmd doxygen
zsh|zsh|cmd zsh
fish|fish|cmd fish
mandoc|mandoc|cmd mandoc
clang-format|clang-format|cmd clang-format
make|make, which builds HDF5 for the Python package|cmd make
python3-dev|headers of Python|cmd python3-config
python3-venv|virtual environments of Python|python ensurepip
python3-torch|PyTorch|python torch
'
# g++ with libgomp reports false races.
TSAN_PACKAGES='
clang|Clang|cmd clang++
libclang-rt-dev|sanitizer runtime of Clang|cmd clang++
libomp-dev|OpenMP runtime of LLVM|cmd clang++
'
# For the build in which several processes write one store.
MPI_PACKAGES='
libhdf5-openmpi-dev|parallel HDF5|header hdf5.h hdf5-openmpi
openmpi-bin|Open MPI|cmd mpirun
'

with_tests=0 with_programs=0

parse_arguments() {
  local argument
  for argument in "$@"; do
    case $argument in
      --tests) with_tests=1 with_programs=1 ;;
      --quick-tests) with_tests=1 ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; die "unknown argument: $argument" ;;
    esac
  done
}

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

# One line for each package wanted: name|what|check.
wanted_packages() {
  local list=$BUILD_PACKAGES
  if ((with_tests)); then list+=$TEST_PACKAGES; fi
  if ((with_programs)); then list+=$PROGRAM_PACKAGES; fi
  if ((with_programs)) && { is_debian || [[ ${CARTOGRAF_TSAN:-0} == 1 ]]; }; then list+=$TSAN_PACKAGES; fi
  if ((with_programs)) && is_debian; then list+=$MPI_PACKAGES; fi
  sed '/^$/d' <<<"$list"
}

# The Debian packages among the arguments that are not installed. dpkg-query fails when one is unknown: that is an answer too.
missing_debian_packages() {
  local installed
  # shellcheck disable=SC2016  # dpkg-query's own fields
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  comm -23 <(printf '%s\n' "$@" | sort) <(sed -n 's/^installed //p' <<<"$installed" | sort -u)
}

install_debian_packages() {
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "neither root nor sudo; have these packages installed, then run this again: $*"
    as_root=(sudo)
  fi
  say "packages: installing $*"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

setup_debian() {
  local wanted missing
  mapfile -t wanted < <(wanted_packages | cut -d'|' -f1)
  mapfile -t missing < <(missing_debian_packages "${wanted[@]}")
  if ((${#missing[@]})); then
    install_debian_packages "${missing[@]}"
  else
    say "packages: all ${#wanted[@]} already there"
  fi
}

has_header() {
  local header=$1 module=${2:-} flags=()
  if [[ -n $module ]]; then read -r -a flags < <(pkg-config --cflags "$module" 2>/dev/null; echo) || true; fi
  echo "#include <$header>" | c++ -E -x c++ "${flags[@]}" - >/dev/null 2>&1
}

is_there() {
  local kind=$1; shift
  case $kind in
    cmd) command -v "$1" >/dev/null ;;
    header) has_header "$@" ;;
    python) python3 -c "import $1" 2>/dev/null ;;
  esac
}

setup_elsewhere() {
  local name what check absent=0
  say "packages: not a Debian system; needed are"
  while IFS='|' read -r name what check; do
    # shellcheck disable=SC2086  # check is a list of words
    if is_there $check; then
      say "  found    $what (Debian: $name)"
    else
      say "  MISSING  $what (Debian: $name)"
      absent=$((absent + 1))
    fi
  done < <(wanted_packages)
  ((absent == 0)) || die "$absent missing (above): install them, then run this again"
}

setup_packages() {
  if is_debian; then setup_debian; else setup_elsewhere; fi
}

xgboost_flavour() {
  case ${CARTOGRAF_XGBOOST:-} in
    cpu | cuda) echo "$CARTOGRAF_XGBOOST" ;;
    '') if find_nvcc >/dev/null; then echo cuda; else echo cpu; fi ;;
    *) die "CARTOGRAF_XGBOOST: expected cpu or cuda, found $CARTOGRAF_XGBOOST" ;;
  esac
}

# The machine as wheels name it: x86_64 or aarch64.
machine() {
  case $(uname -sm) in
    'Linux x86_64') echo x86_64 ;;
    'Linux aarch64' | 'Linux arm64') echo aarch64 ;;
    *) die "XGBoost: its package is pinned for Linux on x86_64 and aarch64; this is $(uname -sm)" ;;
  esac
}

requirements_of() {
  local name=xgboost
  if [[ $1 == cpu ]]; then name+=-cpu; fi
  if [[ $(machine) == aarch64 ]]; then name+=.aarch64; fi
  echo "$ROOT/scripts/requirements/$name.txt"
}

# One package whose hash is pinned. Options of pip say which files will do.
pip_download() {
  "$(find_python)" -m pip download --quiet --disable-pip-version-check --progress-bar off --no-deps --require-hashes "$@"
}

# Identifies what is unpacked: name==version sha256:... flavour.
stamp_of() {
  sed -n "s/^\([^# ]*\) --hash=\(sha256:[0-9a-f]*\)\$/\1 \2 $1/p" "$(requirements_of "$1")"
}

download_wheel() {
  local flavour=$1 folder=$2
  # The wheel holds a library that runs with any Python or none, so ask for it whatever Python runs here.
  pip_download --only-binary=:all: --implementation py --python-version 3.12 --platform "manylinux_2_28_$(machine)" \
    -r "$(requirements_of "$flavour")" -d "$folder"
}

# pip works out a source package's metadata with the package's own build tools, hence the message when it is slow.
download_header() {
  local folder=$1
  pip_download --no-binary xgboost --ignore-requires-python \
    -r "$ROOT/scripts/requirements/xgboost-headers.txt" -d "$folder"
  mkdir -p "$folder/include"
  tar -xzf "$folder"/xgboost-*.tar.gz -C "$folder/include" --strip-components=3 --wildcards '*/include/xgboost/c_api.h'
}

# Keeps the places that the wheel gives: the library finds libgomp through a path relative to itself.
arrange_wheel() {
  local unpacked=$1 header=$2 arranged=$3 libraries
  mkdir -p "$arranged/xgboost"
  mv "$unpacked/xgboost/lib" "$arranged/xgboost/lib"
  # Not in every wheel; its name follows the package's.
  for libraries in "$unpacked"/*.libs; do
    if [[ -d $libraries ]]; then mv "$libraries" "$arranged/"; fi
  done
  mv "$unpacked"/*.dist-info "$arranged/xgboost/dist-info"
  mkdir -p "$arranged/xgboost/include/xgboost"
  mv "$header" "$arranged/xgboost/include/xgboost/c_api.h"
  # The name that programs linked to the library ask for.
  ln -s libxgboost.so "$arranged/xgboost/lib/libxgboost.so.3"
}

# The stamp goes last, so that an interrupted run is not taken for a finished one.
replace_xgboost() {
  local arranged=$1 stamp=$2 target=$ROOT/third_party
  rm -rf "$target/xgboost" "$target"/xgboost*.libs
  mv "$arranged"/* "$target/"
  printf '%s\n' "$stamp" >"$target/xgboost/stamp"
}

fetch_xgboost() {
  local flavour=$1 stamp=$2
  mkdir -p "$ROOT/third_party"
  temporary=$(mktemp -d "$ROOT/third_party/.xgboost.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  download_wheel "$flavour" "$temporary/wheel" || die "the XGBoost wheel could not be downloaded (pip's message is above)"
  download_header "$temporary/source" || die "the XGBoost source package could not be downloaded (pip's message is above)"
  "$(find_python)" -m zipfile -e "$temporary"/wheel/*.whl "$temporary/unpacked"
  arrange_wheel "$temporary/unpacked" "$temporary/source/include/xgboost/c_api.h" "$temporary/arranged"
  replace_xgboost "$temporary/arranged" "$stamp"
}

setup_xgboost() {
  local flavour stamp there=$ROOT/third_party/xgboost
  machine >/dev/null
  flavour=$(xgboost_flavour)
  stamp=$(stamp_of "$flavour")
  [[ -n $stamp ]] || die "no pinned hash in $(requirements_of "$flavour")"
  if [[ -e $there/lib/libxgboost.so.3 && -e $there/include/xgboost/c_api.h && $(cat "$there/stamp" 2>/dev/null) == "$stamp" ]]; then
    say "XGBoost: ${stamp%% *} ($flavour) already there"
    return
  fi
  say "XGBoost: downloading ${stamp%% *} ($flavour) into third_party/"
  fetch_xgboost "$flavour" "$stamp"
}

# Thrust's headers come with a CUDA toolkit; elsewhere from the pinned package.
setup_thrust() {
  local requirements=$ROOT/scripts/requirements/cccl.txt there=$ROOT/third_party/cccl stamp nvcc
  if nvcc=$(find_nvcc) && [[ -e $(dirname "$(readlink -f "$nvcc")")/../include/cccl/thrust/version.h ]]; then
    say "Thrust: that of the CUDA toolkit"
    return
  fi
  stamp=$(grep -v '^#' "$requirements")
  if [[ -e $there/include/cccl/thrust/version.h && $(cat "$there/stamp" 2>/dev/null) == "$stamp" ]]; then
    say "Thrust: ${stamp%% *} already there"
    return
  fi
  say "Thrust: downloading ${stamp%% *} into third_party/"
  fetch_thrust "$requirements" "$stamp"
}

fetch_thrust() {
  local requirements=$1 stamp=$2 there=$ROOT/third_party/cccl temporary
  temporary=$(mktemp -d "$ROOT/third_party/.cccl.XXXXXX")
  # Headers only: any platform's package will do.
  pip_download --only-binary=:all: \
    --implementation py --platform manylinux2014_x86_64 -r "$requirements" -d "$temporary/wheel" ||
    die "the Thrust package could not be downloaded (pip's message is above)"
  "$(find_python)" -m zipfile -e "$temporary"/wheel/*.whl "$temporary/unpacked"
  rm -rf "$there"
  mkdir -p "$there"
  mv "$temporary/unpacked/nvidia/cu13/include" "$there/include"
  mv "$temporary"/unpacked/*.dist-info "$there/dist-info"
  printf '%s\n' "$stamp" >"$there/stamp"
  rm -rf "$temporary"
}

# plotly.js, which the command puts into the pages of charts that it writes.
setup_plotly() {
  local requirements=$ROOT/scripts/requirements/plotly.txt there=$ROOT/third_party/plotly stamp
  stamp=$(grep -v '^#' "$requirements")
  if [[ -e $there/plotly.min.js && -e $there/LICENSE.txt && $(cat "$there/stamp" 2>/dev/null) == "$stamp" ]]; then
    say "plotly.js: of ${stamp%% *} already there"
    return
  fi
  say "plotly.js: downloading ${stamp%% *} into third_party/"
  fetch_plotly "$requirements" "$stamp"
}

fetch_plotly() {
  local requirements=$1 stamp=$2 there=$ROOT/third_party/plotly temporary
  mkdir -p "$ROOT/third_party"
  temporary=$(mktemp -d "$ROOT/third_party/.plotly.XXXXXX")
  # A script: whatever Python runs here will do.
  pip_download --only-binary=:all: \
    --implementation py --python-version 3.12 -r "$requirements" -d "$temporary/wheel" ||
    die "the package with plotly.js could not be downloaded (pip's message is above)"
  "$(find_python)" -m zipfile -e "$temporary"/wheel/*.whl "$temporary/unpacked"
  rm -rf "$there"
  mkdir -p "$there"
  mv "$temporary/unpacked/plotly/package_data/plotly.min.js" "$there/"
  mv "$temporary"/unpacked/plotly-*.dist-info/licenses/LICENSE.txt "$there/"
  printf '%s\n' "$stamp" >"$there/stamp"
  rm -rf "$temporary"
}

# Other versions of Python's XGBoost, which read models in tests; each in a folder of its own, none installed.
setup_xgboost_readers() {
  local requirements=$ROOT/scripts/requirements/xgboost-readers.txt line version there
  ((with_programs)) || return 0
  if [[ $(machine) != x86_64 ]]; then
    say "Python's XGBoost: not pinned for $(machine); the tests that need it are skipped"
    return
  fi
  while IFS= read -r line; do
    version=${line%% *} version=${version#*==}
    there=$ROOT/third_party/python/xgboost-$version
    if [[ $(cat "$there/stamp" 2>/dev/null) == "$line" ]]; then
      say "Python's XGBoost $version: already there"
      continue
    fi
    say "Python's XGBoost $version: downloading into third_party/"
    fetch_xgboost_reader "$line" "$there"
  done < <(grep -v '^#' "$requirements")
}

fetch_xgboost_reader() {
  local line=$1 there=$2 temporary
  mkdir -p "$ROOT/third_party/python"
  temporary=$(mktemp -d "$ROOT/third_party/python/.xgboost.XXXXXX")
  printf '%s\n' "$line" >"$temporary/requirements.txt"
  pip_download --only-binary=:all: \
    --implementation py --python-version 3.12 --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 \
    -r "$temporary/requirements.txt" -d "$temporary/wheel" ||
    die "Python's XGBoost could not be downloaded (pip's message is above)"
  "$(find_python)" -m zipfile -e "$temporary"/wheel/*.whl "$temporary/unpacked"
  printf '%s\n' "$line" >"$temporary/unpacked/stamp"
  rm -rf "$there"
  mv "$temporary/unpacked" "$there"
  rm -rf "$temporary"
}

# Packages that read what cartograf writes, in tests, and what they need; in one folder for this Python, none installed.
setup_readers() {
  local requirements=$ROOT/scripts/requirements/readers.txt tag there stamp
  ((with_programs)) || return 0
  tag=$("$(find_python)" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
  if [[ $(machine) != x86_64 || ! $tag =~ ^cp31[123]$ ]]; then
    say "zarr-python and mlcroissant: not pinned for $tag on $(machine); the tests that need them are skipped"
    return
  fi
  there=$ROOT/third_party/python/readers-$tag
  stamp=$(sha256sum <"$requirements")
  if [[ $(cat "$there/stamp" 2>/dev/null) == "$stamp" ]]; then
    say "zarr-python and mlcroissant: already there"
    return
  fi
  say "zarr-python, mlcroissant and what they need: downloading into third_party/"
  fetch_readers "$requirements" "$stamp" "$there"
}

fetch_readers() {
  local requirements=$1 stamp=$2 there=$3 temporary wheel
  mkdir -p "$ROOT/third_party/python"
  temporary=$(mktemp -d "$ROOT/third_party/python/.readers.XXXXXX")
  pip_download --only-binary=:all: -r "$requirements" -d "$temporary/wheels" ||
    die "zarr-python and mlcroissant could not be downloaded (pip's message is above)"
  for wheel in "$temporary"/wheels/*.whl; do "$(find_python)" -m zipfile -e "$wheel" "$temporary/unpacked"; done
  printf '%s\n' "$stamp" >"$temporary/unpacked/stamp"
  rm -rf "$there"
  mv "$temporary/unpacked" "$there"
  rm -rf "$temporary"
}

report_cuda() {
  local nvcc
  if nvcc=$(find_nvcc); then say "CUDA: compiler $nvcc"; else say "CUDA: no compiler found; building without"; fi
}

parse_arguments "$@"
setup_packages
setup_xgboost
setup_thrust
setup_plotly
setup_xgboost_readers
setup_readers
report_cuda
