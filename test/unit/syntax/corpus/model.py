"""A small model in the manner of many: registry, stages, options."""
from __future__ import annotations

import math
from functools import partial
from typing import Any, Callable, Optional, Union

import torch
import torch.nn as nn
from torch.nn import functional as F

_registry: dict[str, Callable[..., nn.Module]] = {}


def register(name: str, *aliases: str, **defaults: Any):
    """Decorator with arguments."""

    def wrap(function):
        for key in (name, *aliases):
            _registry[key] = partial(function, **{**defaults, "name": key})  # a comment
        return function

    return wrap


class Attention(nn.Module):
    scale: float = 1.0; fused = True

    def __init__(self, dim: int, heads: int = 8, /, *, bias: bool = False, drop=0.) -> None:
        super().__init__()
        assert dim % heads == 0, f"dim {dim!r} should be divisible by {heads = }"
        self.heads, self.head_dim = heads, dim // heads
        self.scale = self.head_dim ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=bias)
        self.proj = nn.Sequential(
            nn.Linear(dim, dim),  # first
            nn.Dropout(drop) if drop > 0. else nn.Identity(),
            *[nn.GELU() for _ in range(2) if bias and not drop or heads],
        )

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None):
        B, N, C = x.shape
        q, k, v = self.qkv(x).reshape(B, N, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        attn = (q @ k.transpose(-2, -1)) * self.scale
        if mask is not None and (n := mask.shape[-1]) != N:
            attn = attn[..., :n, ::2]
        elif mask is None:
            pass
        else:
            attn += (~mask).to(attn.dtype) * -math.inf
        x = attn.softmax(dim=-1) @ v
        return self.proj(x.transpose(1, 2).reshape(B, N, C)), {k: v for k, v in zip("ab", (q, k))}


@register("tiny", "small", depth=(2, 2))
def build(name, depth=(1,), **kwargs):
    return nn.Sequential(*(Attention(64 * 2 ** i, **kwargs) for i, d in enumerate(depth) for _ in range(d)))
