from torch import nn


class Halve(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x)
