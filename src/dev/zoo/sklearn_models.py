# %%
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

draw = np.random.default_rng(0)
X_test = draw.normal(size=(400, 6))
y = (X_test[:, 0] + X_test[:, 1] ** 2 > 0.8).astype(int)
amount = X_test @ np.array([3.0, -2.0, 0.5, 10.0, 1.0, 0.1]) + 4

# %%
linear = LinearRegression().fit(X_test, amount)
logistic = LogisticRegression().fit(X_test, y + (X_test[:, 2] > 0.5))
svc = SVC().fit(X_test, y)
svc_scaled = make_pipeline(StandardScaler(), SVC(probability=False, kernel="poly")).fit(X_test, y)
forest = RandomForestClassifier(30, random_state=0).fit(X_test, y)
forest_amount = RandomForestRegressor(30, random_state=0).fit(X_test, amount)
boosting = GradientBoostingClassifier(random_state=0).fit(X_test, y)
boosting_hist = HistGradientBoostingClassifier(max_iter=30).fit(X_test, y)

# %%
homes = pd.DataFrame(
    {
        "size": 90 + 30 * X_test[:, 0],
        "rooms": draw.integers(1, 6, size=400),
        "district": draw.integers(0, 4, size=400),
    }
)
homes_text = homes.assign(district=homes["district"].map({0: "N", 1: "E", 2: "South", 3: "West"}))


def priced(rows, labels):
    """Scaled numbers beside a column for each district, then a classifier."""
    columns = ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["size", "rooms"]),
            ("kinds", OneHotEncoder(handle_unknown="ignore"), ["district"]),
        ]
    )
    return make_pipeline(columns, LogisticRegression()).fit(rows, labels)


pipeline = priced(homes, y)
pipeline_text = priced(homes_text, np.array(["no", "yes"])[y])

# %%
words = ["The", "plot", "was", "good", "schön", "été", "it's", "top-notch", "2020", "not", "I"]
texts_test = [" ".join(draw.choice(words, 7)) for _ in range(400)]
praised = np.array(["good" in text or "schön" in text for text in texts_test])
texts = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts_test, praised)
texts_pairs = make_pipeline(CountVectorizer(ngram_range=(1, 2)), MultinomialNB())
texts_pairs.fit(texts_test, np.array(["no", "yes"])[praised.astype(int)])

# %%
large_in = X_test * 500
fault_large = SGDClassifier(loss="log_loss", random_state=0).fit(large_in, y + (X_test[:, 2] > 0.5))
fault_large_in = large_in
fault_lda = LinearDiscriminantAnalysis().fit(X_test, y)
