#!/usr/bin/env bash
# Submits to Slurm an array job that computes the parts of a feature store, and the merge that waits for them. --help says how.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

usage() {
  cat <<'END_OF_HELP'
usage: scripts/slurm/submit.sh SPACE FOLDER --shards N [OPTION]... [-- OPTION OF 'cartograf features'...]
  SPACE                a search space, or a space of your own: FILE.json
  FOLDER               gets features.h5, parts, which may be removed then, and logs; it is made where it is not there, and all nodes
                       must see it
  --shards N           how many parts, a task each
  --time T             the limit of time of a job, as sbatch takes it, such as 4:00:00; two minutes before, a part is put off
  --partition NAME     where the jobs run
  --cpus N             CPUs of a job (default: as sbatch gives, one)
  --at-once N          run at most so many tasks at a time
  --restarts N         start a task that was stopped again, so many times at most (default: 100)
  --virtual            features.h5 only names the parts, which must stay where they are (cartograf merge --virtual)
  --sbatch OPTION      another option of sbatch, such as --account=NAME; may be repeated
  --sbatch-features OPTION
                       another one for the parts and not for the merge, such as --gres=gpu:1; may be repeated
  --cartograf PATH     the program, on all nodes (default: cartograf)
  --dry-run            only check the options of 'cartograf features', and print the commands
Options of sbatch that are not given here may be in its environment, such as SBATCH_ACCOUNT. After a failure the same command goes on: it
leaves out the parts that are complete.
END_OF_HELP
}

# positive OPTION VALUE
positive() {
  if ! [[ $2 =~ ^[1-9][0-9]{0,8}$ ]]; then die "$1: expected a whole number of at least 1, found '$2'"; fi
}

# What is submitted is printed so that it can be typed.
quoted() { printf '%q ' "$@" | sed 's/ $//'; }

words=() for_both=() for_features=() merge_options=() features_options=() shards='' restarts=100 cartograf=cartograf at_once='' dry_run=0
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --) shift; features_options=("$@"); break ;;
    --virtual) merge_options+=(--virtual) ;;
    --dry-run) dry_run=1 ;;
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
    --shards | --time | --partition | --cpus | --at-once | --restarts | --sbatch | --sbatch-features | --cartograf)
      if (($# < 2)); then die "$1: expected a value behind it"; fi
      case $1 in
        --shards) positive "$1" "$2"; shards=$2 ;;
        --time | --partition) for_both+=("$1=$2") ;;
        --cpus) positive "$1" "$2"; for_both+=("--cpus-per-task=$2") ;;
        --at-once) positive "$1" "$2"; at_once=%$2 ;;
        --restarts) positive "$1" "$2"; restarts=$2 ;;
        --sbatch) for_both+=("$2") ;;
        --sbatch-features) for_features+=("$2") ;;
        --cartograf) cartograf=$2 ;;
      esac
      shift ;;
    -*) usage >&2; die "unknown option: $1; options of 'cartograf features' stand behind --" ;;
    *) words+=("$1") ;;
  esac
  shift
done
if ((${#words[@]} != 2)); then usage >&2; die "expected a search space and a folder, found ${#words[@]} arguments: ${words[*]@Q}"; fi
if [[ -z $shards ]]; then die "--shards N is missing"; fi
space=${words[0]} folder=$(realpath -m -- "${words[1]}")
# sbatch takes nothing in the name of a log for a pattern where it has a backslash.
if [[ $folder == *\\* ]]; then die "$folder: expected a folder without a backslash in its name"; fi
found=$(command -v -- "$cartograf") || die "$cartograf: there is no such program; --cartograf PATH names it"
cartograf=$(realpath -s -- "$found")
if ((!dry_run)) && ! command -v sbatch >/dev/null; then die "there is no sbatch here; --dry-run prints the commands"; fi
if [[ -e $folder/features.h5 ]]; then die "$folder/features.h5 exists already; remove it, or choose another folder"; fi
for option in "${features_options[@]}"; do
  case $option in
    --dry-run | --overwrite) die "$option: not behind --, since a part that is there is never computed again" ;;
  esac
done

# Parts of something else must neither be taken for those of this store nor be gone on with.
command=$(quoted features "$space" "${features_options[@]}" --shard "I/$shards")
if [[ -e $folder/command ]] && [[ $(<"$folder/command") != "$command" ]]; then
  die "$folder has parts of another store; choose another folder, or remove its parts and its file 'command'
  there: $(<"$folder/command")
  asked: $command"
fi

# What is wrong is said now, and not by each task. A device that is not here may be where the tasks run.
checked=$(mktemp -d)
trap 'rm -rf "$checked"' EXIT
code=0
"$cartograf" features "$space" "${features_options[@]}" --threads 1 --shard "0/$shards" --resume -o "$checked/0.h5" --dry-run >"$checked/said" 2>&1 || code=$?
if ((code == 3)); then
  warn "note: the device is not available here; it must be where the tasks run"
elif ((code)); then
  cat "$checked/said" >&2
  exit "$code"
fi

features=(sbatch --parsable "--array=0-$((shards - 1))$at_once" "--output=${folder//%/%%}/logs/features_%A_%a.log" "${for_both[@]}" "${for_features[@]}"
  "$ROOT/scripts/slurm/features.sbatch" "$cartograf" "$folder" "$shards" "$restarts" "$space" "${features_options[@]}")
# Not afterok: once a task has failed, an array counts as failed also where the task was started again and ended well (Slurm 22.05). The
# merge says which part is missing.
merge=(sbatch --parsable --dependency=afterany:ARRAY "--output=${folder//%/%%}/logs/merge_%j.log" "${for_both[@]}"
  "$ROOT/scripts/slurm/merge.sbatch" "$cartograf" "$folder" "$shards" "${merge_options[@]}")
if ((dry_run)); then
  quoted "${features[@]}"; echo
  quoted "${merge[@]}"; echo
  exit 0
fi

mkdir -p -- "$folder/parts" "$folder/logs"
printf '%s\n' "$command" >"$folder/command"
array=$("${features[@]}")
array=${array%%;*}  # a federation adds the name of the cluster
if ! merging=$("${merge[@]/afterany:ARRAY/afterany:$array}"); then
  scancel "$array"
  die "the merge was not taken, so the array $array was cancelled"
fi
say "features: job $array, $shards tasks"
say "merge: job ${merging%%;*}, when all of them have ended"
say "$folder: logs are in logs, the store will be features.h5"
