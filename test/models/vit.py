"""A vision transformer, run with letters: nothing in the file calls it."""
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass
class Config:
    image: int = 32
    patch: int = 8
    width: int = 64
    heads: int = 4
    depth: int = 2
    classes: int = 10

    @property
    def tokens(self) -> int:
        return (self.image // self.patch) ** 2


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        n, length, width = x.shape
        qkv = self.qkv(x).reshape(n, length, 3, self.heads, width // self.heads)  # shape: [N, 17, 3, 4, 16]
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)                            # shape: ([N, 4, 17, 16], [N, 4, 17, 16], [N, 4, 17, 16])
        scores = (q @ k.transpose(-2, -1)) / (width // self.heads) ** 0.5         # shape: [N, 4, 17, 17]
        mixed = scores.softmax(dim=-1) @ v                                        # shape: [N, 4, 17, 16]
        return self.out(mixed.transpose(1, 2).flatten(2))                         # shape: [N, 17, 64]


class Block(nn.Module):
    def __init__(self, width: int, heads: int, ratio: float = 4.0):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, int(width * ratio)), nn.GELU(), nn.Linear(int(width * ratio), width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))   # shape: [N, 17, 64]
        return x + self.mlp(self.norm2(x))      # shape: [N, 17, 64]


class ViT(nn.Module):
    def __init__(self, config: Config = Config()):
        super().__init__()
        self.patches = nn.Conv2d(3, config.width, config.patch, stride=config.patch)
        self.token = nn.Parameter(torch.zeros(1, 1, config.width))
        self.position = nn.Parameter(torch.zeros(1, 1 + config.tokens, config.width))
        self.blocks = nn.ModuleList(Block(config.width, config.heads) for _ in range(config.depth))
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.classes)

    def forward(self, x: Tensor) -> Tensor:                  # given: x [N, 3, 32, 32]
        x = self.patches(x).flatten(2).transpose(1, 2)       # shape: [N, 16, 64]
        token = self.token.expand(x.shape[0], -1, -1)        # shape: [N, 1, 64]
        x = torch.cat((token, x), dim=1) + self.position     # shape: [N, 17, 64]
        for block in self.blocks:
            x = block(x)                                     # shape: [N, 17, 64]
        return self.head(self.norm(x)[:, 0])                 # shape: [N, 10]
