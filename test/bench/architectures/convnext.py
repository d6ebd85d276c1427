class ConvNextBlock_N(nn.Module):
    """A depthwise convolution and a feed-forward part over the channels, which stand last for that."""

    def __init__(self, dim, scale=1e-6):
        super().__init__()
        self.depthwise = nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.feed_forward = FeedForward(dim)
        self.gamma = nn.Parameter(scale * torch.ones(dim))

    def forward(self, x):
        y = self.depthwise(x)
        y = y.permute(0, 2, 3, 1)
        y = self.feed_forward(self.norm(y))
        y = self.gamma * y
        return x + y.permute(0, 3, 1, 2)


class Downsample_N(nn.Module):
    """Halves the size and changes the channels."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.norm = nn.GroupNorm(1, in_channels)
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size=2, stride=2)

    def forward(self, x):
        return self.conv(self.norm(x))


class ConvNext_N(nn.Module):
    """Stages of convolutional blocks in the manner of transformers."""

    def __init__(self, num_classes=10, depths=(1, 1, 2, 1), dims=(WIDTH, WIDTH * 2, WIDTH * 4, WIDTH * 8)):
        super().__init__()
        self.stem = nn.Conv2d(3, dims[0], kernel_size=4, stride=4)
        self.stages = nn.ModuleList()
        for index, (depth, dim) in enumerate(zip(depths, dims)):
            blocks = [ConvNextBlock_N(dim) for _ in range(depth)]
            if index > 0:
                blocks.insert(0, Downsample_N(dims[index - 1], dim))
            self.stages.append(nn.Sequential(*blocks))
        self.norm = nn.LayerNorm(dims[-1])
        self.head = nn.Linear(dims[-1], num_classes)

    def features(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return x

    def forward(self, x):
        features = self.features(x)
        pooled = features.mean(dim=[-2, -1])
        return self.head(self.norm(pooled))
