class DoubleConv_N(nn.Module):
    """Two convolutions that keep the size."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.first = ConvNormAct(in_channels, out_channels)
        self.second = ConvNormAct(out_channels, out_channels)

    def forward(self, x):
        return self.second(self.first(x))


class Up_N(nn.Module):
    """Doubles the size, takes in the skip connection, convolves."""

    def __init__(self, in_channels, skip_channels, out_channels):
        super().__init__()
        self.up = nn.ConvTranspose2d(in_channels, out_channels, kernel_size=2, stride=2)
        self.conv = DoubleConv_N(out_channels + skip_channels, out_channels)

    def forward(self, x, skip):
        x = self.up(x)
        joined = torch.cat([skip, x], dim=1)
        return self.conv(joined)


class UNet_N(nn.Module):
    """An encoder and a decoder with skip connections, for masks as large as the image."""

    def __init__(self, in_channels=3, classes=2, base=WIDTH):
        super().__init__()
        self.enc1 = DoubleConv_N(in_channels, base)
        self.enc2 = DoubleConv_N(base, base * 2)
        self.enc3 = DoubleConv_N(base * 2, base * 4)
        self.pool = nn.MaxPool2d(2)
        self.middle = nn.Sequential(DoubleConv_N(base * 4, base * 8), SqueezeExcite(base * 8))
        self.up3 = Up_N(base * 8, base * 4, base * 4)
        self.up2 = Up_N(base * 4, base * 2, base * 2)
        self.up1 = Up_N(base * 2, base, base)
        self.head = nn.Conv2d(base, classes, kernel_size=1)

    def encode(self, x):
        skip1 = self.enc1(x)
        skip2 = self.enc2(self.pool(skip1))
        skip3 = self.enc3(self.pool(skip2))
        return skip1, skip2, skip3, self.pool(skip3)

    def forward(self, x):
        skip1, skip2, skip3, deep = self.encode(x)
        y = self.middle(deep)
        y = self.up3(y, skip3)
        y = self.up2(y, skip2)
        y = self.up1(y, skip1)
        return self.head(y)
