import copy
import json
import torch

text = "ab"
numbers = [1]
pairs = (1,)
lists = []
table = {}
for _ in range(60):
    text = text + text
    numbers = numbers + numbers
    pairs = (pairs, pairs)
    lists = [lists, lists]
    table = {"a": table, "b": table}
    grown = []
    grown.append(lists)
    grown.append(lists)
    lists = grown
repr(pairs), hash(pairs), pairs == (pairs, 1), {pairs: 1}
str(lists), copy.deepcopy(lists), lists == [lists]
json.dumps(table), f"{table}"
torch.zeros(len(text[:3]), len(numbers[:5]))
torch.zeros(2, 3)
