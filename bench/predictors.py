#!/usr/bin/env python3
"""Times random forests and XGBoost of cartograf beside those of Python, in one run, on the same splits and threads.

usage: predictors.py CARTOGRAF DATA [options]

DATA: a folder with accuracy.csv (column cifar10), reachable_nets.csv and zero_cost_proxies_cifar10.csv of NAS-Bench-201,
each keyed by `net`. For features (convention zc_combine), proxies and both, each train size and each seed, a predictor is
trained and its Kendall tau on all other architectures measured:
  cartograf  `cartograf evaluate`, the whole process
  Python     RandomForestRegressor of scikit-learn and XGBRegressor of xgboost, with their defaults, and kendalltau of
             scipy, on matrices that are in memory already; as many processes of joblib as threads are asked for, with one
             thread each

Both take turns, for each predictor and train size. Prints seconds, their ratio and the mean tau of both. Exit code 1: a
library is missing.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FEATURE_SETS = {"features": "!family:zcp", "proxies": "family:zcp", "both": "*"}


def libraries():
    """What is measured beside cartograf; ends the program when something is missing."""
    try:
        import h5py, joblib, numpy, scipy.stats, sklearn.ensemble, xgboost  # noqa: E401

        return h5py, joblib, numpy, scipy.stats, sklearn.ensemble, xgboost
    except ImportError as error:
        sys.exit(f"predictors.py needs h5py, joblib, numpy, scipy, scikit-learn and xgboost: {error}")


def table(path):
    """The header and the rows of a CSV by their first field."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0][1:], {row[0]: row[1:] for row in rows[1:]}


def matrices(store, data):
    """Feature matrices by name, and the target, of the reachable architectures in the order of the store."""
    h5py, _, numpy, *_ = libraries()
    columns, accuracy = table(data / "accuracy.csv")
    _, reachable = table(data / "reachable_nets.csv")
    _, proxies = table(data / "zero_cost_proxies_cifar10.csv")
    with h5py.File(store) as file:
        keys, features = [key.decode() for key in file["key"][:]], file["features"][:]
    place = {key: row for row, key in enumerate(keys)}
    nets = list(reachable)
    features = features[[place[net] for net in nets]]
    scores = numpy.array([[float(value) for value in proxies[net]] for net in nets])
    target = numpy.array([float(accuracy[net][columns.index("cifar10")]) for net in nets])
    return {"features": features, "proxies": scores, "both": numpy.hstack([features, scores])}, target


def train_and_measure(model, rows, target, size, seed):
    _, _, numpy, stats, ensemble, xgboost = libraries()
    order = numpy.random.RandomState(seed).permutation(len(target))
    train, test = order[-size:], order[:-size]
    if model == "rf":
        predictor = ensemble.RandomForestRegressor(random_state=42, n_jobs=1)
    else:
        predictor = xgboost.XGBRegressor(random_state=42, n_jobs=1)
    predictor.fit(rows[train], target[train])
    return stats.kendalltau(target[test], predictor.predict(rows[test]))[0]


def python_run(workers, model, sets, target, size, seeds):
    """Seconds, and mean tau by feature set."""
    _, joblib, *_ = libraries()
    tasks = [(name, seed) for name in sets for seed in seeds]
    start = time.perf_counter()
    taus = workers(joblib.delayed(train_and_measure)(model, sets[name], target, size, seed) for name, seed in tasks)
    seconds = time.perf_counter() - start
    return seconds, {name: sum(t for t, (n, _) in zip(taus, tasks) if n == name) / len(seeds) for name in sets}


def cartograf_run(cartograf, store, data, model, size, seeds, threads):
    command = [cartograf, "evaluate", store, "--targets", data / "accuracy.csv", "--target", "cifar10", "--only", data / "reachable_nets.csv",
               "--join", f"zcp={data / 'zero_cost_proxies_cifar10.csv'}", "--models", model, "--train-sizes", str(size),
               "--seeds", f"{seeds[0]}:{seeds[-1] + 1}", "--threads", str(threads), "--device", "cpu", "--json"]
    for name, columns in FEATURE_SETS.items():
        command += ["--feature-set", f"{name}={columns}"]
    start = time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - start
    return seconds, {entry["features"]: entry["tau_mean"] for entry in json.loads(output)["summary"]}


def parse(arguments):
    cores = os.sched_getaffinity(0)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cartograf", metavar="CARTOGRAF", help="the command")
    parser.add_argument("data", metavar="DATA", type=Path, help="folder of the tables of NAS-Bench-201")
    parser.add_argument("--threads", type=int, default=len(cores), help="threads that both may use (default: all cores)")
    parser.add_argument("--train-sizes", default="32,128,1024", help="default: 32,128,1024")
    parser.add_argument("--seeds", default="42:52", help="seeds A:B of the splits, B excluded (default: 42:52)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    _, joblib, _, _, ensemble, xgboost = libraries()
    first, last = (int(seed) for seed in options.seeds.split(":"))
    seeds = range(first, last)
    total = [0.0, 0.0]
    print(f"{'model':<6}{'N':>6}{'cartograf':>12}{'Python':>10}{'ratio':>8}   mean tau, cartograf / Python")
    with tempfile.TemporaryDirectory() as folder, joblib.Parallel(n_jobs=options.threads) as workers:
        store = Path(folder) / "nasbench201.h5"
        subprocess.run([options.cartograf, "features", "nasbench201", "--convention", "zc_combine", "-o", store], check=True,
                       capture_output=True)
        sets, target = matrices(store, options.data)
        python_run(workers, "rf", {"proxies": sets["proxies"]}, target, 32, list(seeds)[:1])  # starts the processes
        for model in ("rf", "xgb"):
            for size in (int(size) for size in options.train_sizes.split(",")):
                ours, our_taus = cartograf_run(options.cartograf, store, options.data, model, size, seeds, options.threads)
                theirs, their_taus = python_run(workers, model, sets, target, size, seeds)
                total = [total[0] + ours, total[1] + theirs]
                taus = "   ".join(f"{name} {our_taus[name]:.3f} / {their_taus[name]:.3f}" for name in FEATURE_SETS)
                print(f"{model:<6}{size:>6}{ours:>10.2f} s{theirs:>8.2f} s{theirs / ours:>8.2f}   {taus}", flush=True)
    print(f"{'all':<12}{total[0]:>10.2f} s{total[1]:>8.2f} s{total[1] / total[0]:>8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
