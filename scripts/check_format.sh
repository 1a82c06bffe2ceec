#!/usr/bin/env bash
# Checks that all source files have the style of .clang-format, with clang-format 14 (other versions decide otherwise here and
# there). usage: check_format.sh [--fix]: rewrites them instead.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

readonly VERSION=14

find_clang_format() {
  local program
  for program in "clang-format-$VERSION" clang-format; do
    if command -v "$program" > /dev/null && [[ $("$program" --version) =~ version\ $VERSION\. ]]; then
      printf '%s' "$program"
      return
    fi
  done
}

program=$(find_clang_format)
if [[ -z $program ]]; then
  say "format: skipped, there is no clang-format $VERSION"
  exit 0
fi
how=(--dry-run --Werror)
if [[ ${1:-} == --fix ]]; then how=(-i); fi
find host io kernels tests bench docs -name '*.hpp' -o -name '*.cpp' -o -name '*.cu' -o -name '*.cuh' | sort | xargs -P "$(nproc)" -n 50 "$program" "${how[@]}"
say "format: as .clang-format says"
