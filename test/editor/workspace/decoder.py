import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.refine = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1)
        self.enlarge = nn.ConvTranspose2d(16, 8, 2, stride=2)

    def forward(self, x):
        x = self.refine(x)
        return self.enlarge(x)


codes = torch.randn(1, 16, 12, 12)
images = Decoder()(codes)
