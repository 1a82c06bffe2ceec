# shellcheck shell=bash
# What setup.sh, quickstart.sh and test.sh share. Sourced, never run.

# shellcheck disable=SC2034  # used by those who source this
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "error: $*"; exit 1; }

# Debian's h5py and numpy belong to Debian's interpreter, which need not be the first python3 on PATH.
find_python() {
  if command -v apt-get >/dev/null && [[ -x /usr/bin/python3 ]]; then
    echo /usr/bin/python3
  else
    command -v python3 || echo python3
  fi
}

# Prints the path of the CUDA compiler; fails when there is none.
find_nvcc() {
  local candidate
  for candidate in "${CUDACXX:-}" nvcc "${CUDA_HOME:+$CUDA_HOME/bin/nvcc}" /usr/local/cuda/bin/nvcc; do
    if [[ -n $candidate ]] && command -v "$candidate"; then return 0; fi
  done
  return 1
}

# CMake itself looks for nvcc only in CUDACXX and on PATH.
export_cuda_compiler() {
  local nvcc
  if nvcc=$(find_nvcc); then export CUDACXX=$nvcc; fi
}
