#!/usr/bin/env python3
"""What the disk holds after a crash: 'cartograf features --resume' must go on from it to the right file, whatever was lost.

usage: crash_points.py CARTOGRAF RECORD_WRITES.so [--points N] [--seed N]

A run is recorded: each write, truncation, synchronisation, name that is made, changed or removed. The run itself goes on with what a run
before it left. Then, N times, a moment is drawn, and a state of the folder in which a machine may be found that lost its power then:

* what a file was given before it was last synchronised is there;
* of what came later each write is there, lost, or there up to a sector, in any order;
* names are as they were at some moment before, which is not before a name was needed by a synchronised file that others were removed for.

In it the same command must end with the file of a whole run, byte for byte, and a file under the final name must be that file.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SECTOR = 512
KINDS = {
    "plain": ["features", "darts_cell", "--range", "0:150000", "--families", "op_count,node_degree", "--dtype", "int8"],
    "gzip": ["features", "nasbench201", "--compression", "gzip:1"],
}


def records_of(log):
    """(kind, file number or name, ...) of each call."""
    records, at = [], 0
    while at < len(log):
        end = log.index(b"\n", at)
        words = log[at:end].decode().split(" ")
        at = end + 1
        if words[0] == "write":
            size = int(words[3])
            records.append(("write", int(words[1]), int(words[2]), log[at : at + size]))
            at += size
        elif words[0] == "truncate":
            records.append(("truncate", int(words[1]), int(words[2])))
        elif words[0] == "sync":
            records.append(("sync", int(words[1])))
        elif words[0] == "create":
            records.append(("create", int(words[1]), Path(words[2]).name))
        else:
            records.append((words[0], *[Path(word).name for word in words[1:]]))
    return records


def state_at(records, moment, draw, before):
    """Name -> bytes, as a crash at that moment may leave them. before: what was there when the run began."""
    names = [i for i in range(moment) if records[i][0] in ("create", "rename", "unlink")]
    synced = {record[1]: i for i, record in enumerate(records[:moment]) if record[0] == "sync"}
    # A file system writes names down in their order; those before the last synchronisation of anything are there.
    last = max(synced.values(), default=0)
    kept_names = [i for i in names if i < last]
    later = [i for i in names if i >= last]
    kept_names += later[: draw.choice([draw.randint(0, len(later)), len(later)])]
    content = {}
    for i, record in enumerate(records[:moment]):
        if record[0] not in ("write", "truncate"):
            continue
        file = content.setdefault(record[1], [])
        if i < synced.get(record[1], -1) or draw.random() < 0.6:
            file.append(record)
        elif record[0] == "write" and draw.random() < 0.3:
            cut = draw.randrange(0, len(record[3]) + 1, SECTOR)
            file.append(("write", record[1], record[2], record[3][:cut]))
    files = {number: bytearray() for number in content}
    for number, changes in content.items():
        data = files[number]
        for change in changes:
            size = change[2] if change[0] == "truncate" else change[2] + len(change[3])
            if change[0] == "truncate":
                del data[size:]
            data.extend(bytes(max(0, size - len(data))))
            if change[0] == "write":
                data[change[2] : size] = change[3]
    folder = dict(before)
    for i in kept_names:
        record = records[i]
        if record[0] == "create":
            folder[record[2]] = files.get(record[1], bytearray())
        elif record[0] == "unlink":
            folder.pop(record[1], None)
        elif record[1] in folder:
            folder[record[2]] = folder.pop(record[1])
    return folder


class Points:
    def __init__(self, binary, library, draw):
        self.binary, self.library, self.draw = binary, library, draw
        self.n_continued = self.n_points = 0

    def run(self, folder, words, **more):
        return subprocess.run([self.binary, *words, "-o", "s.h5", "--device", "cpu", "--threads", "1", "-q"], cwd=folder, capture_output=True, timeout=300, check=False, **more)

    def kind(self, name, words, n):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            whole = folder / "whole"
            whole.mkdir()
            assert self.run(whole, words).returncode == 0
            expected = (whole / "s.h5").read_bytes()
            work = folder / "work"
            work.mkdir()
            # What was there before: a run that a full disk stopped.
            limit = len(expected) // 2
            first = subprocess.run(["bash", "-c", f"ulimit -f {limit >> 10}; exec \"$@\"", "-", self.binary, *words, "-o", "s.h5", "--device", "cpu", "--threads", "1", "-q", "--resume"],
                                   cwd=work, capture_output=True, timeout=300, check=False)
            assert first.returncode == 1, first.stderr.decode()
            before = {path.name: path.read_bytes() for path in work.iterdir()}
            log = folder / "log"
            result = self.run(work, [*words, "--resume"], env={"LD_PRELOAD": self.library, "RECORD_WRITES": str(log), "PATH": "/usr/bin:/bin"})
            assert result.returncode == 0, result.stderr.decode()
            assert (work / "s.h5").read_bytes() == expected
            records = records_of(log.read_bytes())
            kinds = {record[0] for record in records}
            assert kinds >= {"write", "sync", "create", "rename", "unlink"}, kinds
            names = [i + 1 for i, record in enumerate(records) if record[0] in ("create", "rename", "unlink")]
            for _ in range(n):
                moment = self.draw.choice([self.draw.randint(1, len(records)), self.draw.choice(names)])
                self.one(name, words, state_at(records, moment, self.draw, before), expected, moment)

    def one(self, name, words, state, expected, moment):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            for file, content in state.items():
                (folder / file).write_bytes(content)
            if "s.h5" in state:  # the run was over: nothing is left to go on with
                assert bytes(state["s.h5"]) == expected, f"{name}, crash at call {moment}: a file under the final name is another"
                self.n_points += 1
                return
            self.n_continued += any(file.endswith(".journal") for file in state)
            result = self.run(folder, [*words, "--resume"])
            assert result.returncode == 0, f"{name}, crash at call {moment}: {result.stderr.decode()}"
            assert (folder / "s.h5").read_bytes() == expected, f"{name}, crash at call {moment}: the file is another"
            left = sorted(path.name for path in folder.iterdir())
            assert left == ["s.h5"], left
            self.n_points += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cartograf")
    parser.add_argument("library")
    parser.add_argument("--points", type=int, default=1000, help="states, half of them of each kind of store (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    points = Points(Path(options.cartograf).resolve(), str(Path(options.library).resolve()), random.Random(options.seed))
    for name, words in KINDS.items():
        points.kind(name, words, options.points // len(KINDS))
    print(f"{points.n_points} crashes, {points.n_continued} with something to go on with: the file was right each time")
    if points.n_continued * 2 < points.n_points:
        sys.exit("expected something to go on with in half of the states")


if __name__ == "__main__":
    main()
