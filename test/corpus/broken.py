import torch
import torch.nn as nn
from . import
from .. import *
import
class
class Net(nn.Module:
    def __init__(self
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3
    def forward(self, x):
        x = self.conv(x
        return x
def
for
while
if x
else:
    pass
x = torch.zeros(2, 3
y = x.
z = x[
w = (1, 2
lambda
@
@decorator
f"{x
"unclosed
'''unclosed
triple
