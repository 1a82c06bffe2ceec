#!/usr/bin/env bash
# Runs each command once, on small inputs, as a checker of memory or of threads sees it.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/each_command.sh BINARY [CHECKER [OPTION...]]
  BINARY     a cartograf, such as build/tsan/cartograf, which checks itself
  CHECKER    what it is run by; `valgrind` alone stands for memcheck with the options that its report is read with
The exit code is 1 when a command ended with another one than 0, or a checker found something.
END
}

case ${1:-} in
  '') usage >&2; die "no binary given" ;;
  -h | --help) usage; exit 0 ;;
esac
binary=$(realpath -- "$1")
checker=("${@:2}")
if [[ ${checker[*]} == valgrind ]]; then
  # Libraries keep what they take once; a wrong access or memory that nobody can free any more is an error.
  checker=(valgrind --quiet --trace-children=yes --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite --error-exitcode=99)
fi
# One that is set keeps the program from starting itself again.
export OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
# The libraries are not instrumented, that of OpenMP neither.
export TSAN_OPTIONS=${TSAN_OPTIONS:-ignore_noninstrumented_modules=1}

folder=$(mktemp -d "${TMPDIR:-/tmp}/cartograf.each_command.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cp "$ROOT/docs/examples/data/nasbench201.csv" "$folder/table.csv"
cp "$ROOT/docs/examples/two_inputs.json" "$folder/space.json"
cd "$folder"

failed=0 n=0
run() {
  local code=0
  "${checker[@]}" "$binary" "$@" >out 2>err || code=$?
  n=$((n + 1))
  if ((code == 0)) && ! grep -q '^==[0-9]*==\|WARNING: ThreadSanitizer\|ERROR: AddressSanitizer\|runtime error:' err; then
    say "ok      cartograf $*"
    return
  fi
  failed=$((failed + 1))
  say "FAILED  cartograf $* (exit code $code)"
  tail -n 60 err
}

small=(--threads 2 --device cpu)
run --help
run spaces
run spaces space.json
run predictors
run features nasbench201 --range 0:300 --adjacency --compression gzip:1 -o store.h5 "${small[@]}"
run features nasbench101 --sample 300 --adjacency --compression zstd --resume -o zstd.h5 "${small[@]}"
run features nasbench201 --sample 50 --families signal,cost -o signal.h5 "${small[@]}"
run features space.json -o space.h5 "${small[@]}"
run features nasbench201 --range 0:300 --shard 0/2 -o part0.h5 "${small[@]}"
run features nasbench201 --range 0:300 --shard 1/2 -o part1.h5 "${small[@]}"
run merge part1.h5 part0.h5 -o merged.h5 --threads 2
run inspect store.h5
run verify store.h5 --rows 50 "${small[@]}"
run verify zstd.h5 --rows 50 "${small[@]}"
run precompute naap440 space.json --resume -o collection "${small[@]}"
run precompute naap440 space.json --resume -o collection "${small[@]}"
run verify collection --rows 20 "${small[@]}"
run export store.h5 -o store.csv
run export zstd.h5 -o zstd.zarr --compression zstd --threads 2
run stats store.h5 "${small[@]}"
run convert nasbench201 table.csv --to nats
run import table.csv -o imported.csv
for predictor in xgb ridge gp best; do
  file=$predictor.h5
  if [[ $predictor == xgb ]]; then file=xgb.ubj; fi
  run train nasbench201 --families op_count,node_degree --targets table.csv --target cifar10 --model "$predictor" --train-size 60 -o "$file" "${small[@]}"
  run inspect "$file"
done
run predict store.h5 --model ridge.h5 -o predicted.csv "${small[@]}"
run predict nasbench201 --range 0:200 --model xgb.ubj -o - "${small[@]}"
run predict nasbench201 --range 0:200 --model gp.h5 --variance -o - "${small[@]}"
run evaluate nasbench201 --families op_count --targets table.csv --target cifar10 --models xgb,ridge,knn,gp --train-sizes 30 --seeds 0:2 --html evaluation.html "${small[@]}"
run explain nasbench201 --model xgb.ubj --targets table.csv --target cifar10 --html explained.html "${small[@]}"
run select nasbench201 --families op_count,node_degree --targets table.csv --target cifar10 --train-size 60 "${small[@]}"
run search nasbench201 --model ridge.h5 --top 5 -o best.csv "${small[@]}"
run search nasbench201 --model gp.h5 --acquire ei --top 5 -o next.csv "${small[@]}"
if [[ -d ${CARTOGRAF_DATA:-$ROOT/../shared/data} ]]; then
  run reproduce naap440 --data "${CARTOGRAF_DATA:-$ROOT/../shared/data}" --models linear "${small[@]}"
else
  say "skipped cartograf reproduce: no folder ../shared/data, and CARTOGRAF_DATA is not set"
fi
run bench nasbench201 --work rows,fit --memory 4MiB --block 1MiB --repetitions 1 "${small[@]}"
run generate man man
say
say "$n commands, $failed failed"
exit $((failed > 0))
