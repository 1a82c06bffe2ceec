#!/usr/bin/env python3
"""Validates the metadata that `cartograf precompute` writes with mlcroissant, and compares what it says with the files.

usage: test_croissant.py CARTOGRAF_BINARY FOLDER

FOLDER holds a folder readers-cpXY with mlcroissant and what it needs for this Python (scripts/setup.sh --tests makes it).
Exit code 77: there is none.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BINARY = PACKAGES = None
# What another interpreter runs, without the system's packages (-S): usage CROISSANT.JSON. Prints what mlcroissant finds wrong and the records.
# jsonpath-ng goes on with jsonpath-rw, of which there is no wheel.
READING = """
import json, sys
sys.path.insert(0, sys.argv[2])
import jsonpath_ng
sys.modules["jsonpath_rw"] = jsonpath_ng
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.issues
text = lambda value: value.decode() if isinstance(value, bytes) else value
records = [{name: text(value) for name, value in record.items()} for record in dataset.records("stores")]
print(json.dumps({"errors": sorted(issues.errors), "warnings": sorted(issues.warnings), "records": records}))
"""


class Croissant(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        subprocess.run([BINARY, "precompute", "naap440", "nasbench201", "nasbench_macro", "-o", self.folder / "d", "--device", "cpu", "--quiet"],
                       check=True)
        self.metadata = json.loads((self.folder / "d/croissant.json").read_text())
        self.manifest = json.loads((self.folder / "d/manifest.json").read_text())

    def read(self):
        run = subprocess.run([sys.executable, "-S", "-c", READING, self.folder / "d/croissant.json", PACKAGES], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout), run.stderr

    def test_it_is_valid_and_has_the_stores(self):
        found, messages = self.read()
        self.assertEqual((found["errors"], found["warnings"]), ([], []))
        self.assertNotIn("WARNING", messages)
        members = ("file", "space", "convention", "rows", "columns", "content_digest")
        self.assertEqual(found["records"], [{"stores/" + member: store[member] for member in members} for store in self.manifest["stores"]])
        self.assertEqual(len(found["records"]), 9)

    def test_its_files_are_those_of_the_folder(self):
        said = {file["contentUrl"]: (file["sha256"], file["contentSize"]) for file in self.metadata["distribution"]}
        found = {}
        for file in (self.folder / "d").iterdir():
            if file.name not in ("croissant.json", "datasheet.md"):
                content = file.read_bytes()
                found[file.name] = (hashlib.sha256(content).hexdigest(), f"{len(content)} B")
        self.assertEqual(said, found)

    def test_mlcroissant_finds_what_is_wrong(self):
        del self.metadata["distribution"][0]["sha256"]
        (self.folder / "d/croissant.json").write_text(json.dumps(self.metadata))
        run = subprocess.run([sys.executable, "-S", "-c", READING, self.folder / "d/croissant.json", PACKAGES], capture_output=True, text=True)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("sha256", run.stderr)


if __name__ == "__main__":
    BINARY = str(Path(sys.argv[1]).resolve())
    PACKAGES = str((Path(sys.argv[2]) / ("readers-cp%d%d" % sys.version_info[:2])).resolve())
    if not Path(PACKAGES, "mlcroissant").exists():
        print(f"skipped: there is no mlcroissant for Python {sys.version_info[0]}.{sys.version_info[1]} in {sys.argv[2]}")
        sys.exit(77)
    sys.argv[1:] = []
    unittest.main()
