class MixerBlock_N(nn.Module):
    """Mixes over places, then over channels."""

    def __init__(self, places, dim):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.over_places = FeedForward(places, ratio=2)
        self.norm2 = nn.LayerNorm(dim)
        self.over_channels = FeedForward(dim)

    def forward(self, x):
        y = self.norm1(x).transpose(1, 2)
        x = x + self.over_places(y).transpose(1, 2)
        return x + self.over_channels(self.norm2(x))


class Mixer_N(nn.Module):
    """Patches of an image, mixed by linear layers alone."""

    def __init__(self, image_size=64, patch=16, dim=WIDTH * 4, depth=2, num_classes=10):
        super().__init__()
        assert image_size % patch == 0, 'the image is made of whole patches'
        side = image_size // patch
        self.patches = nn.Conv2d(3, dim, kernel_size=patch, stride=patch)
        self.blocks = nn.Sequential(*[MixerBlock_N(side * side, dim) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, num_classes)

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = self.blocks(x)
        x = self.norm(x).mean(dim=1)
        return self.head(x)


class PointNet_N(nn.Module):
    """Classifies sets of points: the same layers for every point, then the largest answer."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv1d(3, WIDTH, 1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH * 2, 1)
        self.conv3 = nn.Conv1d(WIDTH * 2, WIDTH * 8, 1)
        self.bn1 = nn.BatchNorm1d(WIDTH)
        self.bn2 = nn.BatchNorm1d(WIDTH * 2)
        self.head = nn.Sequential(nn.Linear(WIDTH * 8, WIDTH * 2), nn.ReLU(), nn.Dropout(0.3), nn.Linear(WIDTH * 2, num_classes))

    def forward(self, points):
        x = F.relu(self.bn1(self.conv1(points)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = self.conv3(x)
        largest, _ = torch.max(x, dim=2)
        return self.head(largest)
