#!/usr/bin/env bash
# From a fresh checkout to the architectures to train next: sets up, builds, computes the features of NAS-Bench-201, measures
# and trains a predictor on accuracies, searches with it.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/quickstart.sh [OUTPUT_FOLDER]      (default: out/ in the checkout)
environment:
  CARTOGRAF_DATA       folder that holds nasbench201/accuracy.csv, a table of all architectures (columns net, cifar10), and, if
                       there, nasbench201/reachable_nets.csv, those to use (default: the 453 of docs/examples/data)
  CARTOGRAF            the command to use; nothing is then set up or built
  CARTOGRAF_XGBOOST    cpu or cuda (scripts/setup.sh --help)
END
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  -*) usage >&2; die "unknown option: $1" ;;
  '') out=out ;;
  *) out=$(realpath -m -- "$1") ;;
esac
if (($# > 1)); then usage >&2; die "one folder expected, found $# arguments"; fi
if [[ -n ${CARTOGRAF_DATA:-} ]]; then CARTOGRAF_DATA=$(realpath -m -- "$CARTOGRAF_DATA"); fi
cd "$ROOT"
cartograf=${CARTOGRAF:-build/release/cartograf}

# Shows the command, so that it can be repeated, then runs it.
show() {
  say
  say "\$ ${*@Q}" | sed "s/'\([A-Za-z0-9_.,:/=+-]*\)'/\1/g"
  "$@"
}

# Before anything is installed or compiled, so that nobody waits without knowing for what.
say_needs() {
  if [[ -e $cartograf ]]; then return; fi
  say "This installs what is missing (Debian packages, 0.7 GB; XGBoost, Thrust's headers and plotly.js, 0.1 GB in third_party/),"
  say "then compiles for about 2 minutes on two cores, with 0.8 GB of memory a core and 0.1 GB of disk. It needs a network connection."
  say "Thrust is fetched without CUDA too: the CPU code sorts and scans with it. Nothing is installed outside the distribution's packages."
  say
}

build() {
  say "== build"
  export_cuda_compiler
  cmake --preset release
  cmake --build --preset release --target cartograf
}

# Sets accuracies (the table), only (which of its architectures are used), training (how many of them to train on) and known
# (what is not to be proposed again).
choose_table() {
  accuracies=docs/examples/data/nasbench201.csv
  only=$accuracies training=() known=(--exclude "$accuracies")
  if [[ -z ${CARTOGRAF_DATA:-} ]]; then return; fi
  accuracies=$CARTOGRAF_DATA/nasbench201/accuracy.csv
  if [[ ! -f $accuracies ]]; then die "CARTOGRAF_DATA is set, but there is no $accuracies (unset it for docs/examples/data)"; fi
  only=$accuracies training=(--train-size 128 --seed 42) known=()
  if [[ -f $CARTOGRAF_DATA/nasbench201/reachable_nets.csv ]]; then only=$CARTOGRAF_DATA/nasbench201/reachable_nets.csv; fi
}

main_job() {
  say
  say "== NAS-Bench-201: 15,625 architectures, CIFAR-10 accuracies of $accuracies"
  mkdir -p "$out"
  show "$cartograf" features nasbench201 --families signal -o "$store" --overwrite
  show "$cartograf" evaluate "$store" --targets "$accuracies" --target cifar10 --only "$only" \
    --models gp,rf --train-sizes 32,128 --seeds 42:52
  show "$cartograf" train "$store" --targets "$accuracies" --target cifar10 --only "$only" "${training[@]}" --model gp \
    -o "$model" --overwrite
  show "$cartograf" search nasbench201 --model "$model" --acquire ei --top 16 "${known[@]}" \
    -o "$next" --overwrite
}

say_results() {
  say
  say "== Here are the next 16 to train, in the order in which they were chosen"
  printf '  %-20s  %s\n' architecture 'predicted CIFAR-10 accuracy'
  # index,"net",acquisition,prediction,deviation
  awk -F'"' 'NR > 1 { split($3, field, ","); printf "  %-20s  %.2f %%\n", $2, field[3] }' "$next"
}

describe_file() { printf '  %8s  %-28s %s\n' "$(du -h --apparent-size "$1" | cut -f1)" "$1" "$2"; }

say_made() {
  say
  say "== Made"
  describe_file "$store" "features of all architectures (HDF5, opens with h5py)"
  describe_file "$model" "predictor of CIFAR-10 accuracy (Gaussian process)"
  describe_file "$next" "the architectures to train next"
}

say_next() {
  say
  say "== Next"
  say "  export PATH=\"$ROOT/build/release:\$PATH\"     # so that cartograf is found"
  say "  README.md, \"Two more things to try\""
  say "  docs/tutorial.md: the same with a table of your own, and the round after this one"
}

choose_table  # first, so that a wrong CARTOGRAF_DATA is known before the build
if [[ -z ${CARTOGRAF:-} ]]; then
  say_needs
  scripts/setup.sh
  build
fi
store=$out/nasbench201.h5 model=$out/cifar10.h5 next=$out/next.csv
main_job
say_results
say_made
say_next
