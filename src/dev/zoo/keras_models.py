# %%
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
draw = np.random.default_rng(0)

keras_mlp = keras.Sequential(
    [
        keras.Input((12,)),
        layers.Dense(24, activation="relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
        layers.Dense(3, activation="softmax"),
    ]
)
keras_mlp_in = draw.normal(size=(40, 12)).astype(np.float32)

keras_cnn = keras.Sequential(
    [
        keras.Input((16, 16, 3)),
        layers.Conv2D(6, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(4),
    ]
)
keras_cnn_in = draw.normal(size=(20, 16, 16, 3)).astype(np.float32)

words = keras.Input((10,), dtype="int32", name="words")
state = layers.LSTM(8)(layers.Embedding(30, 8)(words))
keras_lstm = keras.Model(words, layers.Dense(2, name="score")(state))
keras_lstm_in = draw.integers(0, 30, size=(24, 10))

# %%
rows = keras.Input((6, 8))
mixed = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(rows, rows))
keras_attention = keras.Model(rows, layers.Dense(3)(layers.Flatten()(mixed)))
keras_attention_in = draw.normal(size=(24, 6, 8)).astype(np.float32)
