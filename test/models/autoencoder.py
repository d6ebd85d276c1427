"""A variational autoencoder and its training step."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal


class Encoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        layers, inside = [], 1
        for width in (8, 16):
            layers += [nn.Conv2d(inside, width, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
            inside = width
        self.layers = nn.Sequential(*layers)
        self.mean, self.spread = nn.Linear(16 * 7 * 7, latent), nn.Linear(16 * 7 * 7, latent)

    def forward(self, x):
        h = self.layers(x).view(x.size(0), -1)       # shape: [16, 784]
        return self.mean(h), self.spread(h)          # shape: ([16, 5], [16, 5])


class Decoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.start = nn.Linear(latent, 16 * 7 * 7)
        self.up1 = nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(8, 1, 4, stride=2, padding=1)

    def forward(self, z):
        h = F.relu(self.start(z)).reshape(-1, 16, 7, 7)   # shape: [16, 16, 7, 7]
        h = F.relu(self.up1(h))                           # shape: [16, 8, 14, 14]
        return torch.sigmoid(self.up2(h))                 # shape: [16, 1, 28, 28]


encoder, decoder = Encoder(5), Decoder(5)
parameters = [*encoder.parameters(), *decoder.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-3)
for step in range(2):
    images = torch.rand(16, 1, 28, 28)
    mean, spread = encoder(images)                        # shape: ([16, 5], [16, 5])
    z = mean + torch.randn_like(spread) * torch.exp(0.5 * spread)   # shape: [16, 5]
    again = decoder(z)                                    # shape: [16, 1, 28, 28]
    divergence = -0.5 * torch.sum(1 + spread - mean ** 2 - spread.exp(), dim=1)   # shape: [16]
    loss = F.binary_cross_entropy(again, images, reduction="sum") + divergence.sum()   # shape: []
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{step}: {loss.item():.3f}")
