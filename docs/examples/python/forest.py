"""A random forest of scikit-learn on the features, without a copy of them."""

import cartograf as cg
import numpy as np
from sklearn.ensemble import RandomForestRegressor

space = cg.space("nasbench201")
X = space.features()
y = np.log(space.features(families="cost", dtype="float64")["flops"])
chosen = space.sample(500, seed=0)
rows = np.asarray(X)
assert np.shares_memory(rows, np.from_dlpack(X))
forest = RandomForestRegressor(100, random_state=0).fit(rows[chosen], y[chosen])
rest = np.setdiff1d(np.arange(len(space)), chosen)
print(f"R2 on the other {len(rest):,} architectures: {forest.score(rows[rest], y[rest]):.3f}")
