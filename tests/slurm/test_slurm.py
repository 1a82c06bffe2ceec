#!/usr/bin/env python3
"""scripts/slurm on a real Slurm: tasks of the array are killed, stopped and started again, and the merged store is that of one run, byte
for byte.

usage: test_slurm.py CARTOGRAF SOURCE_DIR [--shards N] [--rows N] [--kills N] [--seed N] [--limit]
  --shards N      tasks of the array, at least 3 (default: 4)
  --rows N        architectures of darts_cell (default: 6000000); a shard must take some seconds
  --kills N       ends of tasks that run, of each kind in turn (default: 5)
  --seed N        of the moments (default: 1)
  --limit         also one task for all rows with a limit of a minute, which must take longer

Exit code 77: Slurm or munge is not installed. The store has int8 features and gzip:9, so that it is small and takes long. A kind of end is
  cancel          scancel --signal=KILL of the task, which is then requeued
  kill            scancel --signal=KILL of its step: a kill -9 of cartograf; it is then requeued
  requeue         scontrol requeue of a task that runs, as where a node is taken away
  usr1, term      a signal to cartograf, which ends with code 4; the script requeues itself
"""

import argparse
import filecmp
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from private_slurm import PrivateSlurm, missing_programs, until  # noqa: E402

KINDS = ("cancel", "kill", "usr1", "requeue", "term")
LAST_RECORD = 100  # bytes of a journal that may end in the middle of a record


class Store:
    """What submit.sh makes in a folder."""

    def __init__(self, slurm, options, folder, n_shards, features, minutes=60):
        self.slurm, self.options, self.folder, self.n_shards, self.features, self.minutes = slurm, options, folder, n_shards, features, minutes
        self.array = self.merging = None

    def submitted(self):
        """submit.sh, in the environment of the private Slurm."""
        return self.slurm.finished(f"{self.options.source}/scripts/slurm/submit.sh", "darts_cell", str(self.folder), "--shards", str(self.n_shards), f"--time={self.minutes}",
                                   "--sbatch-features=--signal=USR1@30", "--cartograf", self.options.cartograf, "--", *self.features)

    def submit_it(self):
        done = self.submitted()
        found = re.fullmatch(r"features: job (\d+), \d+ tasks\nmerge: job (\d+), when [^\n]*\n[^\n]*\n", done.stdout)
        if done.returncode != 0 or not found:
            raise AssertionError(f"submit.sh ended with {done.returncode}: {done.stdout}{done.stderr}")
        self.array, self.merging = found.groups()

    def task(self, shard):
        return f"{self.array}_{shard}"

    def state(self, shard):
        return self.slurm.job(self.task(shard))

    def part(self, shard):
        return self.folder / "parts" / f"{shard}.h5"

    def unfinished(self, shard):
        """Partial files with a journal: name -> bytes of the file, of the journal."""
        found = {}
        for journal in (self.folder / "parts").glob(f"{shard}.h5.*.journal"):
            try:
                found[journal.stem] = journal.with_suffix(".partial").stat().st_size, journal.stat().st_size
            except FileNotFoundError:  # its run ended just now
                pass
        return found

    def size(self, shard):
        """Bytes of the largest of them."""
        return max((size for size, _ in self.unfinished(shard).values()), default=0)

    def log(self, shard):
        return (self.folder / "logs" / f"features_{self.array}_{shard}.log").read_text(encoding="utf-8")


class Kills:
    """Ends tasks that run, and looks at what becomes of them."""

    def __init__(self, store, size_of_part):
        self.store, self.size_of_part = store, size_of_part
        self.random = random.Random(store.options.seed)
        self.left = {}  # shard -> (name, bytes of the journal) of what its last run left
        self.n_done = self.n_seen_to_go_on = 0
        self.from_size = {}  # shard -> bytes from which on it is ended next: a little more each time, so that it gets on
        self.size_at_first = 0.05 * size_of_part

    def look_at(self, shards):
        """One round; True when there were enough kills and all tasks that were killed have gone on."""
        for shard in shards:
            if shard in self.left:
                self.see_whether_it_went_on(shard)
            elif self.n_done < self.store.options.kills and self.store.size(shard) >= self.from_size.get(shard, self.size_at_first) and self.store.state(shard)["JobState"] == "RUNNING":
                self.end(shard, KINDS[self.n_done % len(KINDS)])
        if self.n_done < self.store.options.kills and all(self.store.part(shard).exists() for shard in shards):
            raise AssertionError(f"all parts were complete after {self.n_done} kills: take more rows")
        return self.n_done == self.store.options.kills and not self.left

    def see_whether_it_went_on(self, shard):
        """A run removes what an earlier one left when it has all of it: its own journal is then as long, before it computed anything."""
        name, left = self.left[shard]
        unfinished = self.store.unfinished(shard)
        if name in unfinished:
            return
        if self.store.part(shard).exists():  # it ended between two looks
            del self.left[shard]
        elif unfinished:
            now = max(journal for _, journal in unfinished.values())
            assert now >= left - LAST_RECORD, f"part {shard}: the journal of what was left had {left} bytes, and that of the next run {now} without it: it began anew"
            self.n_seen_to_go_on += 1
            del self.left[shard]

    def end(self, shard, kind):
        store, slurm, task = self.store, self.store.slurm, self.store.task(shard)
        restarts = int(store.state(shard)["Restarts"])
        words = {"cancel": ("scancel", "--signal=KILL", task), "kill": ("scancel", "--signal=KILL", f"{task}.0"), "usr1": ("scancel", "--signal=USR1", f"{task}.0"),
                 "term": ("scancel", "--signal=TERM", f"{task}.0"), "requeue": ("scontrol", "requeue", task)}
        slurm.finished(*words[kind])
        ended = {"cancel": "CANCELLED", "kill": "FAILED"}.get(kind, "PENDING")
        state = until(f"the end of task {task} by {kind}", lambda: (now := store.state(shard))["JobState"] in (ended, "COMPLETED") and now)
        unfinished = store.unfinished(shard)
        if store.part(shard).exists():
            print(f"{task}: {kind} came too late")
        else:
            assert len(unfinished) == 1, f"part {shard} after {kind}: expected one partial file with its journal, found {sorted(os.listdir(store.folder / 'parts'))}"
            assert kind != "kill" or state["ExitCode"] == "137:0", state
            (name, (size, journal)), = unfinished.items()
            self.left[shard] = name, journal
            self.from_size[shard] = size + self.random.uniform(0, 0.15) * self.size_of_part
            self.n_done += 1
            print(f"{task}: {kind} at {100 * size / self.size_of_part:.0f} % of its part")
        if state["JobState"] == "COMPLETED":
            return
        if kind in ("cancel", "kill"):
            slurm.run("scontrol", "requeue", task)
        until(f"another start of task {task}", lambda: int(store.state(shard)["Restarts"]) > restarts)


def has_ended(slurm, number, expected):
    state = slurm.job(number)
    if state["JobState"] in ("PENDING", "RUNNING", "COMPLETING") and state["Reason"] != "DependencyNeverSatisfied":
        return False
    assert state["JobState"] == expected, f"job {number}: expected {expected}, found {state}"
    return True


def cancelled_as_a_whole(store, size_of_part):
    """Whoever cancels an array and submits the same again goes on with all of it."""
    store.submit_it()
    until("two tasks at work", lambda: min(map(store.size, range(2))) > 0.05 * size_of_part)
    store.slurm.run("scancel", store.array)
    until("the end of the merge", lambda: has_ended(store.slurm, store.merging, "FAILED"))
    log = (store.folder / "logs" / f"merge_{store.merging}.log").read_text(encoding="utf-8")
    assert f"these parts of {store.n_shards} are not complete: {' '.join(map(str, range(store.n_shards)))}. " in log, log
    assert not (store.folder / "features.h5").exists()
    left = {}
    for shard in range(2):
        (name, (_, journal)), = store.unfinished(shard).items()
        left[shard] = name, journal
    return left


def killed_and_started_again(store, left, size_of_part):
    store.submit_it()
    last = store.n_shards - 1
    # The merge begins when no task is left. So there is one until all that are killed have been requeued.
    store.slurm.run("scontrol", "hold", store.task(last))
    kills = Kills(store, size_of_part)
    kills.left = left
    until(f"{store.options.kills} kills", lambda: kills.look_at(range(last)), 120 + 60 * store.options.kills)
    assert kills.n_seen_to_go_on > 0, "no start was seen that went on with what was left"
    for shard in range(last):
        print(f"--- log of task {shard}\n{store.log(shard).strip()}")
    store.slurm.run("scontrol", "release", store.task(last))
    until("the merge", lambda: has_ended(store.slurm, store.merging, "COMPLETED"), 300)
    print(f"{kills.n_done} kills, {kills.n_seen_to_go_on} starts seen to go on with what was left")


def same_as_one_run(store, whole):
    assert filecmp.cmp(store.folder / "features.h5", whole, shallow=False), "the merged store is another than that of one run"
    expected = [f"{shard}.h5" for shard in range(store.n_shards)]
    found = sorted(os.listdir(store.folder / "parts"))
    assert found == sorted(expected), f"expected the parts alone, found {found}"


def written(store):
    return [(part.st_ino, part.st_mtime_ns) for part in (store.part(shard).stat() for shard in range(store.n_shards))]


def submitted_again(store, whole):
    """Complete parts are not computed again, other options are refused, and so is a store that is there."""
    done = store.submitted()
    assert done.returncode == 1 and "features.h5 exists already" in done.stderr, done
    (store.folder / "features.h5").unlink()
    features, store.features = store.features, [*store.features, "--no-keys"]
    done = store.submitted()
    assert done.returncode == 1 and "has parts of another store" in done.stderr, done
    store.features = features
    before = written(store)
    store.submit_it()
    until("the merge", lambda: has_ended(store.slurm, store.merging, "COMPLETED"), 120)
    assert written(store) == before, "a part that was complete was written again"
    same_as_one_run(store, whole)


def stopped_by_the_limit(store, whole):
    store.submit_it()
    until("the merge", lambda: has_ended(store.slurm, store.merging, "COMPLETED"), 1200)
    restarts = int(store.state(0)["Restarts"])
    assert restarts > 0, "the task ended within its limit: take more rows"
    print(f"a limit of one minute: started again {restarts} times\n{store.log(0).strip()}")
    same_as_one_run(store, whole)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("cartograf", type=os.path.abspath)
    parser.add_argument("source", type=os.path.abspath)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--rows", type=int, default=6000000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", action="store_true")
    options = parser.parse_args()
    if options.shards < 3:
        parser.error("--shards: expected at least 3")
    missing = missing_programs()
    if missing:
        print(f"skipped: not installed: {', '.join(missing)} (Debian: slurmctld, slurmd, slurm-client, munge)")
        sys.exit(77)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))

    features = ["--range", f"0:{options.rows}", "--dtype", "int8", "--compression", "gzip:9", "--device", "cpu"]
    with tempfile.TemporaryDirectory() as name, PrivateSlurm() as slurm:
        whole = Path(name) / "whole.h5"
        subprocess.run([options.cartograf, "features", "darts_cell", *features, "-q", "-o", str(whole)], check=True)
        size_of_part = whole.stat().st_size / options.shards
        store = Store(slurm, options, Path(name) / "with a blank, 100%", options.shards, features)
        limited = Store(slurm, options, Path(name) / "limited", 1, features, minutes=1)
        try:
            left = cancelled_as_a_whole(store, size_of_part)
            killed_and_started_again(store, left, size_of_part)
            same_as_one_run(store, whole)
            submitted_again(store, whole)
            if options.limit:
                stopped_by_the_limit(limited, whole)
        except BaseException:
            for log, text in [*slurm.logs(), *((path.name, path.read_text(encoding="utf-8")) for path in sorted(Path(name).glob("*/logs/*")))]:
                print(f"--- {log}\n{text}")
            print(slurm.finished("squeue").stdout)
            raise
    print("all held")


if __name__ == "__main__":
    main()
