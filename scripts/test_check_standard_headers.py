#!/usr/bin/env python3
"""Proves that check_standard_headers.py catches what it is there for."""

import unittest

import check_standard_headers
from script_on_tree import run_on_tree


class Command(unittest.TestCase):
    def run_on(self, files, *options):
        return run_on_tree(check_standard_headers.main, files, *options)

    def test_a_function_needs_its_header_in_the_file(self):
        files = {"io/files/b.hpp": "#pragma once\n#include <algorithm>\n", "io/files/a.cpp": '#include "io/files/b.hpp"\n\nint n = std::min(1, 2);\n'}
        code, output, _ = self.run_on(files)
        self.assertEqual((code, output), (1, "io/files/a.cpp:3: std::min needs <algorithm>\nstandard headers: 2 files, 1 missing\n"))

    def test_ranges_count_too(self):
        self.assertIn("std::sort needs <algorithm>", self.run_on({"io/files/a.cpp": "void f() { std::ranges::sort(v); }\n"})[1])

    def test_the_header_of_its_name_counts(self):
        files = {"io/files/a.hpp": "#pragma once\n#include <algorithm>\n", "io/files/a.cpp": '#include "io/files/a.hpp"\n\nint n = std::min(1, 2);\n'}
        self.assertEqual(self.run_on(files)[0], 0)

    def test_types_of_an_interface_come_with_it(self):
        files = {"io/files/c.hpp": "#pragma once\n#include <vector>\n", "io/files/b.hpp": '#pragma once\n#include "io/files/c.hpp"\n',
                 "io/files/a.cpp": '#include "io/files/b.hpp"\n\nstd::vector<int> v;\n', "io/files/d.cpp": "std::vector<int> v;\n"}
        code, output, _ = self.run_on(files)
        self.assertEqual((code, output.splitlines()[:-1]), (1, ["io/files/d.cpp:1: std::vector needs <vector>"]))

    def test_the_front_door_is_the_project_too(self):
        files = {"host/include/cartograf/a.hpp": "#pragma once\n#include <span>\n", "tests/a.cpp": "#include <cartograf/a.hpp>\n\nstd::span<int> s;\n"}
        self.assertEqual(self.run_on(files)[0], 0)

    def test_comments_do_not_count(self):
        self.assertEqual(self.run_on({"io/files/a.cpp": "// std::sort\n/* #include <vector> */\n"})[0], 0)
        self.assertEqual(self.run_on({"io/files/a.cpp": "// #include <vector>\nstd::vector<int> v;\n"})[0], 1)

    def test_fix_adds_in_order(self):
        files = {"io/files/a.cpp": '#include "io/files/b.hpp"\n\n#include <map>\n#include <vector>\n\nint n = std::min(1, std::strlen(""));\n',
                 "io/files/b.hpp": "#pragma once\n\ninline int n = std::max(1, 2);\n"}
        code, _, after = self.run_on(files, "--fix")
        self.assertEqual(code, 0)
        self.assertEqual(after["io/files/a.cpp"], '#include "io/files/b.hpp"\n\n#include <algorithm>\n#include <cstring>\n#include <map>\n#include <vector>\n\n'
                         'int n = std::min(1, std::strlen(""));\n')
        self.assertEqual(after["io/files/b.hpp"], "#pragma once\n\n#include <algorithm>\n\ninline int n = std::max(1, 2);\n")
        self.assertEqual(self.run_on(after)[0], 0)

    def test_an_empty_tree_is_not_a_pass(self):
        self.assertEqual(self.run_on({})[0], 1)


if __name__ == "__main__":
    unittest.main()
