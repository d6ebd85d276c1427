import torch
from blocks import Halve

halved = Halve(8)(torch.randn(2, 8, 32, 32))
