"""XGBoost's Python package trained on the matrix where it lies; its model and cartograf's own, from one library."""

import cartograf as cg
import numpy as np
import xgboost

space = cg.space("nasbench201")
X = space.features()
y = np.log(space.features(families="cost", dtype="float64")["flops"])
rows = np.asarray(X)
assert np.shares_memory(rows, np.from_dlpack(X))
data = xgboost.QuantileDMatrix(rows, y, feature_names=[f"c{i}" for i in range(rows.shape[1])])
theirs = xgboost.train({"max_depth": 6}, data, num_boost_round=50)
ours = cg.train("xgb", X, y)
for name, predicted in (("xgboost", theirs.inplace_predict(rows)), ("cartograf", ours.predict(X))):
    print(f"{name}: R2 on the rows of the training {1 - ((predicted - y) ** 2).sum() / ((y - y.mean()) ** 2).sum():.4f}")
