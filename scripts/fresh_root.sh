#!/usr/bin/env bash
# Runs what the README says on a Debian system that has nothing on it: makes one, clones this checkout into it, and runs the
# quick start and the tests there, once with the reference data beside the checkout and once without.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'END'
usage: scripts/fresh_root.sh SUITE [options]      SUITE: bookworm (Debian 12) or trixie (Debian 13)
  --folder FOLDER      where the system is made (default: a new folder in TMPDIR); it is removed afterwards
  --keep               do not remove it
  --full               scripts/test.sh instead of scripts/test.sh --quick
  --copy FILE          a file of this machine that the system gets too, at the same place (repeatable): a certificate, the
                       settings of apt or pip
environment:
  MIRROR               where packages come from (default: http://deb.debian.org/debian)
  http_proxy https_proxy no_proxy and PIP_* are handed on

It needs root, debootstrap, git and 12 GB of disk. What is committed is tried, not what is only in the working tree.
END
}

suite='' folder='' keep=0 test_options=(--quick) copies=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --folder) folder=${2:?--folder needs a folder}; shift ;;
    --copy) copies+=("${2:?--copy needs a file}"); shift ;;
    --keep) keep=1 ;;
    --full) test_options=() ;;
    -*) usage >&2; die "unknown option: $1" ;;
    *) [[ -z $suite ]] || { usage >&2; die "one suite expected, found $suite and $1"; }; suite=$1 ;;
  esac
  shift
done
[[ -n $suite ]] || { usage >&2; die "no suite given"; }
((EUID == 0)) || die "fresh_root.sh needs root: it mounts and changes the root folder"
command -v debootstrap >/dev/null || die "debootstrap is missing (Debian: debootstrap)"

# Mounts are seen by this process and its children alone, and end with it.
if [[ -z ${CARTOGRAF_OWN_MOUNTS:-} ]]; then
  arguments=("$suite")
  if [[ -n $folder ]]; then arguments+=(--folder "$folder"); fi
  if ((keep)); then arguments+=(--keep); fi
  if ((${#test_options[@]} == 0)); then arguments+=(--full); fi
  for copy in "${copies[@]}"; do arguments+=(--copy "$copy"); done
  CARTOGRAF_OWN_MOUNTS=1 exec unshare --mount --propagation private -- "${BASH_SOURCE[0]}" "${arguments[@]}"
fi

if [[ -z $folder ]]; then
  root=$(mktemp -d "${TMPDIR:-/var/tmp}/cartograf.$suite.XXXXXX")
else
  root=$(realpath -m -- "$folder")
  [[ ! -e $root || -z $(ls -A "$root") ]] || die "$root is not empty"
  mkdir -p "$root"
fi
# shellcheck disable=SC2317  # the trap calls it
remove_root() {
  umount -l "$root/proc" "$root/dev" "$root/srv/shared" 2>/dev/null || true
  if ((keep)); then
    say "kept: $root"
  elif grep -qF " $root/" /proc/self/mountinfo; then
    warn "$root is left: something is still mounted below it"
  else
    rm -rf "$root"
  fi
}
trap remove_root EXIT

# A host's environment is part of what a fresh system does not have.
environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb)
while IFS= read -r name; do environment+=("$name=${!name}"); done < <(compgen -e | grep -E '^(https?_proxy|no_proxy|PIP_.*)$' || true)
in_root() { env -i "${environment[@]}" chroot "$root" "$@"; }

results=()
status=0
# timed NAME COMMAND...: runs it, its output in a log, and remembers how long it took.
timed() {
  local name=$1 start=$SECONDS code=0 log warnings
  shift
  log=$root/srv/${name// /_}.log
  say "== $name"
  "$@" >"$log" 2>&1 || code=$?
  tail -n 3 "$log" | sed 's/^/   /'
  warnings=$(grep -c 'warning:' "$log" || true)
  results+=("$(printf '%-42s %5d s   exit code %d, %d warnings of the compiler' "$name" "$((SECONDS - start))" "$code" "$warnings")")
  if ((warnings)); then
    grep 'warning:' "$log" >&2
    status=1
  fi
  if ((code)); then
    warn "   failed; the end of its output:"
    tail -n 40 "$log" >&2
    status=1
  fi
}

say "== a bare $suite in $root"
debootstrap --variant=minbase --include=ca-certificates,git "$suite" "$root" "${MIRROR:-http://deb.debian.org/debian}" >"$root.log" 2>&1 ||
  { tail -n 20 "$root.log" >&2; die "debootstrap failed"; }
mv "$root.log" "$root/srv/debootstrap.log"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
for copy in "${copies[@]}"; do install -D -m 644 "$copy" "$root/$copy"; done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
git clone --quiet "$ROOT" "$root/srv/cartograf"
say "   commit $(git -C "$root/srv/cartograf" rev-parse --short HEAD), $(in_root sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)"

# shellcheck disable=SC2016  # for the shell in there
say_compiler() { in_root sh -c 'echo "   $(c++ --version | head -n 1), $(cmake --version | head -n 1)"'; }
timed "quick start" in_root /srv/cartograf/scripts/quickstart.sh
say_compiler
timed "quick start, again" in_root /srv/cartograf/scripts/quickstart.sh
timed "tests without reference data" in_root /srv/cartograf/scripts/test.sh "${test_options[@]}"
if [[ -d $ROOT/../shared ]]; then
  mkdir -p "$root/srv/shared"
  mount --bind "$ROOT/../shared" "$root/srv/shared"
  mount -o remount,bind,ro "$root/srv/shared"
  timed "quick start with reference data" in_root env CARTOGRAF_DATA=/srv/shared/data /srv/cartograf/scripts/quickstart.sh
  timed "tests with reference data" in_root /srv/cartograf/scripts/test.sh "${test_options[@]}"
else
  results+=("with reference data: skipped, no folder $ROOT/../shared")
fi

say
say "== $suite"
printf '%s\n' "${results[@]}"
say "disk: $(du -shx "$root" | cut -f1) in all, $(du -shx "$root/srv/cartograf" | cut -f1) the checkout with what was built"
exit "$status"
