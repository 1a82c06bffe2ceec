#!/usr/bin/env python3
"""run_page.py: that a page passes which says what its commands print, and that no other does.

usage: test_run_page.py
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent / "run_page.py"
PAGE = """# A page
```sh
mkdir -p out    # a comment
name=$(basename "$PWD")
```
```console
$ echo one \\
    two; echo "$name" > out/name
one two
$ printf '%s\\n' a b c d
a
...
d
$ true
```
```python
no command
```
"""


class RunPage(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.page = self.folder / "page.md"
        (self.folder / "source").mkdir()
        (self.folder / "source/data.txt").write_text("x\n")

    def run_it(self, page, *options):
        self.page.write_text(page)
        command = [sys.executable, PROGRAM, *options, "/bin/true", self.folder / "source", self.page]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_what_is_said_is_printed(self):
        done = self.run_it(PAGE, "--twice", "--at-least", "5")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("5 commands", done.stdout)

    def test_other_output_is_found_and_written(self):
        wrong = PAGE.replace("one two\n", "one\ntwo\n")
        done = self.run_it(wrong)
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 of 5 commands print something else", done.stderr)
        self.assertEqual(self.run_it(wrong, "--update").returncode, 0)
        self.assertEqual(self.page.read_text(), PAGE)

    def test_fractions_may_be_rounded_otherwise(self):
        def passes(said, printed):
            return self.run_it(f"```console\n$ printf '%s\\n' '{printed}'\n{said}\n```\n").returncode == 0

        self.assertTrue(passes("gp  32  0.775 +- 0.016   9.75", "gp 32   0.776 +- 0.016  9.751"))
        self.assertTrue(passes("7568,0.059463023191103866,91.26849196859945", "7568,0.05946302319118,91.26849196859"))
        self.assertTrue(passes("-1.5e-07 x", "-1.5000000001e-07 x"))
        self.assertFalse(passes("0.775", "0.777"))
        self.assertFalse(passes("7568,0.059463023191103866", "7568,0.0594640"))
        self.assertFalse(passes("-1.5e-07", "-1.6e-07"))
        self.assertFalse(passes("32 0.5", "33 0.5"))
        self.assertFalse(passes("a b", "ab"))
        self.assertFalse(passes("0.5", "-0.5"))

    def test_a_command_that_fails_is_named(self):
        done = self.run_it(PAGE.replace("$ true", "$ cat data.txt absent.txt"))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"(?s)ended with 1:\ncat data\.txt absent\.txt\n.*standard output:\nx\n.*absent\.txt")

    def test_a_page_without_its_commands_does_not_pass(self):
        self.assertIn("expected at least 6 commands, found 5", self.run_it(PAGE, "--at-least", "6").stderr)

    def test_lines_are_left_out(self):
        done = self.run_it(PAGE.replace("mkdir", "absent_program\nmkdir"), "--skip", "absent_program")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_differs_when_run_again_is_found(self):
        page = "```console\n$ mkdir -p out; echo x >> out/lines; wc -l < out/lines\n1\n```\n"
        self.assertEqual(self.run_it(page).returncode, 0)
        self.assertIn("and then, run again,\n2", self.run_it(page, "--twice").stderr)


if __name__ == "__main__":
    unittest.main()
