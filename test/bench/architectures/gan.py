class Generator_N(nn.Module):
    """From noise to an image of 32 x 32."""

    def __init__(self, noise=WIDTH * 2, base=WIDTH, channels=3):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(noise, base * 4, kernel_size=4, stride=1, padding=0, bias=False),
            nn.BatchNorm2d(base * 4),
            nn.ReLU(True),
            nn.ConvTranspose2d(base * 4, base * 2, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(base * 2),
            nn.ReLU(True),
            nn.ConvTranspose2d(base * 2, base, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(base),
            nn.ReLU(True),
            nn.ConvTranspose2d(base, channels, kernel_size=4, stride=2, padding=1, bias=False),
            nn.Tanh(),
        )

    def forward(self, noise):
        return self.net(noise)


class Discriminator_N(nn.Module):
    """Tells images from made-up ones."""

    def __init__(self, base=WIDTH, channels=3):
        super().__init__()
        layers = []
        before = channels
        for factor in (1, 2, 4):
            layers += [nn.Conv2d(before, base * factor, kernel_size=4, stride=2, padding=1), nn.LeakyReLU(0.2, inplace=True)]
            before = base * factor
        self.body = nn.Sequential(*layers)
        self.head = nn.Conv2d(before, 1, kernel_size=4)

    def forward(self, images):
        features = self.body(images)
        return self.head(features).flatten()


def adversarial_losses_N(generator, discriminator, images, noise):
    fake = generator(noise)
    real_scores = discriminator(images)
    fake_scores = discriminator(fake.detach())
    loss = F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()
    return loss, F.softplus(-discriminator(fake)).mean()


def train_step_N(batch=4):
    generator, discriminator = Generator_N(), Discriminator_N()
    noise = torch.randn(batch, WIDTH * 2, 1, 1)
    images = torch.randn(batch, 3, 32, 32)
    return adversarial_losses_N(generator, discriminator, images, noise)
