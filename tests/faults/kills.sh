#!/usr/bin/env bash
# Kills 'cartograf features --resume' at random moments and goes on; --help says how.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/common.sh"

usage() {
  cat <<'END'
usage: tests/faults/kills.sh CARTOGRAF [--kills N] [--rows N] [--seed N]
  CARTOGRAF       the program
  --kills N       kill -9 so often for each kind of store (default: 100)
  --rows N        rows of darts_cell in int8 (default: 2000000)
  --seed N        of the moments (default: 1)
Runs of one store are killed one after the other, each at a random moment of the time that a whole run takes; each next one goes on
with what is there, until one ends. Its file must be that of a run that nobody killed, byte for byte, and until then no file may have
its name. It needs room for three such stores.
END
}

kills=100 rows=2000000 seed=1 cartograf=
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --kills | --rows | --seed)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1: expected a whole number of at least 1, found '${2:-}'"
      declare "${1#--}=$2"
      shift ;;
    *) cartograf=$(realpath "$1") ;;
  esac
  shift
done
[[ -x $cartograf ]] || { usage >&2; die "expected the program as an argument"; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
RANDOM=$seed

milliseconds() { date +%s%3N; }

# one KIND OPTION...
one() {
  local kind=$1 begin whole_ms n_killed=0 n_ended=0 n_continued=0 code id
  shift
  local words=("$cartograf" features darts_cell --range "0:$rows" --dtype int8 --device cpu -q "$@")
  begin=$(milliseconds)
  "${words[@]}" -o whole.h5
  whole_ms=$(($(milliseconds) - begin))
  while ((n_killed < kills)); do
    "${words[@]}" --resume -o s.h5 &
    id=$!
    sleep "$(awk -v ms="$whole_ms" -v r="$RANDOM" 'BEGIN { printf "%.3f", ms * r / 32768 / 1000 }')"
    kill -KILL "$id" 2>/dev/null || true
    code=0
    wait "$id" 2>/dev/null || code=$?
    if ((code == 137)); then
      n_killed=$((n_killed + 1))
      if compgen -G 's.h5.*.journal' >/dev/null; then n_continued=$((n_continued + 1)); fi
    elif ((code != 0)); then
      die "$kind: exit code $code after kill $n_killed"
    fi
    if [[ -e s.h5 ]]; then  # it may be killed between giving the name and its end
      cmp s.h5 whole.h5 || die "$kind: another file than that of one run, after kill $n_killed"
      n_ended=$((n_ended + 1))
      rm s.h5
    fi
  done
  "${words[@]}" --resume -o s.h5
  cmp s.h5 whole.h5 || die "$kind: another file than that of one run, after the last kill"
  [[ $(ls) == $'s.h5\nwhole.h5' ]] || die "$kind: files were left: $(echo *)"
  say "$kind: $n_killed kills, $n_continued left something to go on with, $((n_ended + 1)) files, all as that of one run (${whole_ms} ms, $(stat -c %s whole.h5) bytes)"
  rm s.h5 whole.h5
}

one uncompressed
one gzip --compression gzip:1
