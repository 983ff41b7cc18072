# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)

mlp = nn.Sequential(
    nn.Linear(12, 32), nn.GELU(), nn.LayerNorm(32), nn.Dropout(0.3), nn.Linear(32, 5)
)
mlp_in = torch.randn(40, 12)

cnn = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, padding=1, groups=4),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(16, 10),
)
cnn_in = torch.randn(12, 3, 24, 24)

# %%
layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, norm_first=True)
encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
del layer
encoder_in = torch.randn(10, 7, 16)


class Gpt(nn.Module):
    """A causal language model: embeddings, two blocks with masked attention, tied output."""

    def __init__(self, words=50, length=24, width=24, heads=4):
        super().__init__()
        self.heads = heads
        self.token = nn.Embedding(words, width)
        self.place = nn.Embedding(length, width)
        self.blocks = nn.ModuleList(
            nn.ModuleDict(
                {
                    "norm": nn.LayerNorm(width),
                    "qkv": nn.Linear(width, 3 * width),
                    "out": nn.Linear(width, width),
                    "second": nn.LayerNorm(width),
                    "up": nn.Linear(width, 4 * width),
                    "down": nn.Linear(4 * width, width),
                }
            )
            for _ in range(2)
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        rows, length = ids.shape
        x = self.token(ids) + self.place(torch.arange(length, device=ids.device))
        for block in self.blocks:
            q, k, v = block["qkv"](block["norm"](x)).chunk(3, dim=-1)
            q, k, v = (t.view(rows, length, self.heads, -1).transpose(1, 2) for t in (q, k, v))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + block["out"](mixed.transpose(1, 2).reshape(rows, length, -1))
            x = x + block["down"](F.gelu(block["up"](block["second"](x))))
        return self.norm(x) @ self.token.weight.T


gpt = Gpt().eval()
gpt_in = torch.randint(0, 50, (8, 16))


# %%
class Recurrent(nn.Module):
    """A recurrent layer that reads a series, and a linear layer on its last state."""

    def __init__(self, kind):
        super().__init__()
        self.inner = kind(5, 12, num_layers=2, batch_first=True, bidirectional=True)
        self.out = nn.Linear(24, 3)

    def forward(self, series):
        states, _ = self.inner(series)
        return self.out(states[:, -1])


lstm, gru = Recurrent(nn.LSTM).eval(), Recurrent(nn.GRU).eval()
lstm_in = gru_in = torch.randn(12, 9, 5)


class Attention(nn.Module):
    """Words to vectors, attention among them, their mean to classes."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(40, 16, padding_idx=0)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.out = nn.Linear(16, 4)

    def forward(self, words):
        x = self.words(words)
        x, weights = self.attention(x, x, x)
        return {"classes": self.out(x.mean(1)).softmax(-1), "weights": weights}


attention = Attention().eval()
attention_in = torch.randint(0, 40, (12, 6))


# %%
def double(a, b):
    """Two convolutions with normalisation."""
    return nn.Sequential(
        nn.Conv2d(a, b, 3, padding=1),
        nn.GroupNorm(2, b),
        nn.SiLU(),
        nn.Conv2d(b, b, 3, padding=1),
        nn.ReLU(),
    )


class UNet(nn.Module):
    """Down twice, up twice, with skips between equals."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = double(1, 8), double(8, 16), double(16, 16)
        self.up = nn.ConvTranspose2d(16, 16, 2, stride=2)
        self.d, self.e = double(32, 8), double(16, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, image):
        a = self.a(image)
        b = self.b(F.max_pool2d(a, 2))
        c = self.c(F.avg_pool2d(b, 2))
        d = self.d(torch.cat([self.up(c), b], 1))
        wide = F.interpolate(d, scale_factor=2, mode="bilinear", align_corners=False)
        return self.out(self.e(torch.cat([wide, a], 1)))


unet = UNet().eval()
unet_in = torch.randn(6, 1, 32, 32)


class Mixed(nn.Module):
    """Whole numbers and real ones in, whole numbers and real ones out."""

    def __init__(self):
        super().__init__()
        self.kind = nn.Embedding(9, 6)
        self.out = nn.Linear(10, 4)

    def forward(self, kinds, values):
        scores = self.out(torch.cat([self.kind(kinds), values], 1))
        return {"scores": scores, "best": scores.argmax(1), "total": kinds * 3 + 2**33}


mixed = Mixed().eval()
mixed_in0 = torch.randint(0, 9, (20,))
mixed_in1 = torch.randn(20, 4)

wide = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 2)).double().eval()
wide_in = torch.randn(20, 6, dtype=torch.float64)


# %%
class AlwaysDropping(nn.Module):
    """Forgets to turn dropout off."""

    def forward(self, x):
        return F.dropout(x, 0.5)


class Branching(nn.Module):
    """Takes one of two ways by the values that it sees."""

    def forward(self, x):
        return x * 2 if x.sum() > 0 else x - 1


fault_dropout, fault_branch = AlwaysDropping().eval(), Branching().eval()
fault_dropout_in = fault_branch_in = torch.rand(12, 7)
