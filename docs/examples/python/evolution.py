"""Regularised evolution (Real et al., AAAI 2019) guided by a predictor: each generation is featurised in one call."""

import cartograf as cg
import numpy as np

OPERATIONS, GENERATIONS, CHILDREN = 5, 20, 64

space = cg.space("nasbench201")
truth = np.log(space.features(families="cost", dtype="float64")["flops"])  # what a training would tell
trained = space.sample(100, seed=0)
model = cg.train("gp", space.features(trained, families="signal"), truth[trained])

random = np.random.default_rng(0)
population = random.integers(0, OPERATIONS, (CHILDREN, 6))
for generation in range(GENERATIONS):
    scores = model.predict(space.features(population, families="signal"))
    parents = population[np.argsort(-scores)[: CHILDREN // 4]]
    if generation % 5 == 0:
        print(f"generation {generation}: best prediction {scores.max():.3f}")
    children = np.repeat(parents, 3, axis=0)
    children[np.arange(len(children)), random.integers(0, 6, len(children))] = random.integers(0, OPERATIONS, len(children))
    population = np.concatenate([parents, children])
best = space.features(population[:1]).keys[0]
print(f"{best}: {truth[space.index(best)]:.3f}, the largest of all is {truth.max():.3f}")
