"""A U-Net whose size contract comes from its skip connections."""
import torch
import torch.nn as nn


class DoubleConv(nn.Sequential):
    def __init__(self, inside, outside):
        super().__init__(
            nn.Conv2d(inside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True),
            nn.Conv2d(outside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True),
        )


class UNet(nn.Module):
    def __init__(self, channels=3, classes=2, widths=(16, 32, 64)):
        super().__init__()
        self.down = nn.ModuleList()
        self.up = nn.ModuleList()
        inside = channels
        for width in widths:
            self.down.append(DoubleConv(inside, width))
            inside = width
        self.bottom = DoubleConv(inside, 2 * inside)
        self.pool = nn.MaxPool2d(2)
        for width in reversed(widths):
            self.up.append(nn.ConvTranspose2d(2 * width, width, 2, stride=2))
            self.up.append(DoubleConv(2 * width, width))
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x):
        skips = []
        for down in self.down:
            x = down(x)                                    # shape: [2, 16, 96, 64] | [2, 32, 48, 32] | [2, 64, 24, 16]
            skips.append(x)
            x = self.pool(x)                               # shape: [2, 16, 48, 32] | [2, 32, 24, 16] | [2, 64, 12, 8]
        x = self.bottom(x)                                 # shape: [2, 128, 12, 8]
        for index in range(0, len(self.up), 2):
            x = self.up[index](x)                          # shape: [2, 64, 24, 16] | [2, 32, 48, 32] | [2, 16, 96, 64]
            x = torch.cat([skips[-1 - index // 2], x], 1)  # shape: [2, 128, 24, 16] | [2, 64, 48, 32] | [2, 32, 96, 64]
            x = self.up[index + 1](x)                      # shape: [2, 64, 24, 16] | [2, 32, 48, 32] | [2, 16, 96, 64]
        return self.head(x)                                # shape: [2, 2, 96, 64]


model = UNet()
y = model(torch.zeros(2, 3, 96, 64))                       # shape: [2, 2, 96, 64]
loss = nn.CrossEntropyLoss()(y, y.argmax(1))               # shape: []
