"""cartograf.compat.graf_nas: against the reference vectors, and against graf_nas itself where that is installed."""

import csv
import gzip
import importlib
import itertools
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
from test_golden import SHARED, table

try:
    import pandas
except ImportError:
    pandas = None

COMPAT = "cartograf.compat.graf_nas"


def installed(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def config(benchmark):
    """The configuration of the released package, without what fails there: max_op_on_path of DARTS."""
    operations = {
        "nb201": ["skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"],
        "tnb101_micro": ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"],
        "nb101": ["maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu"],
        "darts": ["max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"],
    }
    if benchmark == "tnb101_macro":
        return [{"name": "count_ops"}, {"name": "pos_state"}]
    families = ["node_degree"] if benchmark == "darts" else ["min_path_len", "max_op_on_path", "node_degree"]
    return [{"name": "op_count"}, *({"name": family, "allowed": operations[benchmark]} for family in families)]


class Module:
    """The names of one of the two packages that a script imports."""

    def __init__(self, package):
        graf, load, spaces, base, zero, zcp = (
            importlib.import_module(f"{package}.{name}")
            for name in ("graf", "features.config", "search_space", "features.base", "search_space.reduntant", "features.zero_cost")
        )
        self.GRAF = importlib.import_module(package).GRAF
        self.create_dataset, self.NotFound = graf.create_dataset, graf.FeatureNotFoundException
        self.load_from_config = load.load_from_config
        self.searchspace_classes, self.dataset_api_maps = spaces.searchspace_classes, spaces.dataset_api_maps
        self.Feature = base.Feature
        self.remove_zero_branches = zero.remove_zero_branches
        self.ZeroCostFunc, self.parse_scores = zcp.ZeroCostFunc, zcp.parse_scores


class Reference(unittest.TestCase):
    """The vectors that graf_nas gave."""

    cg = Module(COMPAT)

    def test_features(self):
        for benchmark, space in (
            ("nb201", "nasbench201"),
            ("nb101", "nasbench101"),
            ("darts", "darts"),
            ("tnb101_micro", "transnasbench101_micro"),
            ("tnb101_macro", "transnasbench101_macro"),
        ):
            with self.subTest(benchmark):
                names, keys, expected = table(f"{space}.graf_nas")
                graf = self.cg.GRAF(benchmark, self.cg.load_from_config(config(benchmark), benchmark), cache_features=False)
                nets = [self.cg.searchspace_classes[benchmark](key) for key in keys]
                rows = graf.rows(nets)
                self.assertEqual({tuple(row) for row in rows}, {tuple(names)})
                self.assertTrue((np.array([list(row.values()) for row in rows]) == expected).all())
                for i in range(0, len(nets), len(nets) // 20):
                    self.assertEqual(list(graf.compute_features(nets[i]).items()), list(zip(names, expected[i].tolist(), strict=True)))

    def test_reachability(self):
        for benchmark, space, none in (("nb201", "nasbench201", 1), ("tnb101_micro", "transnasbench101_micro", 0)):
            path = SHARED / "golden" / f"{space}.reachability.csv.gz"
            if not path.exists():
                self.skipTest(f"{path} is not there")
            networks = self.cg.searchspace_classes[benchmark]
            with self.subTest(benchmark), gzip.open(path, "rt", newline="") as file:
                rows = list(csv.DictReader(file))
                self.assertGreater(len(rows), 1000)
                for row in rows:
                    graph = networks(row["net"]).to_graph()
                    left = self.cg.remove_zero_branches(graph, zero_op=none)
                    self.assertEqual(networks.key_of(left), row["graf_new_net"])
                    self.assertEqual(left.edges == graph.edges, row["graf_valid"] == "1")
                    self.assertEqual(self.cg.remove_zero_branches(graph).edges == graph.edges, row["graf_valid_default_zero_op_1"] == "1")


class Interface(unittest.TestCase):
    cg = Module(COMPAT)
    key = "(2, 0, 0, 2, 0, 2)"

    def graf(self, entries=None, **options):
        return self.cg.GRAF("nb201", self.cg.load_from_config(entries or config("nb201"), "nb201"), **options)

    def net(self, key=key):
        return self.cg.searchspace_classes["nb201"](key)

    def test_values_have_the_types_of_graf_nas(self):
        row = self.graf().compute_features(self.net())
        self.assertEqual({name for name, value in row.items() if type(value) is float}, {name for name in row if "_avg_" in name})
        self.assertEqual({type(value) for name, value in row.items() if "_avg_" not in name}, {int})

    def test_configurations(self):
        from_list = [str(feature) for feature in self.graf().features]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "nb201.json"
            path.write_text(json.dumps(config("nb201")), encoding="utf-8")
            self.assertEqual([str(feature) for feature in self.cg.load_from_config(str(path), "nb201")], from_list)
            self.assertEqual([str(feature) for feature in self.cg.GRAF("nb201", str(path)).features], from_list)
        self.assertEqual([str(feature) for feature in self.cg.GRAF("nb201", config("nb201")).features], from_list)
        self.assertEqual(len(from_list), 1 + 3 * 31)
        for mode, allowed in (("raw", [["none", "skip_connect"], ["none"]]), ("raw_str", ["none,skip_connect", "none"])):
            features = self.cg.load_from_config([{"name": "min_path_len", "allowed": allowed, "allowed_mode": mode}], "nb201")
            self.assertEqual([str(feature) for feature in features], ["min_path_len_(none,skip_connect)", "min_path_len_(none)"])

    def test_sets_keep_the_order_of_the_configuration(self):
        row = self.graf().compute_features(self.net())
        other = self.graf([{"name": "node_degree", "allowed": ["nor_conv_3x3", "skip_connect"]}]).compute_features(self.net())
        self.assertEqual(list(other)[8:9], ["node_degree_(nor_conv_3x3,skip_connect)_in_degree"])
        parts = ("in_degree", "out_degree", "avg_in", "avg_out")
        self.assertEqual(list(other.values())[8:], [row[f"node_degree_(skip_connect,nor_conv_3x3)_{part}"] for part in parts])

    @unittest.skipUnless(installed("networkx"), "networkx is not installed")
    def test_features_of_a_graph_are_those_of_the_network(self):
        for benchmark, networks in self.cg.searchspace_classes.items():
            with self.subTest(benchmark):
                graf = self.cg.GRAF(benchmark, config(benchmark))
                for net in itertools.islice(networks.get_arch_iterator(), 3):
                    found = {}
                    for feature in graf.features:
                        value = feature(net.to_graph())
                        found |= {f"{feature}_{rest}": part for rest, part in value.items()} if isinstance(value, dict) else {str(feature): value}
                    self.assertEqual(found, graf.compute_features(net))
        self.assertEqual(self.graf().features[0](self.net().to_graph()), {0: 3, 1: 0, 2: 3, 3: 0, 4: 0})

    def test_what_is_known_is_not_computed(self):
        graf = self.graf(cached_data={self.key: {"op_count_0": 77, "op_count_1": None}})
        row = graf.compute_features(self.net())
        self.assertEqual((row["op_count_0"], row["op_count_1"], row["op_count_2"]), (77, 0, 3))
        self.assertEqual(graf.get_cached_feature(self.key, "op_count"), {f"op_count_{op}": row[f"op_count_{op}"] for op in range(5)})
        graf.no_feature_raise = True
        self.assertEqual(graf.compute_features(self.net()), row)
        with self.assertRaisesRegex(self.cg.NotFound, r"\(2, 0, 0, 2, 0, 1\)"):
            graf.compute_features(self.net("(2, 0, 0, 2, 0, 1)"))
        off = self.graf(cache_features=False, cache_zcp_scores=False)
        off.compute_features(self.net())
        self.assertIsNone(off.cached_data)

    def test_features_of_a_users_own(self):
        calls = []

        def edges(graph):
            calls.append(graph)
            return {"most": max(graph.edges.values()), "n": len(graph.edges)}

        features = self.cg.load_from_config([{"name": "op_count"}], "nb201")
        graf = self.cg.GRAF("nb201", [self.cg.Feature("edges", edges), *features, self.cg.Feature("one", lambda graph: 1)])
        for _ in range(2):
            row = graf.compute_features(self.net())
            self.assertEqual(list(row), ["edges_most", "edges_n", *(f"op_count_{op}" for op in range(5)), "one"])
            self.assertEqual((row["edges_most"], row["edges_n"], row["op_count_2"], row["one"]), (2, 6, 3, 1))
        self.assertEqual(len(calls), 1)

    def test_zero_cost_proxies(self):
        networks = self.cg.searchspace_classes["nb201"]

        class Net(networks):
            def create_model(self):
                return len(self.net)

        graf = self.graf(zcp_predictors=["synflow", self.cg.ZeroCostFunc("double", lambda model: 2.0 * model)], cached_data={self.key: {"synflow": 4.5}})
        self.assertEqual(graf.compute_zcp_scores(Net(self.key)), {"synflow": 4.5, "double": None})
        graf.compute_new_zcps = True
        scores, seconds = graf.compute_zcp_scores(Net(self.key), return_times=True)
        self.assertEqual((scores, list(seconds)), ({"synflow": 4.5, "double": 36.0}, ["double"]))
        self.assertEqual(graf.get_cached_zcp(self.key, "double"), 36.0)
        graf.no_zcp_raise = True
        with self.assertRaisesRegex(self.cg.NotFound, "synflow"):
            graf.compute_zcp_scores(Net("(1, 1, 1, 1, 1, 1)"))
        with self.assertRaisesRegex(ValueError, "'nwot'"):
            graf.compute_zcp(None, "nwot")
        with self.assertRaisesRegex(NotImplementedError, "PyTorch"):
            self.net().get_model()

    def test_iterators(self):
        iterate = self.cg.searchspace_classes["nb201"].get_arch_iterator
        self.assertEqual(next(iterate(object())).net, "(0, 0, 0, 0, 0, 0)")
        self.assertEqual(len({net.get_hash() for net in iterate()}), 15625)
        darts = self.cg.searchspace_classes["darts"]
        drawn = []
        for seed in (3, 3, 4):
            np.random.seed(seed)
            drawn.append([net.net for net in itertools.islice(darts.get_arch_iterator(), 5)])
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        self.assertTrue(darts.random_iterator)

    def test_errors(self):
        load = self.cg.load_from_config
        for pattern, entries, benchmark in (
            ("expected a benchmark, one of nb101.*'nb301'", config("nb201"), "nb301"),
            ("expected a family of nb201.*'op_cuont'", [{"name": "op_cuont"}], "nb201"),
            ("expected an operation of nb201.*'conv'", [{"name": "node_degree", "allowed": ["conv"]}], "nb201"),
            ("allowed_mode.*'all'", [{"name": "node_degree", "allowed": ["none"], "allowed_mode": "all"}], "nb201"),
            ("max_op_on_path fails in graf_nas", [{"name": "max_op_on_path", "allowed": ["skip_connect"]}], "darts"),
            ("expected a set of operations.*avg_pool_3x3", [{"name": "node_degree", "allowed": ["avg_pool_3x3"]}], "tnb101_micro"),
            ("expected a set of operations.*found min_path_len;", [{"name": "min_path_len"}], "nb201"),
            (r"expected a set of operations.*found op_count_\(none\);", [{"name": "op_count", "allowed": ["none"]}], "nb201"),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(ValueError, pattern):
                load(entries, benchmark)
        with self.assertRaisesRegex(KeyError, "byte 2"):
            self.graf().compute_features(self.net("(1)"))
        mixed = [*load([{"name": "op_count"}], "nb201"), *load([{"name": "op_count"}], "darts")]
        with self.assertRaisesRegex(ValueError, "one benchmark"):
            self.cg.GRAF("nb201", mixed).compute_features(self.net())
        with self.assertRaisesRegex(TypeError, "NetGraph"):
            self.cg.remove_zero_branches(next(self.cg.searchspace_classes["darts"].get_arch_iterator()).to_graph())


@unittest.skipUnless(pandas, "pandas is not installed")
class Datasets(unittest.TestCase):
    cg = Module(COMPAT)

    def test_of_a_space(self):
        names, keys, expected = table("nasbench201.graf_nas")
        graf = self.cg.GRAF("nb201", config("nb201"), cached_data=pandas.DataFrame({"synflow": [1.5]}, index=keys[:1]), zcp_predictors="synflow")
        nets = [self.cg.searchspace_classes["nb201"](key) for key in keys]
        targets = pandas.DataFrame({"val_accs": np.arange(15625) / 4, "other": 1}, index=self.cg.searchspace_classes["nb201"].space().keys(range(15625)))
        dataset, y = self.cg.create_dataset(graf, nets, target_df=targets, drop_unreachables=False, use_zcp=True, verbose=False)
        self.assertEqual((list(dataset.index), list(dataset.columns)), (keys, [*names, "synflow"]))
        self.assertTrue((dataset[names].to_numpy() == expected).all())
        self.assertEqual({str(dtype) for dtype in dataset[names].dtypes}, {"int64", "float64"})
        self.assertEqual((dataset["synflow"].iloc[0], dataset["synflow"].isna().sum()), (1.5, len(keys) - 1))
        self.assertTrue((y == targets["val_accs"].loc[keys]).all())
        self.assertEqual(graf.cached_data_to_df().shape, (len(keys), 192))
        with self.assertRaises(KeyError):
            self.cg.create_dataset(graf, nets[:3], target_df=targets.iloc[5:], verbose=False)

    def test_leaves_unreachable_operations_out(self):
        nets = list(self.cg.searchspace_classes["nb201"].get_arch_iterator())
        graf = self.cg.GRAF("nb201", [{"name": "op_count"}])
        self.assertEqual(self.cg.create_dataset(graf, nets, verbose=False).shape, (9445, 5))

    def test_tables_of_scores(self):
        networks = {key: {"id": 1, "val_accuracy": 90.0 + i, "snip": {"score": i, "time": 1}, "flat": {"score": 3, "time": 1}} for i, key in enumerate("abc")}
        scores = self.cg.parse_scores({"cifar10": networks}, "cifar10")
        self.assertEqual((list(scores.columns), list(scores.index), list(scores["snip"])), (["val_accs", "snip"], ["a", "b", "c"], [0, 1, 2]))
        self.assertEqual(list(self.cg.parse_scores({"cifar10": networks}, "cifar10", False, False).columns), ["net", "val_accs", "snip", "flat"])


@unittest.skipUnless(pandas and installed("graf_nas"), "graf_nas is not installed")
class BothPackages(unittest.TestCase):
    """The same script, with the import changed."""

    def script(self, package, benchmark, keys):
        cg = Module(package)
        networks = cg.searchspace_classes[benchmark]
        features = cg.load_from_config(config(benchmark), benchmark)
        features.append(cg.Feature("own", lambda graph: {"kind": type(graph).__name__}))
        scores = pandas.DataFrame({"synflow": np.arange(len(keys)) / 8, "op_count_0": 99}, index=keys)
        targets = pandas.DataFrame({"acc": np.arange(len(keys)) / 3}, index=keys)
        graf = cg.GRAF(benchmark, features=features, zcp_predictors=["synflow"], cached_data=scores.drop(columns="op_count_0"))
        micro = benchmark in ("nb201", "tnb101_micro")
        dataset, y = cg.create_dataset(
            graf, (networks(key) for key in keys), target_df=targets, target_name="acc", drop_unreachables=micro, use_zcp=True, verbose=False
        )
        alone = cg.GRAF(benchmark, features=features, cache_features=False)
        rows = [alone.compute_features(networks(key)) for key in keys[:5]]
        graph = networks(keys[0]).to_graph()
        values = {str(feature): feature(graph) for feature in features[:40]}
        edges = [cell.edges for cell in (graph if isinstance(graph, tuple) else [graph])] if micro or benchmark == "darts" else None
        return dataset, y, rows, values, edges, graf.cached_data_to_df(), graf.get_cached_feature(y.index[0], str(features[-2])), cg.dataset_api_maps

    def test_give_the_same(self):
        # Not nb101: the parser of the released package rejects its keys.
        for benchmark in ("nb201", "darts", "tnb101_micro", "tnb101_macro"):
            space = importlib.import_module(f"{COMPAT}.search_space").searchspace_classes[benchmark].space_name
            with self.subTest(benchmark):
                keys = table(f"{space}.graf_nas")[1][: 60 if benchmark == "darts" else 600]
                theirs, ours = self.script("graf_nas", benchmark, keys), self.script(COMPAT, benchmark, keys)
                for expected, found in zip(theirs, ours, strict=True):
                    if isinstance(expected, pandas.DataFrame):
                        pandas.testing.assert_frame_equal(found, expected, check_exact=True)
                    elif isinstance(expected, pandas.Series):
                        pandas.testing.assert_series_equal(found, expected, check_exact=True)
                    else:
                        self.assertEqual(found, expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
