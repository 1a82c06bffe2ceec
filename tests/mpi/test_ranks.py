#!/usr/bin/env python3
"""One store by several processes that mpirun starts: the same content as one process writes, and no file where a process is killed.

usage: test_ranks.py CARTOGRAF MPIRUN

CARTOGRAF is a build with CARTOGRAF_MPI=ON.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CARTOGRAF = MPIRUN = None
TIMEOUT_S = 300

# As root mpirun wants to be asked twice; the second pair is that of Open MPI 5. More ranks than cores, and threads of each on any core.
ENVIRONMENT = {**os.environ, "OMP_WAIT_POLICY": "passive", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "PRTE_ALLOW_RUN_AS_ROOT": "1", "PRTE_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
ANYWHERE = ["--oversubscribe", "--bind-to", "none"]


def job(n, *words):
    return [MPIRUN, *ANYWHERE, "-n", str(n), CARTOGRAF, *words]


def in_shells(n, script, *words):
    """The same, each rank begun by a script of bash."""
    return [MPIRUN, *ANYWHERE, "-n", str(n), "bash", "-c", script, "bash", CARTOGRAF, *words]


def run(words, folder, code=0):
    done = subprocess.run(words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode != code:
        raise AssertionError(f"{words}: expected exit code {code}, found {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def ours(stderr):
    """The lines of stderr that cartograf wrote, not mpirun."""
    return [line for line in stderr.splitlines() if line.startswith("cartograf: ")]


def rank_of(process):
    """The rank that a process is, by what mpirun told it; None for others."""
    try:
        for entry in Path(f"/proc/{process}/environ").read_bytes().split(b"\0"):
            if entry.startswith(b"OMPI_COMM_WORLD_RANK="):
                return int(entry.split(b"=")[1])
    except OSError:
        pass
    return None


def descendants(process):
    try:
        children = [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []
    return children + [further for child in children for further in descendants(child)]


def process_of_rank(mpirun, rank):
    return next((process for process in descendants(mpirun) if rank_of(process) == rank), None)


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def content(self, name):
        text = run([CARTOGRAF, "inspect", name], self.folder).stdout
        return next(line.split()[1] for line in text.splitlines() if line.split()[:1] == ["content"])

    def files(self):
        return sorted(file.name for file in self.folder.iterdir())


class SameContent(Folder):
    """The digest of the content is that of one process, and every checksum in the file is right."""

    def check(self, *words):
        run([CARTOGRAF, "features", *words, "-q", "-o", "one.h5"], self.folder)
        expected = self.content("one.h5")
        for n in 1, 2, 4:
            for compression in "none", "gzip", "zstd":
                with self.subTest(n=n, compression=compression):
                    run(job(n, "features", *words, "--compression", compression, "--threads", "1", "--overwrite", "-o", "ranks.h5"), self.folder)
                    self.assertEqual(self.content("ranks.h5"), expected)
                    run([CARTOGRAF, "verify", "ranks.h5"], self.folder)
                    self.assertEqual(self.files(), ["one.h5", "ranks.h5"])

    def test_many_rows(self):  # whose parts begin with blocks of the digest
        self.check("darts_cell", "--range", "0:300000", "--dtype", "int8")

    def test_few_rows(self):
        self.check("nasbench201", "--range", "0:3")

    def test_parts_that_do_not_begin_with_blocks(self):
        self.check("nasbench201", "--range", "0:9999")

    def test_lists_divisors_and_tensors(self):
        self.check("nasbench101", "--sample", "20000", "--seed", "3", "--adjacency")

    def test_conditions(self):
        self.check("nasbench201", "--reachable-only")


class Errors(Folder):
    def test_what_all_find_is_said_once(self):
        done = run(job(2, "features", "nasbench201", "--dtype", "int9", "-o", "s.h5"), self.folder, 2)
        self.assertEqual(ours(done.stderr), ["cartograf: dtype: expected int8, float32 or float64, found 'int9'"])

    def test_a_file_that_is_there_stays(self):
        (self.folder / "s.h5").write_text("mine")
        done = run(job(2, "features", "nasbench201", "-o", "s.h5"), self.folder, 2)
        self.assertEqual(ours(done.stderr), ["cartograf: rank 0: s.h5: exists already; give --overwrite to replace it"])
        self.assertEqual((self.folder / "s.h5").read_text(), "mine")

    def test_what_is_for_one_process(self):
        for option in ["--resume"], ["--shard", "0/2"]:
            done = run(job(2, "features", "nasbench201", *option, "-o", "s.h5"), self.folder, 2)
            self.assertEqual(ours(done.stderr), [f"cartograf: {option[0]}: expected one process, found 2, which write one store together"])

    def test_ranks_that_do_different_work(self):
        script = 'if ((OMPI_COMM_WORLD_RANK == 1)); then set -- "$@" --sample 10 --seed 3; fi; exec "$@"'
        done = run(in_shells(2, script, "features", "nasbench201", "-o", "s.h5"), self.folder, 2)
        self.assertEqual(ours(done.stderr), ["cartograf: rank 1: expected the work of rank 0, found another: the number of architectures is '10', there it is '15625'"])
        self.assertEqual(self.files(), [])

    def test_a_device_that_is_missing(self):
        if "cuda:" in run([CARTOGRAF, "features", "nasbench201", "--dry-run", "-o", "s.h5"], self.folder).stdout:
            self.skipTest("there is a GPU")
        for device in "cuda", "cuda:0,0":
            done = run(job(2, "features", "nasbench201", "--device", device, "-o", "s.h5"), self.folder, 3)
            self.assertEqual(len(ours(done.stderr)), 1, done.stderr)

    def test_a_full_disk(self):
        words = ["features", "darts_cell", "--range", "0:150000", "--dtype", "int8", "--threads", "1", "-o", "s.h5"]  # 88 MB; MPI has files of its own
        done = run(in_shells(2, 'ulimit -f 64000; exec "$@"', *words), self.folder, 1)
        self.assertTrue(any("File too large" in line for line in ours(done.stderr)), done.stderr)
        self.assertEqual(self.files(), [])


class Speech(Folder):
    def test_only_the_first_rank_speaks(self):
        done = run(job(4, "features", "nasbench201", "-o", "s.h5"), self.folder)
        self.assertEqual(done.stdout, "")
        # Open MPI may say something of the machine.
        self.assertEqual(done.stderr.count("s.h5: 15,625 architectures of nasbench201 x 191 features"), 1, done.stderr)
        self.assertEqual(done.stderr.count("s.h5"), 1, done.stderr)

    def test_dry_run(self):
        done = run(job(3, "features", "nasbench201", "--dry-run", "-o", "s.h5"), self.folder)
        self.assertEqual(done.stdout.splitlines()[0], "s.h5: would hold 15,625 architectures of nasbench201 x 191 features (float32, graf_nas)")
        self.assertEqual(len(done.stdout.splitlines()), 4)
        self.assertEqual(self.files(), [])

    def test_progress_as_json(self):
        done = run(job(2, "features", "nasbench201", "--progress", "json", "-o", "s.h5"), self.folder)
        states = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
        self.assertEqual({state["what"] for state in states}, {"features nasbench201, rank 0 of 2", "checksums of s.h5"})


class KilledRank(Folder):
    """Of one of four ranks, when so much of the file is written. Where the job ended before, the kill came too late."""

    WORDS = ("features", "darts_cell", "--range", "0:1500000", "--dtype", "int8", "--threads", "1", "-o", "s.h5")
    SIZE = 1_500_000 * 590

    def written(self):
        try:
            return max((file.stat().st_blocks * 512 for file in self.folder.glob("s.h5.*.partial")), default=-1)
        except FileNotFoundError:  # it got its name just now
            return -1

    def killed(self, rank, fraction, compression):
        """Whether it was there to be killed."""
        killed = False
        mpirun = subprocess.Popen(job(4, *self.WORDS, "--compression", compression), cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while mpirun.poll() is None:
                if self.written() >= fraction * self.SIZE and (process := process_of_rank(mpirun.pid, rank)):
                    os.kill(process, signal.SIGKILL)
                    killed = True
                    break
            mpirun.wait(timeout=TIMEOUT_S)
        finally:
            if mpirun.poll() is None:
                mpirun.terminate()
                mpirun.wait(timeout=TIMEOUT_S)
        self.assertEqual(mpirun.returncode == 0, not killed)
        self.assertEqual("s.h5" in self.files(), not killed)
        (self.folder / "s.h5").unlink(missing_ok=True)
        return killed

    def test_no_file_and_the_next_run_begins_anew(self):
        n_killed = 0
        for rank, fraction, compression in (0, 0, "none"), (1, 0.2, "none"), (3, 0.6, "none"), (0, 0.5, "none"), (2, 0, "gzip"), (0, 0, "gzip"):
            with self.subTest(rank=rank, fraction=fraction, compression=compression):
                n_killed += self.killed(rank, fraction, compression)
        self.assertGreaterEqual(n_killed, 3)  # those that are killed as soon as there is a file
        run(job(4, *self.WORDS, "--compression", "zstd"), self.folder)
        self.assertEqual(self.files(), ["s.h5"])
        run([CARTOGRAF, "verify", "s.h5"], self.folder)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    CARTOGRAF, MPIRUN = (str(Path(word).resolve()) if "/" in word else word for word in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
