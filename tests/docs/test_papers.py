#!/usr/bin/env python3
"""CITATION.cff, NOTICE, the changelog and the pages agree with the build and with each other.

usage: test_papers.py SOURCE_DIR VERSION            all but the next
       test_papers.py SOURCE_DIR VERSION schema     CITATION.cff as YAML; exit code 77 where there is no PyYAML
"""

import re
import sys
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:
    yaml = None

SOURCE, VERSION = Path(sys.argv[1]), sys.argv[2]
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]*)?\)")


def text_of(name):
    return (SOURCE / name).read_text(encoding="utf-8")


def pages():
    return sorted([*SOURCE.glob("*.md"), *SOURCE.glob("docs/**/*.md"), *SOURCE.glob("tests/data/**/*.md")])


def anchor(heading):
    """As GitHub makes them."""
    heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text):
    found = set()
    for heading in re.findall(r"^#+ (.*)$", without_code(text), re.MULTILINE):
        name, number = anchor(heading), 0
        while name + (f"-{number}" if number else "") in found:
            number += 1
        found.add(name + (f"-{number}" if number else ""))
    return found


class Citation(unittest.TestCase):
    def test_required_fields_of_cff_1_2_0(self):
        fields = dict(re.findall(r"^([a-z-]+):(?: (.*))?$", text_of("CITATION.cff"), re.MULTILINE))
        self.assertEqual(fields["cff-version"], "1.2.0")
        for name in ("message", "title", "authors"):
            self.assertIn(name, fields)
        self.assertEqual(fields["version"], VERSION)
        self.assertEqual(fields["license"], "Apache-2.0")


class Schema(unittest.TestCase):
    def test_is_yaml_of_cff_1_2_0(self):
        citation = yaml.safe_load(text_of("CITATION.cff"))
        known = {"abstract", "authors", "cff-version", "keywords", "license", "message", "references", "title", "type", "version"}
        self.assertLessEqual(set(citation), known)
        self.assertIn(citation["type"], ("software", "dataset"))
        for entry in [citation, *citation["references"]]:
            self.assertTrue(entry["title"] and entry["authors"])
            for author in entry["authors"]:
                self.assertTrue(set(author) == {"name"} or set(author) == {"family-names", "given-names"}, author)
        for reference in citation["references"]:
            self.assertEqual(reference["type"], "conference-paper")
            self.assertIsInstance(reference["year"], int)
            for identifier in reference.get("identifiers", []):
                self.assertEqual(set(identifier), {"type", "value"})


class Notice(unittest.TestCase):
    def test_names_the_versions_that_are_pinned(self):
        notice = text_of("NOTICE")
        version = re.search(r"^xgboost-cpu==([\d.]+)", text_of("scripts/requirements/xgboost-cpu.txt"), re.MULTILINE).group(1)
        self.assertIn(f"XGBoost {version}", notice)
        plotly = re.search(r"plotly\.js ([\d.]+), inside the library", text_of("docs/building.md")).group(1)
        self.assertIn(f"plotly.js {plotly}, MIT License", notice)


class Changelog(unittest.TestCase):
    def test_has_the_version(self):
        self.assertRegex(text_of("CHANGELOG.md"), rf"(?m)^## \[{re.escape(VERSION)}\]")


class Links(unittest.TestCase):
    def test_pages_and_headings_that_are_linked_to_are_there(self):
        wrong = []
        for page in pages():
            for target, heading in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
                if re.match(r"[a-z]+:", target):
                    continue
                file = (page.parent / target).resolve() if target else page
                if not file.exists():
                    wrong.append(f"{page.relative_to(SOURCE)}: no {target}")
                elif heading and file.suffix == ".md" and heading[1:] not in anchors(file.read_text(encoding="utf-8")):
                    wrong.append(f"{page.relative_to(SOURCE)}: no {target}{heading}")
        self.assertEqual(wrong, [], "\n".join(wrong))

    def test_every_page_is_in_the_list(self):
        listed = text_of("docs/README.md")
        for page in SOURCE.glob("docs/*.md"):
            if page.name != "README.md":
                self.assertIn(f"({page.name}", listed)


class Readme(unittest.TestCase):
    def test_its_figures_are_those_of_the_pages(self):
        readme = text_of("README.md")

        def figure(page, row, column):
            return re.search(rf"^{re.escape(row)} +(.*)$", text_of(page), re.MULTILINE).group(1).split()[column]

        ours = float(figure("docs/results_signal.md", "nasbench201, cifar10, signal, gp, 32", 0))
        self.assertIn(f"**Kendall tau {ours:.3f}".replace(" 0.", " ."), readme)
        published = {n: max(float(figure("docs/results.md", f"cifar10, {of}, {n}", 2)) for of in ("GRAF, rf", "GRAF + ZCP, rf", "GRAF, xgb", "GRAF + ZCP, xgb", "GRAF + ZCP, xgb+")) for n in (32, 128)}
        self.assertIn(f"reaches {published[32]:.2f} from 32 and {published[128]:.3f} from".replace(" 0.", " ."), readme.replace("\n  ", " "))
        self.assertIn("| `cartograf features nasbench201 -o F.h5 --device cpu` (float32) | 0.040 s |", text_of("docs/performance.md"))
        self.assertIn("191 GRAF features of all 15,625 architectures in 0.040 s** on two cores", readme)
        self.assertIn("22 to 37 s for the", text_of("docs/performance.md"))

    def test_is_two_screens(self):
        self.assertLessEqual(len(text_of("README.md").splitlines()), 110)


if __name__ == "__main__":
    schema = sys.argv[3:] == ["schema"]
    if schema and yaml is None:
        print("skipped: there is no PyYAML")
        sys.exit(77)
    cases = [Schema] if schema else [Citation, Notice, Changelog, Links, Readme]
    suite = unittest.TestSuite(map(unittest.defaultTestLoader.loadTestsFromTestCase, cases))
    sys.exit(0 if unittest.TextTestRunner().run(suite).wasSuccessful() else 1)
