#!/usr/bin/env python3
"""scripts/slurm without Slurm: what is refused, what is submitted, and what a job does with exit codes. sbatch, srun, scontrol and scancel
are programs of the test that note how they were called.

usage: test_scripts.py CARTOGRAF SOURCE_DIR
"""

import os
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CARTOGRAF, SCRIPTS = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).resolve() / "scripts/slurm"
# Notes its name and arguments, a line each, and a blank line; then does what the variable DO_<name> says.
STAND_IN = """#!/usr/bin/env bash
printf '%s\\n' "${0##*/}" "$@" '' >>"$NOTES"
action=DO_${0##*/}
eval "${!action:-:}"
"""


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.notes, self.out = self.folder / "notes", self.folder / "a store, 100%"
        (self.folder / "bin").mkdir()
        for name in ("sbatch", "srun", "scontrol", "scancel"):
            program = self.folder / "bin" / name
            program.write_text(STAND_IN, encoding="utf-8")
            program.chmod(0o755)

    def run_it(self, script, *arguments, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM", "SBATCH"))}
        environment.update(variables, NOTES=str(self.notes), PATH=f"{self.folder / 'bin'}:{environment['PATH']}")
        return subprocess.run(["bash", SCRIPTS / script, *map(str, arguments)], env=environment, cwd=self.folder, capture_output=True, text=True, check=False)

    def calls(self):
        text = self.notes.read_text(encoding="utf-8") if self.notes.exists() else ""
        return [call.split("\n") for call in text.split("\n\n") if call]


class Submit(Scripts):
    def submit(self, *arguments, **variables):
        return self.run_it("submit.sh", "--cartograf", CARTOGRAF, *arguments, **variables)

    def submit_two(self, *more, **variables):
        return self.submit("nasbench201", self.out, "--shards", 2, *more, **variables)

    def test_submits_the_array_and_the_merge_behind_it(self):
        words = ("nasbench201", self.out, "--shards=3", "--at-once", 2, "--cpus", 4, "--time=1:00:00", "--partition", "fast", "--restarts", 7, "--virtual", "--sbatch",
                 "--account=my group", "--sbatch-features", "--gres=gpu:1", "--", "--range", "0:90")
        done = self.submit(*words, DO_sbatch="case $* in *after*) echo '18;west' ;; *) echo '17;west' ;; esac")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[:2], ["features: job 17, 3 tasks", "merge: job 18, when all of them have ended"])
        both = ["--cpus-per-task=4", "--time=1:00:00", "--partition=fast", "--account=my group"]
        escaped = str(self.out).replace("%", "%%")
        self.assertEqual(self.calls(), [
            ["sbatch", "--parsable", "--array=0-2%2", f"--output={escaped}/logs/features_%A_%a.log", *both, "--gres=gpu:1", str(SCRIPTS / "features.sbatch"), CARTOGRAF,
             str(self.out), "3", "7", "nasbench201", "--range", "0:90"],
            ["sbatch", "--parsable", "--dependency=afterany:17", f"--output={escaped}/logs/merge_%j.log", *both, str(SCRIPTS / "merge.sbatch"), CARTOGRAF, str(self.out), "3",
             "--virtual"]])

    def test_asks_cartograf_first(self):
        done = self.submit_two("--", "--dtype", "int9")
        self.assertEqual((done.returncode, done.stderr), (2, "cartograf: dtype: expected int8, float32 or float64, found 'int9'\n"))
        self.assertEqual(self.calls(), [])
        self.assertFalse(self.out.exists())

    def test_prints_what_can_be_typed(self):
        done = self.submit_two("--dry-run", "--", "--range", "0:90")
        self.assertEqual(done.returncode, 0, done.stderr)
        features, merge = map(shlex.split, done.stdout.splitlines())
        self.assertEqual((features[0], features[-6:]), ("sbatch", [str(self.out), "2", "100", "nasbench201", "--range", "0:90"]))
        self.assertEqual((merge[0], merge[-2:]), ("sbatch", [str(self.out), "2"]))
        self.assertEqual(self.calls(), [])
        self.assertFalse(self.out.exists())

    def test_help(self):
        done = self.submit("--help")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith("usage: scripts/slurm/submit.sh SPACE FOLDER --shards N"))

    def test_refuses(self):
        for arguments, message in [
                ((), "expected a search space and a folder, found 0 arguments"),
                (("nasbench201", self.out), "--shards N is missing"),
                (("nasbench201", self.out, "more", "--shards", "2"), "expected a search space and a folder, found 3 arguments: 'nasbench201' "),
                (("nasbench201", self.out, "--shards", "0"), "--shards: expected a whole number of at least 1, found '0'"),
                (("nasbench201", self.out, "--shards", "two"), "--shards: expected a whole number of at least 1, found 'two'"),
                (("nasbench201", self.out, "--shards", "2", "--at-once", "-1"), "--at-once: expected a whole number of at least 1, found '-1'"),
                (("nasbench201", self.out, "--shards", "2", "--range", "0:5"), "unknown option: --range; options of 'cartograf features' stand behind --"),
                (("nasbench201", self.out, "--shards", "2", "--", "--overwrite"), "--overwrite: not behind --"),
                (("nasbench201", self.folder / "a\\b", "--shards", "2"), "expected a folder without a backslash in its name"),
                (("nasbench202", self.out, "--shards", "2"), "nasbench202"),
                (("nasbench201", self.out, "--shards", "20000"), "expected at most as many shards as architectures"),
                (("nasbench201", self.out, "--shards", "2", "--", "--threads", "2"), "--threads is given several times"),
        ]:
            with self.subTest(arguments=arguments):
                done = self.submit(*arguments)
                self.assertIn(done.returncode, (1, 2))
                self.assertIn(message, done.stderr)
                self.assertEqual(self.calls(), [])
        done = self.run_it("submit.sh", "nasbench201", self.out, "--shards", 2, "--cartograf", "no_such_program")
        self.assertEqual((done.returncode, done.stderr), (1, "error: no_such_program: there is no such program; --cartograf PATH names it\n"))
        done = self.submit("nasbench201", self.out, "--shards")
        self.assertEqual((done.returncode, done.stderr), (1, "error: --shards: expected a value behind it\n"))

    def test_refuses_parts_of_another_store(self):
        self.assertEqual(self.submit_two(DO_sbatch="echo 1").returncode, 0)
        self.assertEqual(self.submit_two(DO_sbatch="echo 1").returncode, 0)
        n_calls = len(self.calls())
        for other in (("nasbench201", self.out, "--shards", 3), ("nasbench201", self.out, "--shards", 2, "--", "--dtype", "int8")):
            done = self.submit(*other)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{self.out} has parts of another store", done.stderr)
            self.assertIn("  there: features nasbench201 --shard I/2\n", done.stderr)
        (self.out / "features.h5").touch()
        self.assertIn("features.h5 exists already", self.submit_two().stderr)
        self.assertEqual(len(self.calls()), n_calls)

    def test_a_device_that_is_not_here_may_be_there(self):
        done = self.submit_two("--dry-run", "--", "--device", "cuda:31")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "note: the device is not available here; it must be where the tasks run\n")

    def test_a_merge_that_is_not_taken_cancels_the_array(self):
        done = self.submit_two(DO_sbatch="case $* in *after*) exit 1 ;; *) echo 17 ;; esac")
        self.assertEqual((done.returncode, done.stderr), (1, "error: the merge was not taken, so the array 17 was cancelled\n"))
        self.assertEqual(self.calls()[-1], ["scancel", "17"])


class Task(Scripts):
    IN_A_TASK = {"SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "1", "SLURM_JOB_ID": "7", "SLURM_CPUS_ON_NODE": "2"}

    def task(self, *, restarts=5, **variables):
        (self.out / "parts").mkdir(parents=True, exist_ok=True)
        return self.run_it("features.sbatch", CARTOGRAF, self.out, 3, restarts, "nasbench201", "--range", "0:90", **self.IN_A_TASK, **variables)

    def test_computes_its_part_and_never_again(self):
        done = self.task(DO_srun='"${@:2}"')
        self.assertEqual(done.returncode, 0, done.stderr)
        part = self.out / "parts/1.h5"
        self.assertEqual(self.calls(), [["srun", "--cpus-per-task=2", CARTOGRAF, "features", "nasbench201", "--range", "0:90", "--threads", "2", "--shard", "1/3", "--resume", "-o",
                                         str(part)]])
        done = self.task(DO_srun="exit 9")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("part        1 of 3: from row ", done.stdout)
        self.assertIn("part 1 was there already\n", done.stdout)
        part.write_bytes(b"no store")
        done = self.task(DO_srun="exit 9")
        self.assertEqual(done.returncode, 2)
        self.assertIn("1.h5", done.stderr)
        self.assertEqual(len(self.calls()), 1)

    def test_starts_again_after_a_signal_and_nothing_else(self):
        for code in (4, 138, 143):
            self.notes.unlink(missing_ok=True)
            done = self.task(DO_srun=f"exit {code}", SLURM_RESTART_COUNT="4")
            self.assertEqual(done.returncode, code)
            self.assertEqual(self.calls()[1:], [["scontrol", "requeue", "7_1"]])
            done = self.task(DO_srun=f"exit {code}", SLURM_RESTART_COUNT="5")
            self.assertEqual(done.returncode, code)
            self.assertIn("was started again 5 times, at most 5; submit the same again to go on\n", done.stderr)
            self.assertEqual([call[0] for call in self.calls()], ["srun", "scontrol", "srun"])
        for code in (1, 2, 3, 137):
            self.notes.unlink(missing_ok=True)
            self.assertEqual(self.task(DO_srun=f"exit {code}").returncode, code)
            self.assertEqual([call[0] for call in self.calls()], ["srun"])

    def test_says_what_it_goes_on_with(self):
        (self.out / "parts").mkdir(parents=True)
        for name in ("1.h5.aa.partial", "1.h5.aa.journal", "1.h5.bb.partial", "2.h5.cc.partial", "2.h5.cc.journal"):
            (self.out / "parts" / name).write_bytes(bytes(10 + len(name)))
        self.assertEqual(self.task(DO_srun="exit 1").stdout, "part 1: an earlier run left 25 bytes to go on with\n")

    def test_the_merge_names_what_is_missing(self):
        self.task(DO_srun='"${@:2}"')
        done = self.run_it("merge.sbatch", CARTOGRAF, self.out, 3, **self.IN_A_TASK)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith("these parts of 3 are not complete: 0 2. "), done.stderr)
        for shard in (0, 2):
            subprocess.run([CARTOGRAF, "features", "nasbench201", "--range", "0:90", "--shard", f"{shard}/3", "-q", "-o", self.out / f"parts/{shard}.h5"], check=True)
        done = self.run_it("merge.sbatch", CARTOGRAF, self.out, 3, **self.IN_A_TASK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.out / "features.h5").is_file())

    def test_is_no_program_for_people(self):
        for script in ("features.sbatch", "merge.sbatch"):
            done = self.run_it(script)
            self.assertEqual(done.returncode, 2)
            self.assertTrue(done.stderr.startswith("usage: sbatch "), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
