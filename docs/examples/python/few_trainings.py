"""What a search with few trainings would have found, by a table of known results: acquisition beside luck."""

import cartograf as cg
import numpy as np

space = cg.space("nasbench201")
truth = np.log(space.features(families="cost", dtype="float64")["flops"])
by_chance = np.maximum.accumulate(truth[space.sample(40, seed=1)])
run = cg.simulate(space, truth, 40, first=10, families="signal", seed=1)
for n in (10, 20, 40):
    print(f"after {n} trainings: {run.best[n - 1]:.3f}, by chance {by_chance[n - 1]:.3f}")
assert run.best[-1] >= by_chance[-1]
