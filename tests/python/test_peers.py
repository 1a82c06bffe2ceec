#!/usr/bin/env python3
"""Checks bench/peers.py: that it compares what it times, and that a wrong value does not pass.

usage: test_peers.py CARTOGRAF_BINARY
"""

import contextlib
import io
import json
import sys
import unittest
from pathlib import Path
from unittest import mock

try:
    import h5py  # noqa: F401
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import peers

BINARY = None
SMALL = ["--repetitions", "1", "--nasbench201-rows", "700", "--darts-rows", "300", "--threads", "1"]


def run(*more):
    """Exit code, output, messages."""
    out, messages = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(messages):
        code = peers.main([BINARY, *SMALL, *more])
    return code, out.getvalue(), messages.getvalue()


class Peers(unittest.TestCase):
    def test_all_agree_and_are_timed(self):
        code, out, messages = run("--json")
        self.assertEqual(code, 0, messages)
        results = {(r["space"], r["peer"]): r for r in json.loads(out)}
        for space, rows in (("nasbench201", 700), ("darts_cell", 300)):
            own = results[space, "cartograf"]
            for peer in ("numpy", "numpy, in blocks", "cartograf", "cartograf, process and h5py"):
                result = results[space, peer]
                self.assertEqual(result["rows"], rows)
                self.assertGreater(result["seconds"], 0)
                self.assertAlmostEqual(result["cartograf_ratio"] * result["architectures_per_second"], own["architectures_per_second"],
                                       delta=1e-6 * own["architectures_per_second"])
            for peer in ("numba", "graf_nas"):
                self.assertTrue("skipped" in results[space, peer] or results[space, peer]["seconds"] > 0)

    def test_what_is_skipped_is_said(self):
        code, out, messages = run()
        self.assertEqual(code, 0, messages)
        self.assertIn("graf_nas", out)
        self.assertRegex(out, "darts_cell +graf_nas +skipped: the package has no space of one DARTS cell")

    def test_a_wrong_value_is_found(self):
        right = peers.NumpyTable.__call__

        def wrong(peer, rows):
            right(peer, rows)
            rows[17, 40] += 1

        with mock.patch.object(peers.NumpyTable, "__call__", wrong):
            code, out, messages = run("--json")
        self.assertEqual(code, 1)
        self.assertRegex(messages, "numpy: architecture 17, ")
        self.assertNotIn("numpy", [r["peer"] for r in json.loads(out)])

    def test_differences_are_exact(self):
        expected = numpy.zeros((2, 3))
        found = expected.copy()
        self.assertEqual(peers.differences("x", ["a", "b", "c"], found, expected), [])
        found[1, 2] = numpy.nextafter(0, 1)
        self.assertEqual(len(peers.differences("x", ["a", "b", "c"], found, expected)), 1)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
