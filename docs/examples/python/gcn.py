#!/usr/bin/env python3
"""A small graph convolutional network on cells, with and without graph features as further inputs.

usage: gcn.py SPACE TABLE COLUMN [--only LIST] [--train-size N] [--seeds S]

TABLE: a CSV with the column `net`, the keys, and COLUMN, what is predicted. LIST: a CSV of the keys that are looked at. For each seed, N
architectures are drawn and every predictor is trained on them; prints Kendall's tau on all others, its mean and standard deviation over seeds.

The network is in the way of BRP-NAS (Dudziak et al., NeurIPS 2020): operations are nodes, a global node hears all of them, and a linear head
reads its state; here the features, standardised, stand beside that state. Its sizes, and that nodes hear both their sources and their
targets, were chosen for the network without features, on NAS-Bench-201 with seeds 50 and 51. It needs torch and scipy.
"""

import argparse
import csv

import cartograf as cg
import numpy as np
import torch
from scipy.stats import kendalltau
from torch import nn


def table(file):
    """Rows by their key."""
    with open(file, encoding="utf-8", newline="") as lines:
        return {row["net"]: row for row in csv.DictReader(lines)}


def graph(cell):
    """(names of the nodes' operations, pairs of nodes): operations on edges become nodes, after those of input and output."""
    if cell.node_operations:
        names = ["input", *cell.node_operations[1:-1], "output"]
        return names, [(edge.source, edge.target) for edge in cell.edges]
    places = list(enumerate(cell.edges, start=2))
    pairs = [(a, b) for a, one in places for b, other in places if one.target == other.source]
    pairs += [(0, a) for a, edge in places if edge.source == 0] + [(a, 1) for a, edge in places if edge.target == cell.n_nodes - 1]
    return ["input", "output", *(edge.operation for edge in cell.edges)], pairs


def graphs(space, indices):
    """(node inputs [n x nodes x kinds], row-normalised adjacency in both directions, with loops, [n x nodes x nodes]); the last node is the global one."""
    drawn = [graph(space.cells(int(index))[0]) for index in indices]
    kinds = {name: place for place, name in enumerate(["input", "output", "global", *space.operations])}
    size = 1 + max(len(names) for names, _ in drawn)
    nodes = torch.zeros(len(drawn), size, len(kinds))
    adjacency = torch.eye(size).repeat(len(drawn), 1, 1)
    for row, (names, pairs) in enumerate(drawn):
        for node, name in enumerate(names):
            nodes[row, node, kinds[name]] = 1
        nodes[row, -1, kinds["global"]] = 1
        adjacency[row, -1, : len(names)] = 1
        for source, target in pairs:
            adjacency[row, target, source] = adjacency[row, source, target] = 1
    return nodes, adjacency / adjacency.sum(2, keepdim=True)


def inputs_of(space, indices, families):
    """Standardised features, [n x columns]; what is missing, since no path reaches the output, is the median."""
    rows = np.array(space.features(indices, families=families, dtype="float64"))
    rows = np.where(np.isnan(rows), np.nanmedian(rows, axis=0), rows)
    rows = rows[:, rows.std(axis=0) > 0]
    return torch.from_numpy(np.clip((rows - rows.mean(axis=0)) / rows.std(axis=0), -5, 5).astype(np.float32))


class Network(nn.Module):
    """`kinds` 0: without the graph. `columns` 0: without the features."""

    def __init__(self, kinds, columns, width=128, layers=4):
        super().__init__()
        sizes = [kinds, *[width] * layers] if kinds else []
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False))
        self.features = nn.Sequential(nn.Linear(columns, width), nn.ReLU(), nn.Dropout(0.2)) if columns else None
        self.head = nn.Linear(width * (bool(kinds) + bool(columns)), 1)

    def forward(self, nodes, adjacency, features):
        states = []
        if self.layers:
            nodes = torch.relu(adjacency @ self.layers[0](nodes))
            for layer in self.layers[1:]:
                nodes = nodes + torch.relu(adjacency @ layer(nodes))
            states.append(nn.functional.dropout(nodes[:, -1], 0.2, self.training))
        if self.features is not None:
            states.append(self.features(features))
        return self.head(torch.cat(states, 1))[:, 0]


def predictions(data, target, train, kinds, columns, seed, epochs=200, batch=16):
    """Predicted targets of all architectures, [n], by a network that is trained on some."""
    torch.manual_seed(seed)
    network = Network(kinds, columns)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-3, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for chosen in train[torch.randperm(len(train))].split(batch):
            optimiser.zero_grad()
            nn.functional.mse_loss(network(*(part[chosen] for part in data)), target[chosen]).backward()
            optimiser.step()
        schedule.step()
    network.eval()
    with torch.no_grad():
        return torch.cat([network(*parts) for parts in zip(*(part.split(4096) for part in data), strict=True)]).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("space")
    parser.add_argument("table")
    parser.add_argument("column")
    parser.add_argument("--only")
    parser.add_argument("--train-size", type=int, default=128)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    space = cg.space(options.space)
    rows = table(options.table)
    keys = list(table(options.only)) if options.only else list(rows)
    values = np.array([float(rows[key][options.column]) for key in keys])
    indices = space.select(keys)
    nodes, adjacency = graphs(space, indices)
    graf, both = inputs_of(space, indices, space.families()), inputs_of(space, indices, [*space.families(), "signal"])
    predictors = {"GCN": (nodes, None), "GCN + GRAF": (nodes, graf), "GCN + GRAF + signal": (nodes, both), "GRAF + signal alone": (None, both)}
    taus = {name: [] for name in predictors}
    for seed in range(options.seeds):
        order = np.random.default_rng(seed).permutation(len(keys))
        train, test = order[: options.train_size], order[options.train_size :]
        # Differences near the best count, as docs/signal.md has it.
        target = -np.log(np.maximum(2 * values[train].max() - np.median(values[train]) - values, 1e-9))
        target = torch.from_numpy(((target - target[train].mean()) / target[train].std()).astype(np.float32))
        for name, (graph_given, given) in predictors.items():
            data = nodes, adjacency, both if given is None else given
            kinds, columns = 0 if graph_given is None else nodes.shape[2], 0 if given is None else given.shape[1]
            predicted = predictions(data, target, torch.from_numpy(train), kinds, columns, seed)
            taus[name].append(kendalltau(predicted[test], values[test])[0])
            print(f"seed {seed}, {name}: {taus[name][-1]:.3f}", flush=True)
    for name, found in taus.items():
        print(f"{name}: {np.mean(found):.3f} +- {np.std(found):.3f}")


if __name__ == "__main__":
    main()
