#!/usr/bin/env python3
"""Proves that check_includes.py catches what it is there for."""

import re
import unittest
from pathlib import Path

import check_includes
from script_on_tree import run_on_tree

ALLOWED = (
    ("kernels/base/a.hpp", "<vector>"),
    ("kernels/base/a.hpp", "<cartograf/error.hpp>"),
    ("host/space/a.hpp", "<cartograf/types.hpp>"),
    ("host/family/a.hpp", "<cartograf/family.hpp>"),
    ("host/api/a.cpp", "<cartograf/predictor.hpp>"),
    ("host/include/cartograf/a.hpp", "<cartograf/space.hpp>"),
    ("docs/examples/cpp/a.cpp", "<cartograf/cartograf.hpp>"),
    ("kernels/base/a.hpp", '"kernels/base/error.hpp"'),
    ("kernels/features/a.hpp", '"kernels/base/error.hpp"'),
    ("kernels/cuda/a.cu", '"kernels/features/table.hpp"'),
    ("kernels/cuda/a.cu", "<cuda_runtime_api.h>"),
    ("kernels/cuda/a.hpp", "<cuda_runtime.h>"),
    ("kernels/algorithms/a.hpp", "<thrust/sort.h>"),
    ("kernels/linalg/a.cpp", "<cblas.h>"),
    ("kernels/linalg/a.cu", "<cublas_v2.h>"),
    ("kernels/linalg/a.cu", "<cusolverDn.h>"),
    ("kernels/linalg/a.hpp", "<cublas_v2.h>"),
    ("io/hdf5/a.cpp", "<hdf5.h>"),
    ("io/ranks/a.cpp", "<mpi.h>"),
    ("io/files/a.cpp", "<zlib.h>"),
    ("io/files/a.cpp", "<nlohmann/json.hpp>"),
    ("io/files/a.cpp", '"kernels/features/description.hpp"'),
    ("host/space/a.cpp", '"io/files/csv.hpp"'),
    ("host/engine/a.cpp", '"kernels/cpu/launch.hpp"'),
    ("host/predictor/a.cpp", '"host/space/space.hpp"'),
    ("host/xgboost/a.cpp", "<xgboost/c_api.h>"),
    ("host/python/a.cpp", "<nanobind/nanobind.h>"),
    ("host/python/a.cpp", "<cartograf/space.hpp>"),
    ("host/predictor/booster_params.cpp", "<xgboost/c_api.h>"),
    ("host/predictor/kinds/svr.cpp", "<libsvm/svm.h>"),
    ("host/bench/a.cpp", '"host/predictor/booster.hpp"'),
    ("host/report/a.cpp", '"host/predictor/booster.hpp"'),
    ("host/cli/a.cpp", '"host/report/chart_page.hpp"'),
    ("host/cli/a.cpp", '"host/bench/bench.hpp"'),
    ("host/cli/a.cpp", "<CLI/CLI.hpp>"),
    ("host/cli/a.cpp", '"host/predictor/booster.hpp"  // why'),
    ("tests/a.cpp", "<hdf5.h>"),
    ("tests/a.cpp", '"host/cli/run.hpp"'),
    ("bench/a.cpp", '"tests/reference/oracle.hpp"'),
)

FORBIDDEN = (
    ("io/hdf5/a.cpp", "<mpi.h>"),
    ("io/ranks/a.hpp", '"io/files/csv.hpp"'),
    ("kernels/base/a.hpp", "<fmt/format.h>"),
    ("kernels/base/a.hpp", "<cartograf/space.hpp>"),
    ("host/engine/a.cpp", "<cartograf/family.hpp>"),
    ("host/cli/a.cpp", "<cartograf/cartograf.hpp>"),
    ("host/include/cartograf/a.hpp", "<nlohmann/json.hpp>"),
    ("host/include/cartograf/a.hpp", '"kernels/base/error.hpp"'),
    ("kernels/base/a.hpp", '"kernels/features/table.hpp"'),
    ("kernels/features/a.hpp", '"kernels/cpu/launch.hpp"'),
    ("kernels/cpu/a.cpp", '"kernels/cuda/launch.hpp"'),
    ("kernels/cpu/a.cpp", '"host/space/space.hpp"'),
    ("kernels/linalg/a.cpp", '"kernels/features/table.hpp"'),
    ("kernels/linalg/a.cpp", "<cublas_v2.h>"),
    ("kernels/cuda/a.cu", "<cublas_v2.h>"),
    ("kernels/cuda/a.cu", "<cusolverDn.h>"),
    ("kernels/cpu/a.cpp", "<cblas.h>"),
    ("host/engine/a.cpp", "<lapacke.h>"),
    ("kernels/features/a.hpp", "<nlohmann/json.hpp>"),
    ("kernels/cpu/a.cpp", "<cuda_runtime.h>"),
    ("io/files/a.cpp", '"kernels/cpu/launch.hpp"'),
    ("io/files/a.cpp", '"host/space/space.hpp"'),
    ("io/files/a.cpp", '"io/hdf5/store_reader.hpp"'),
    ("io/files/a.cpp", "<hdf5.h>"),
    ("io/hdf5/a.cpp", "<zlib.h>"),
    ("host/engine/a.cpp", '"io/hdf5/store_reader.hpp"'),
    ("host/space/a.cpp", '"host/engine/batch.hpp"'),
    ("host/engine/a.cpp", '"host/predictor/booster.hpp"'),
    ("host/engine/a.cpp", "<cub/cub.cuh>"),
    ("host/engine/a.cpp", "<H5Cpp.h>"),
    ("host/engine/a.cpp", "<H5Dpublic.h>"),
    ("host/predictor/a.cpp", '"host/bench/bench.hpp"'),
    ("host/bench/a.cpp", '"host/cli/run.hpp"'),
    ("host/report/a.cpp", '"host/cli/run.hpp"'),
    ("host/report/a.cpp", '"host/bench/bench.hpp"'),
    ("host/predictor/a.cpp", '"host/report/chart_page.hpp"'),
    ("host/bench/a.cpp", "<hdf5.h>"),
    ("host/bench/a.cpp", "<xgboost/c_api.h>"),
    ("host/bench/a.cpp", "<cuda_runtime.h>"),
    ("host/predictor/a.cpp", '"host/cli/run.hpp"'),
    ("host/predictor/metrics.cpp", "<xgboost/c_api.h>"),
    ("host/predictor/kinds/linear.cpp", "<libsvm/svm.h>"),
    ("host/cli/a.cpp", "<svm.h>"),
    ("host/api/a.cpp", "<nanobind/nanobind.h>"),
    ("host/api/a.cpp", '"host/python/calls.hpp"'),
    ("host/engine/a.cpp", "<CLI/CLI.hpp>"),
    ("host/cli/a.cpp", '"tests/helpers.hpp"'),
    ("host/cli/a.cpp", '"run.hpp"'),
    ("host/cli/a.cpp", '"../model/booster.hpp"'),
    ("host/cli/a.cpp", '"host/cli/../model/booster.hpp"'),
    ("host/cli/a.cpp", "<host/cli/run.hpp>"),
    ("host/cli/a.cpp", '"host/unknown/a.hpp"'),
    ("host/cli/a.cpp", "SOME_MACRO"),
    ("tests/a.cpp", '"helpers.hpp"'),
)


def violations(path, text):
    return list(check_includes.check_text(path, text))


class Includes(unittest.TestCase):
    def test_allowed(self):
        for path, operand in ALLOWED:
            with self.subTest(path=path, operand=operand):
                self.assertEqual(violations(path, f"#include {operand}\n"), [])

    def test_forbidden(self):
        for path, operand in FORBIDDEN:
            with self.subTest(path=path, operand=operand):
                self.assertEqual(len(violations(path, f"#  include {operand}\n")), 1)

    def test_file_outside_the_layers(self):
        self.assertEqual(violations("kernels/loose.hpp", "")[0][2], "in no known layer")

    def test_comments_and_raw_strings_do_not_count(self):
        hidden = '#include "x.hpp"\n'
        text = f'/*\n{hidden}*/\n// {hidden}auto s = R"x(\n{hidden})x";\nconst char* glob = "/*";\nint n = 15\'625;\n'
        self.assertEqual(violations("host/cli/a.cpp", text), [])
        line = text.count("\n") + 1
        self.assertEqual(violations("host/cli/a.cpp", text + hidden)[0][0], line)


class Cycles(unittest.TestCase):
    def test_of_graphs(self):
        for graph, expected in (
            ({}, []),
            ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, []),
            ({"a": {"a"}}, [["a", "a"]]),
            ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, [["b", "c", "b"]]),
            ({"a": {"b"}, "b": {"a"}, "c": {"a", "d"}, "d": {"c"}}, [["a", "b", "a"], ["c", "d", "c"]]),
            ({"a": {"outside"}}, []),
        ):
            with self.subTest(graph=graph):
                self.assertEqual(check_includes.cycles(graph), expected)

    def complaints(self, texts):
        # The rules are a subject of their own.
        return [text for text in check_includes.check_cycles(texts) if "the rules" not in text]

    def test_of_layers_names_every_include(self):
        texts = {"host/engine/a.cpp": '#include "host/space/a.hpp"\n', "host/space/b.cpp": '\n#include "host/engine/b.hpp"\n'}
        self.assertEqual(self.complaints(texts), [
            "host/engine/a.cpp:1: circle of layers: host/engine -> host/space -> host/engine: "
            "see host/engine/a.cpp:1, host/space/b.cpp:2"])

    def test_of_headers(self):
        texts = {"io/files/a.hpp": '#include "io/files/b.hpp"\n', "io/files/b.hpp": '// #include "io/files/c.hpp"\n#include "io/files/c.hpp"\n',
                 "io/files/c.hpp": '#include "io/files/a.hpp"\n', "io/files/a.cpp": '#include "io/files/a.hpp"\n'}
        self.assertEqual(self.complaints(texts), [
            "io/files/a.hpp:1: circle of headers: io/files/a.hpp -> io/files/b.hpp -> io/files/c.hpp -> io/files/a.hpp: see io/files/a.hpp:1, io/files/b.hpp:2, io/files/c.hpp:1"])

    def test_of_the_rules(self):
        rules = dict(check_includes.MAY_INCLUDE)
        try:
            check_includes.MAY_INCLUDE.update({"io/files": ("host/cli",)})
            self.assertTrue(any("the rules allow" in text for text in check_includes.check_cycles({})))
        finally:
            check_includes.MAY_INCLUDE.update(rules)
        self.assertEqual(check_includes.MAY_INCLUDE, rules)

    def test_tests_may_include_each_other(self):
        texts = {"tests/a.cpp": '#include "bench/a.hpp"\n', "bench/b.cpp": '#include "tests/a.hpp"\n'}
        self.assertEqual(self.complaints(texts), [])


class Documentation(unittest.TestCase):
    """The table in docs/architecture.md says what the check does."""

    def rows(self):
        text = (Path(check_includes.__file__).resolve().parent.parent / "docs/architecture.md").read_text(encoding="utf-8")
        table = text.split("## Who may include whom\n")[1].split("\n## ")[0]
        for row in re.findall(r"^\| (`.*`) \| (.*) \|$", table, re.MULTILINE):
            yield tuple(re.findall(r"`([^<`]+)`", cell) for cell in row)

    def test_table(self):
        documented = {layer: set(may_include) for layers, may_include in self.rows() for layer in layers}
        everything = {layer: set() for layer in check_includes.OUTERMOST}
        self.assertEqual(documented, {layer: set(folders) for layer, folders in check_includes.MAY_INCLUDE.items()} | everything)

    def test_walk(self):
        """Every function of a walk of one index is in the file that its hop names, and no walk is longer than twelve hops."""
        root = Path(check_includes.__file__).resolve().parent.parent
        text = (root / "docs/architecture.md").read_text(encoding="utf-8")
        hops = re.findall(r"^(\d+)\. ((?:`[\w:]+\(\)`(?:, | and )?)+) in `([\w/.]+)`",
                          text.split("## The walk of one index\n")[1].split("\n## ")[0], re.MULTILINE)
        self.assertEqual([int(number) for number, _, _ in hops].count(1), 3)
        for number, functions, file in hops:
            self.assertLessEqual(int(number), 12)
            source = (root / file).read_text(encoding="utf-8")
            for function in re.findall(r"(\w+)\(\)`", functions):
                self.assertRegex(source, rf"\b{function}\(", file)


class Command(unittest.TestCase):
    def run_on(self, files):
        return run_on_tree(check_includes.main, files)[:2]

    def test_clean_tree(self):
        code, output = self.run_on({"io/files/a.cpp": '#include "kernels/base/error.hpp"\n'})
        self.assertEqual((code, output), (0, "includes: 1 files, 0 violations\n"))

    def test_own_header_comes_first(self):
        files = {"io/files/a.hpp": "", "io/files/b.hpp": "", "io/files/a.cpp": '#include "io/files/b.hpp"\n#include "io/files/a.hpp"\n'}
        code, output = self.run_on(files)
        self.assertEqual(code, 1)
        self.assertIn("io/files/a.cpp:1: a source file includes its own header, io/files/a.hpp, first", output)
        files["io/files/a.cpp"] = '// first\n#include "io/files/a.hpp"\n#include "io/files/b.hpp"\n'
        self.assertEqual(self.run_on(files)[0], 0)

    def test_violation_is_named_with_file_and_line(self):
        code, output = self.run_on({"io/files/a.cpp": '\n\n#include "host/cli/run.hpp"\n'})
        self.assertEqual(code, 1)
        self.assertIn('io/files/a.cpp:3: #include "host/cli/run.hpp": io/files may include only', output)

    def test_empty_tree_is_not_a_pass(self):
        self.assertEqual(self.run_on({})[0], 1)


if __name__ == "__main__":
    unittest.main()
