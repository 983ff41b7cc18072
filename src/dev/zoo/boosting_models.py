# %%
import lightgbm
import numpy as np
import onnxmltools
import xgboost

draw = np.random.default_rng(0)
X_test = draw.normal(size=(400, 6)).astype(np.float32)
y = (X_test[:, 0] + X_test[:, 1] ** 2 > 0.8).astype(int)
amount = X_test @ np.array([3.0, -2.0, 0.5, 10.0, 1.0, 0.1]) + 4

# %%
xgb = xgboost.XGBClassifier(n_estimators=20).fit(X_test, y)
xgb_amount = xgboost.XGBRegressor(n_estimators=20).fit(X_test, amount)
lgbm = lightgbm.LGBMClassifier(n_estimators=20, verbose=-1).fit(X_test, y + (X_test[:, 2] > 0.5))
lgbm_amount = lightgbm.LGBMRegressor(n_estimators=20, verbose=-1).fit(X_test, amount)
