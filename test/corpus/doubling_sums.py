import torch

pairs = (1,)
lists = [1]
made = (1,)
for _ in range(60):
    pairs = pairs + pairs
    pairs = (pairs, pairs)
    lists = [*lists, lists]
    lists = lists + lists
    made = tuple([made] * 2)
    made = list(made) + list(made)
hash(pairs), pairs == (pairs, 1), {pairs: 1}, pairs in [pairs], sorted([pairs, pairs])
str(lists), lists == [lists], made == lists, max(lists, lists)
torch.zeros(2, 3)
