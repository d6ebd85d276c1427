class Bottleneck_N(nn.Module):
    """Narrow, convolve, widen, and add what came in."""
    expansion = 4

    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        out_channels = width * self.expansion
        self.narrow = ConvNormAct(in_channels, width, 1)
        self.conv = ConvNormAct(width, width, 3, stride=stride)
        self.widen = ConvNormAct(width, out_channels, 1, act=False)
        if stride != 1 or in_channels != out_channels:
            self.shortcut = ConvNormAct(in_channels, out_channels, 1, stride=stride, act=False)
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        residual = self.shortcut(x)
        y = self.narrow(x)
        y = self.conv(y)
        y = self.widen(y)
        return F.relu(y + residual)


class ResNet_N(nn.Module):
    """A residual network: a stem, four stages of bottlenecks, a classifier."""

    def __init__(self, layers=(1, 2, 2, 1), in_channels=3, num_classes=10):
        super().__init__()
        self.channels = WIDTH
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, WIDTH, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        )
        stages = []
        for index, depth in enumerate(layers):
            stages.append(self.make_stage(WIDTH * 2 ** index, depth, stride=1 if index == 0 else 2))
        self.stages = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.head = nn.Linear(self.channels, num_classes)

    def make_stage(self, width, depth, stride):
        blocks = [Bottleneck_N(self.channels, width, stride)]
        self.channels = width * Bottleneck_N.expansion
        for _ in range(1, depth):
            blocks.append(Bottleneck_N(self.channels, width))
        return nn.Sequential(*blocks)

    def forward_features(self, x):
        y = self.stem(x)
        return self.stages(y)

    def forward(self, x):
        features = self.forward_features(x)
        pooled = torch.flatten(self.pool(features), 1)
        return self.head(pooled)
