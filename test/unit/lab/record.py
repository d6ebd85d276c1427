"""Records which elements of its inputs each output of a layer depends on: python test/unit/lab/record.py writes gradients.jsonl.gz into test/oracle.

Each line is {"layer", "arguments", "tensors", "training", "inputs", "weights", "outputs", "reads"}: a layer as the lab is given it, with the numbers that
PyTorch computed in double precision. "tensors" are the shapes of tensors that its constructor is given; an input with a name is given by it. "reads" lists for some elements of each output [output, place, [[input, place], ...]]: where PyTorch's autograd
finds a gradient that is not zero. One draw may meet a gradient that happens to be zero, as behind a relu: the lists unite several draws of
floating numbers. Inputs that PyTorch does not differentiate by are named in "fixed"; they are the same in all draws.
"""
import gzip
import json
import math
import pathlib
import random
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
DRAWS, LOOKS = 12, 6
lines = []


def encode(tensor):
    values = [float(f"{x:.14g}") for x in tensor.detach().to(torch.float64).flatten().tolist()]
    return {"shape": list(tensor.shape), "data": [str(x).replace("inf", "Infinity") if math.isinf(x) else int(x) if x == int(x) else x for x in values]}


def thousandths(tensor):
    return (tensor * 1000).round() / 1000


def flat(result):
    return [each for part in result for each in flat(part)] if isinstance(result, (tuple, list)) else [result]


def draw(kind, shape):
    return thousandths(torch.rand(shape) * 0.9 + 0.05 if kind == "positive" else torch.randn(shape) if kind == "float" else torch.rand(shape))


def case(name, arguments, *inputs, training=True, tensors={}, named=(), call=lambda module, *given: module(*given)):
    """inputs: a shape, ("positive", shape), or a tensor that stays as it is; the last ones have the names of `named`, and `call` gives them."""
    module = getattr(nn, name)(**arguments, **{key: torch.ones(shape) for key, shape in tensors.items()}).train(training)
    names = [None] * (len(inputs) - len(named)) + list(named)
    fixed = [index for index, given in enumerate(inputs) if isinstance(given, torch.Tensor)]
    rng = random.Random(len(lines))
    first, reads = None, {}
    for _ in range(DRAWS):
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.copy_(thousandths(torch.randn(parameter.shape) * 0.7))
            for buffer in module.buffers():
                if buffer.dtype.is_floating_point:
                    buffer.copy_(thousandths(torch.rand(buffer.shape) + 0.5))
        state = {key: encode(value) for key, value in module.state_dict().items()}
        arrays = [given if isinstance(given, torch.Tensor) else draw(*(given if isinstance(given[0], str) else ("float", given))).requires_grad_() for given in inputs]
        outputs = flat(call(module, *arrays))
        if first is None:
            first = (arrays, state, outputs)
            wanted = [(number, place) for number, output in enumerate(outputs) for place in sorted(rng.sample(range(output.numel()), min(LOOKS, output.numel())))]
        differentiable = [index for index in range(len(arrays)) if arrays[index].requires_grad]
        for number, place in wanted if differentiable else []:
            gradients = torch.autograd.grad(outputs[number].flatten()[place], [arrays[index] for index in differentiable], retain_graph=True, allow_unused=True)
            found = reads.setdefault((number, place), set())
            for index, gradient in zip(differentiable, gradients):
                if gradient is not None:
                    found.update((index, at) for at in gradient.flatten().nonzero().flatten().tolist())
    arrays, state, outputs = first
    literal = {key: repr(value) for key, value in arguments.items()}
    lines.append(json.dumps({
        "layer": name, "arguments": literal, "tensors": tensors, "training": training, "fixed": fixed,
        "inputs": [{**({"name": own} if own else {}), **encode(tensor), "dtype": str(tensor.dtype).replace("torch.", "").replace("float64", "float32")} for own, tensor in zip(names, arrays)], "weights": state,
        "outputs": [encode(output) for output in outputs], "reads": [[*key, sorted(map(list, found))] for key, found in reads.items()],
    }))


for layer in ["Softmax", "LogSoftmax", "Softmin"]:
    case(layer, {"dim": 1}, (2, 4, 3))
    case(layer, {"dim": -1}, (5,))
case("Softmax2d", {}, (2, 3, 2, 2))
for layer in ["ReLU", "ReLU6", "ELU", "SELU", "CELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "Sigmoid", "Tanh", "LogSigmoid", "Softplus", "Softsign", "Tanhshrink", "Hardtanh", "Softshrink", "Hardshrink", "LeakyReLU", "Identity"]:
    case(layer, {}, (2, 3))
case("GELU", {"approximate": "tanh"}, (2, 3))
case("GELU", {}, (2, 3))
case("Threshold", {"threshold": -0.2, "value": 3.0}, (2, 3))
case("RReLU", {}, (2, 3), training=False)
case("PReLU", {"num_parameters": 3}, (2, 3, 2))
case("PReLU", {}, (4,))
case("GLU", {"dim": 1}, (2, 4, 3))
case("GLU", {}, (2, 6))
case("LocalResponseNorm", {"size": 2, "alpha": 0.5}, (2, 5, 3))
case("LocalResponseNorm", {"size": 3, "alpha": 0.5, "beta": 0.6, "k": 2.0}, (1, 5, 2, 2))
# Its backward is no derivative of its forward, which keeps the first channel in every sum, and fails for even sizes.
for size in [1, 2, 3, 5]:
    case("CrossMapLRN2d", {"size": size, "alpha": 0.5}, draw("float", (1, 7, 1, 2)))
case("LayerNorm", {"normalized_shape": (2, 3)}, (2, 2, 3))
case("RMSNorm", {"normalized_shape": (3,)}, (2, 2, 3))
case("GroupNorm", {"num_groups": 2, "num_channels": 4}, (2, 4, 3))
case("BatchNorm1d", {"num_features": 3}, (4, 3, 2))
case("BatchNorm1d", {"num_features": 3}, (4, 3), training=False)
case("InstanceNorm1d", {"num_features": 3, "affine": True}, (3, 4))
case("Linear", {"in_features": 4, "out_features": 3}, (2, 4))
case("Bilinear", {"in1_features": 3, "in2_features": 2, "out_features": 4}, (2, 3), (2, 2))
case("Bilinear", {"in1_features": 3, "in2_features": 2, "out_features": 4, "bias": False}, (2, 2, 3), (2, 2, 2))
case("CosineSimilarity", {"dim": 1}, (2, 3, 2), (2, 3, 2))
case("CosineSimilarity", {"dim": 1}, (2, 3), (1, 3))
for p in [1.0, 2.0, 3.0, 2.5]:
    case("PairwiseDistance", {"p": p}, (3, 4), (3, 4))
case("PairwiseDistance", {"keepdim": True}, (3, 4), (4,))

indices = torch.tensor([[0, 3, 1], [2, 2, 4]])
case("Embedding", {"num_embeddings": 5, "embedding_dim": 3}, indices)
case("Embedding", {"num_embeddings": 5, "embedding_dim": 3, "max_norm": 0.5, "norm_type": 1.0}, indices)
for mode in ["sum", "mean", "max"]:
    case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": mode}, indices)
case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": "mean", "padding_idx": 2}, indices)
case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": "sum", "include_last_offset": True}, indices.flatten(), torch.tensor([0, 2, 2, 6]))

case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": "max"}, indices.flatten(), torch.tensor([0, 2, 2]))

for kind in ["RNN", "LSTM", "GRU"]:
    case(f"{kind}Cell", {"input_size": 3, "hidden_size": 2}, (2, 3))
    case(f"{kind}Cell", {"input_size": 3, "hidden_size": 2, "bias": False}, (3,))
    case(kind, {"input_size": 3, "hidden_size": 2}, (4, 2, 3))
    case(kind, {"input_size": 3, "hidden_size": 2, "bias": False}, (4, 3))
    case(kind, {"input_size": 2, "hidden_size": 2, "num_layers": 2}, (3, 2, 2))
    case(kind, {"input_size": 2, "hidden_size": 2, "bidirectional": True, "batch_first": True}, (2, 4, 2))
    case(kind, {"input_size": 2, "hidden_size": 2, "num_layers": 2, "bidirectional": True}, (3, 1, 2))
for kind in ["RNN", "GRU"]:
    case(f"{kind}Cell", {"input_size": 3, "hidden_size": 2}, (2, 3), (2, 2))
    case(kind, {"input_size": 3, "hidden_size": 2, "num_layers": 2, "bidirectional": True}, (3, 2, 3), (4, 2, 2))
    case(kind, {"input_size": 3, "hidden_size": 2, "num_layers": 2}, (3, 3), (2, 2))
case("RNN", {"input_size": 3, "hidden_size": 2, "nonlinearity": "relu"}, (3, 2, 3))
case("RNNCell", {"input_size": 3, "hidden_size": 2, "nonlinearity": "relu"}, (2, 3))
case("LSTM", {"input_size": 3, "hidden_size": 4, "proj_size": 2}, (3, 2, 3))
case("LSTM", {"input_size": 3, "hidden_size": 4, "proj_size": 2, "num_layers": 2, "bidirectional": True}, (3, 1, 3))

states = {"named": ["h_0", "c_0"], "call": lambda module, x, h, c: module(x, (h, c))}
case("LSTMCell", {"input_size": 3, "hidden_size": 2}, (2, 3), (2, 2), (2, 2), **states)
case("LSTM", {"input_size": 3, "hidden_size": 2}, (4, 2, 3), (1, 2, 2), (1, 2, 2), **states)
case("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True, "batch_first": True}, (2, 3, 2), (4, 2, 3), (4, 2, 3), **states)
case("LSTM", {"input_size": 3, "hidden_size": 4, "proj_size": 2}, (3, 3), (1, 2), (1, 4), **states)
case("GRU", {"input_size": 3, "hidden_size": 2}, (4, 2, 3), (1, 2, 2), named=["h_0"], call=lambda module, x, h: module(x, hx=h))
weighed = {"named": ["per_sample_weights"], "call": lambda module, bags, weights: module(bags, per_sample_weights=weights)}
case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": "sum"}, indices, (2, 3), **weighed)
case("EmbeddingBag", {"num_embeddings": 5, "embedding_dim": 3, "mode": "sum", "padding_idx": 2}, indices.flatten(), torch.tensor([0, 2, 2]), (6,),
     named=["offsets", "per_sample_weights"], call=lambda module, bags, offsets, weights: module(bags, offsets, weights))

case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, (3, 2, 4), (5, 2, 4), (5, 2, 4))
# Every query sees two keys at least: the softmax of a single one is 1, whatever its score.
padded = torch.tensor([[False, False, False, True], [False, False, True, False]])
causal = torch.ones(3, 4).triu(2).bool()
hidden = torch.tensor([[0.0, 0.5, float("-inf"), -1.0], [0.0, 0.0, 0.0, 0.0], [float("-inf"), 0.25, 2.0, 0.0]])
both = {"named": ["key_padding_mask", "attn_mask"], "call": lambda module, q, k, v, padding, mask: module(q, k, v, key_padding_mask=padding, attn_mask=mask)}
alone = {"named": ["attn_mask"], "call": lambda module, q, k, v, mask: module(q, k, v, attn_mask=mask)}
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, (3, 2, 4), (4, 2, 4), (4, 2, 4), padded, causal, **both)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2, "add_bias_kv": True, "add_zero_attn": True}, (3, 2, 4), (4, 2, 4), (4, 2, 4), padded, causal, **both)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2, "batch_first": True}, (2, 3, 4), (2, 4, 4), (2, 4, 4), (2, 4), (3, 4), **both)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, (3, 2, 4), (4, 2, 4), (4, 2, 4), hidden, **alone)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, (3, 2, 4), (4, 2, 4), (4, 2, 4), (4, 3, 4), **alone)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, (3, 4), (4, 4), (4, 4), torch.tensor([False, False, True, False]), (3, 4), **both)
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 1, "batch_first": True, "bias": False}, (2, 3, 4), (2, 2, 4), (2, 2, 4))
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2, "kdim": 3, "vdim": 2}, (3, 4), (2, 3), (2, 2))
case("MultiheadAttention", {"embed_dim": 4, "num_heads": 2, "add_bias_kv": True, "add_zero_attn": True}, (2, 1, 4), (3, 1, 4), (3, 1, 4))
for norm_first in [False, True]:
    shared = {"d_model": 4, "nhead": 2, "dim_feedforward": 5, "dropout": 0.0, "norm_first": norm_first}
    case("TransformerEncoderLayer", shared, (3, 2, 4))
    case("TransformerDecoderLayer", {**shared, "batch_first": True}, (2, 3, 4), (2, 2, 4))
case("TransformerEncoderLayer", {"d_model": 4, "nhead": 1, "dim_feedforward": 3, "dropout": 0.0, "activation": "gelu", "bias": False}, (3, 4))

for reduction in ["none", "mean", "sum"]:
    given = {"reduction": reduction}
    both = ((2, 3), (2, 3))
    for layer in ["L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss"]:
        case(layer, given, *both)
    case("KLDivLoss", given, (2, 3), ("positive", (2, 3)))
    case("KLDivLoss", {**given, "log_target": True}, *both)
    case("PoissonNLLLoss", given, (2, 3), ("positive", (2, 3)))
    case("PoissonNLLLoss", {**given, "log_input": False, "full": True}, ("positive", (2, 3)), torch.tensor([[0.5, 1.5, 2.5], [3.0, 0.0, 1.0]]))
    case("GaussianNLLLoss", {**given, "full": True}, (2, 3), (2, 3), ("positive", (2, 3)))
    case("GaussianNLLLoss", given, (2, 3), (2, 3), ("positive", (2, 1)))
    case("GaussianNLLLoss", given, (2, 3), (2, 3), ("positive", (2,)))
    signs = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
    case("SoftMarginLoss", given, (2, 3), signs)
    case("HingeEmbeddingLoss", given, (2, 3), signs)
    case("BCELoss", given, ("positive", (2, 3)), ("positive", (2, 3)))
    case("BCEWithLogitsLoss", given, (2, 3), ("positive", (2, 3)))
    case("MarginRankingLoss", {**given, "margin": 0.5}, (3,), (3,), torch.tensor([1.0, -1.0, 1.0]))
    case("CosineEmbeddingLoss", {**given, "margin": -0.5}, (2, 3), (2, 3), torch.tensor([1.0, -1.0]))
    case("CosineEmbeddingLoss", {**given, "margin": -0.5}, (1, 3), (1, 3), torch.tensor([1.0, -1.0, 1.0]))
    case("CosineEmbeddingLoss", given, (3, 2), (3, 2), torch.tensor([1.0]))
    case("TripletMarginLoss", given, (2, 3), (2, 3), (2, 3))
    case("TripletMarginLoss", {**given, "swap": True, "p": 1.0}, (2, 3), (2, 3), (2, 3))
    classes, probabilities = torch.tensor([2, 0, 1]), ("positive", (3, 4))
    case("MultiMarginLoss", given, (3, 4), classes)
    case("MultiMarginLoss", {**given, "p": 2, "margin": 2.0}, (3, 4), classes)
    case("MultiLabelMarginLoss", given, (2, 4), torch.tensor([[3, 0, -1, 1], [1, -1, 0, 0]]))
    case("MultiLabelSoftMarginLoss", given, (2, 3), ("positive", (2, 3)))
    case("NLLLoss", given, (3, 4), classes)
    case("NLLLoss", {**given, "ignore_index": 0}, (2, 3, 2), torch.tensor([[1, 0], [2, 2]]))
    case("CrossEntropyLoss", given, (3, 4), classes)
    case("CrossEntropyLoss", {**given, "ignore_index": 0, "label_smoothing": 0.2}, (2, 3, 2), torch.tensor([[1, 0], [2, 2]]))
    case("CrossEntropyLoss", {**given, "label_smoothing": 0.1}, (3, 4), probabilities)
    case("CrossEntropyLoss", given, (4,), torch.tensor(2))
    three, four = {"weight": [3]}, {"weight": [4]}
    case("NLLLoss", given, (3, 4), classes, tensors=four)
    case("CrossEntropyLoss", {**given, "ignore_index": 0}, (3, 4), classes, tensors=four)
    case("CrossEntropyLoss", {**given, "label_smoothing": 0.2}, (2, 3, 2), torch.tensor([[1, 0], [2, 2]]), tensors=three)
    case("CrossEntropyLoss", given, (3, 4), probabilities, tensors=four)
    case("MultiMarginLoss", given, (3, 4), classes, tensors=four)
    case("MultiLabelSoftMarginLoss", given, (2, 3), ("positive", (2, 3)), tensors=three)
    case("BCELoss", given, ("positive", (2, 3)), ("positive", (2, 3)), tensors=three)
    case("BCEWithLogitsLoss", given, (2, 3), ("positive", (2, 3)), tensors={"weight": [3], "pos_weight": [3]})
case("KLDivLoss", {"reduction": "batchmean"}, (2, 3), ("positive", (2, 3)))
case("MSELoss", {}, (2, 3), (1, 3))
case("LPPool1d", {"norm_type": 2, "kernel_size": 2}, ("positive", (1, 2, 4)))

target = pathlib.Path(__file__).parents[2] / "oracle" / "gradients.jsonl.gz"
with gzip.GzipFile(target, "wb", mtime=0) as file:
    file.write(("\n".join(lines) + "\n").encode())
print(len(lines), "cases,", target.stat().st_size, "bytes")
