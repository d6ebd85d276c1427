"""Super-resolution with sub-pixel convolution: PixelShuffle turns channels into pixels."""
import torch
from torch import nn
import torch.nn.functional as F


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return x + self.conv2(F.relu(self.conv1(x)))


class SuperResolution(nn.Module):
    def __init__(self, scale=4, channels=64, blocks=4):
        super().__init__()
        self.scale = scale
        self.head = nn.Conv2d(3, channels, 5, padding=2)
        self.body = nn.Sequential(*[ResidualBlock(channels) for _ in range(blocks)])
        self.expand = nn.Conv2d(channels, 3 * scale ** 2, 3, padding=1)
        self.shuffle = nn.PixelShuffle(scale)

    def forward(self, low):
        features = self.head(low)
        features = features + self.body(features)
        details = self.shuffle(self.expand(features))
        coarse = F.interpolate(low, scale_factor=self.scale, mode="bilinear", align_corners=False)
        return coarse + details


if __name__ == "__main__":
    model = SuperResolution(scale=4)
    small = torch.rand(2, 3, 48, 64)
    large = model(small)
    assert large.shape == (2, 3, 192, 256)
