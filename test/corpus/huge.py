import torch
import torch.nn as nn

big = torch.zeros(10 ** 6, 10 ** 6)
bigger = big.view(-1).reshape(10 ** 12)
enormous = torch.empty(10 ** 12, device="meta")
layer = nn.Linear(10 ** 6, 10 ** 6)
y = layer(enormous.view(10 ** 6, 10 ** 6))
n = 10 ** 400
m = 2 ** 10000 % 97
s = "x" * 10 ** 9
t = [0] * 10 ** 9
r = range(10 ** 18)
len(r), r[-1], 5 in r
shift = 1 << 1000000
u = (1, 2) * 100000000
f = 1e400 - 1e400
text = "%1000000000d" % 5
also = f"{5:1000000000}"
for i in range(10 ** 9):
    big = big + i
p = [[[[[[[[0] * 10] * 10] * 10] * 10] * 10] * 10] * 10] * 10
q = "a" * 1000
for _ in range(60):
    q = q + q
total = sum(range(10 ** 12))
squares = [k * k for k in range(10 ** 8)]
