import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.refine = nn.ConvTranspose2d(4, 4, 3, stride=1, padding=1)
        self.enlarge = nn.ConvTranspose2d(4, 1, 2, stride=2)

    def forward(self, x):
        x = self.refine(x)
        return self.enlarge(x)


codes = torch.randn(1, 4, 4, 4)
images = Decoder()(codes)
