import itertools
import torch


def numbers():
    n = 0
    while True:
        yield n
        n += 1


x = torch.zeros(3)
for n in numbers():
    if n > 100:
        break
    x = x + n
for n in itertools.count():
    if n == 3:
        break
for _ in itertools.cycle([1, 2]):
    break
it = iter(numbers())
next(it), next(it)
first = [next(it) for _ in range(3)]
zip(numbers(), range(3))
list(itertools.islice(numbers(), 4))
while True:
    x = torch.cat([x, x])
    if x.numel() > 10 ** 9:
        break
while x is not None:
    y = x.shape
    if input():
        x = None
while True:
    pass
