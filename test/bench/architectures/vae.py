class VaeEncoder_N(nn.Module):
    """From an image to the parameters of a distribution."""

    def __init__(self, latent, channels=(WIDTH, WIDTH * 2, WIDTH * 4)):
        super().__init__()
        layers = []
        before = 1
        for width in channels:
            layers.append(nn.Conv2d(before, width, kernel_size=3, stride=2, padding=1))
            layers.append(nn.LeakyReLU(0.2))
            before = width
        self.body = nn.Sequential(*layers)
        self.mean = nn.Linear(before * 4 * 4, latent)
        self.log_variance = nn.Linear(before * 4 * 4, latent)

    def forward(self, x):
        hidden = self.body(x).flatten(1)
        return self.mean(hidden), self.log_variance(hidden)


class VaeDecoder_N(nn.Module):
    """From a point of the latent space to an image."""

    def __init__(self, latent, channels=(WIDTH * 4, WIDTH * 2, WIDTH)):
        super().__init__()
        self.first = channels[0]
        self.project = nn.Linear(latent, channels[0] * 4 * 4)
        self.up1 = nn.ConvTranspose2d(channels[0], channels[1], kernel_size=4, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(channels[1], channels[2], kernel_size=4, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(channels[2], 1, kernel_size=4, stride=2, padding=1)

    def forward(self, z):
        y = self.project(z).view(-1, self.first, 4, 4)
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return torch.sigmoid(self.up3(y))


class Vae_N(nn.Module):
    """A variational autoencoder for small grey images."""

    def __init__(self, latent=WIDTH):
        super().__init__()
        self.encoder = VaeEncoder_N(latent)
        self.decoder = VaeDecoder_N(latent)

    def sample(self, mean, log_variance):
        noise = torch.randn_like(mean)
        return mean + noise * torch.exp(0.5 * log_variance)

    def forward(self, x):
        mean, log_variance = self.encoder(x)
        z = self.sample(mean, log_variance)
        image = self.decoder(z)
        return image, mean, log_variance
