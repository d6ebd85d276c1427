import torch
from torch import nn

conv = nn.Conv2d(3, 64, 7, stride=2, padding=3)
image = torch.randn(1, 3, 224, 224)
y = conv(image)

double = nn.ConvTranspose2d(1, 1, 2, stride=2, bias=False)
large = double(torch.ones(1, 1, 3, 3))
