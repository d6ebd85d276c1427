"""A small SegNet: pooling remembers where each maximum stood, unpooling puts it back there."""
import torch
from torch import nn


def conv_block(in_channels, out_channels):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, padding=1),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
    )


class SegNet(nn.Module):
    def __init__(self, classes=12):
        super().__init__()
        self.encode1 = conv_block(3, 32)
        self.encode2 = conv_block(32, 64)
        self.pool = nn.MaxPool2d(2, stride=2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2, stride=2)
        self.decode2 = conv_block(64, 32)
        self.decode1 = nn.Conv2d(32, classes, 3, padding=1)

    def forward(self, x):
        x = self.encode1(x)
        size1 = x.size()
        x, indices1 = self.pool(x)
        x = self.encode2(x)
        size2 = x.size()
        x, indices2 = self.pool(x)

        x = self.unpool(x, indices2, output_size=size2)
        x = self.decode2(x)
        x = self.unpool(x, indices1, output_size=size1)
        return self.decode1(x)


if __name__ == "__main__":
    # 45 is odd: without output_size the unpooled map would be a row short.
    scores = SegNet()(torch.randn(2, 3, 45, 60))
    labels = scores.argmax(dim=1)
    print(scores.shape, labels.shape)
