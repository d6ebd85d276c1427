"""A convolutional autoencoder with a deliberate mistake, to see how one is shown.

`refine` keeps the size (stride 1), yet it asks for one pixel of output padding. PyTorch refuses that when it is called.
"""
import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        self.refine = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1, output_padding=1)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1, output_padding=1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        code = self.encoder(x)
        code = self.refine(code)
        return self.decoder(code)


if __name__ == "__main__":
    model = Autoencoder()
    digits = torch.rand(32, 1, 28, 28)
    restored = model(digits)
