import torch
from torch import nn

up = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1, output_padding=1)
x = torch.randn(1, 16, 12, 12)
y = up(x)
