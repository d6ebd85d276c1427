"""Models for images, sequences and point sets, each with the blocks it is made of."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvNormAct(nn.Module):
    """A convolution, its normalization and its activation: the block that most models below are made of."""

    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, groups=1, act=True):
        super().__init__()
        padding = (kernel_size - 1) // 2
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride=stride, padding=padding, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
        self.act = nn.ReLU(inplace=True) if act else nn.Identity()

    def forward(self, x):
        y = self.conv(x)
        y = self.norm(y)
        return self.act(y)


class SqueezeExcite(nn.Module):
    """Weighs channels by what the whole image says of them."""

    def __init__(self, channels, reduction=8):
        super().__init__()
        hidden = max(channels // reduction, 4)
        self.reduce = nn.Conv2d(channels, hidden, 1)
        self.expand = nn.Conv2d(hidden, channels, 1)

    def forward(self, x):
        weight = F.adaptive_avg_pool2d(x, 1)
        weight = F.relu(self.reduce(weight))
        return x * torch.sigmoid(self.expand(weight))


class FeedForward(nn.Module):
    """Two linear layers with a GELU in between."""

    def __init__(self, dim, ratio=4, dropout=0.0):
        super().__init__()
        self.up = nn.Linear(dim, dim * ratio)
        self.down = nn.Linear(dim * ratio, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(self.down(F.gelu(self.up(x))))
