#!/usr/bin/env python3
"""How long the features of NAS-Bench-201 take in graf_nas and in cartograf.compat.graf_nas.

python bench/published_features.py graf_nas
python bench/published_features.py cartograf.compat.graf_nas
"""

import importlib
import itertools
import sys
import time

OPERATIONS = ["skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"]
CONFIG = [{"name": "op_count"}, *({"name": name, "allowed": OPERATIONS} for name in ("min_path_len", "max_op_on_path", "node_degree"))]


def main(package):
    graf, config, spaces = (importlib.import_module(f"{package}.{name}") for name in ("graf", "features.config", "search_space"))
    nets = [spaces.searchspace_classes["nb201"](str(key)) for key in itertools.product(range(5), repeat=6)]
    features = config.load_from_config(CONFIG, "nb201")
    for drop in (False, True):
        begun = time.perf_counter()
        dataset = graf.create_dataset(graf.GRAF("nb201", features), nets, drop_unreachables=drop, verbose=False)
        print(f"create_dataset, {len(dataset):,} x {dataset.shape[1]}: {time.perf_counter() - begun:.2f} s")
    single = graf.GRAF("nb201", features, cache_features=False)
    single.compute_features(nets[0])
    begun = time.perf_counter()
    for net in nets[:1000]:
        single.compute_features(net)
    print(f"compute_features, a network: {time.perf_counter() - begun:.3f} ms")  # a thousand of them


if __name__ == "__main__":
    main(sys.argv[1])
