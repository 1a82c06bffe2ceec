"""From trained architectures to those to train next."""

import csv
from pathlib import Path

import cartograf as cg
import numpy as np

TABLE = Path(__file__).resolve().parents[1] / "data" / "nasbench201.csv"  # 453 architectures with their accuracies

with TABLE.open(newline="") as file:
    rows = list(csv.DictReader(file))
keys = [row["net"] for row in rows]
accuracy = np.array([float(row["cifar10"]) for row in rows])

space = cg.space("nasbench201")
X = space.features(keys, families="signal")
train, test = np.arange(128), np.arange(128, len(keys))
model = cg.train("gp", X.take(train), accuracy[train], target="cifar10")
error = np.abs(model.predict(X.take(test)) - accuracy[test]).mean()
print(f"{len(test)} architectures that were not trained on: mean error {error:.2f} %")

model = cg.train("gp", X, accuracy, target="cifar10")
for found in cg.acquire(space, model, 5, exclude=keys):
    print(f"train {found.key}: {found.score:.2f} % predicted")
