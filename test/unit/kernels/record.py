"""Records what PyTorch computes for the kernels: python test/unit/kernels/record.py writes recorded.jsonl.gz beside it.

Each line is {"kernel", "arguments", "expected"}: the exported kernel, its arguments, and the result as PyTorch gives it in
double precision. Tensors are {"shape", "data"}; null stands for an argument that is left out. The suite reads the file and
needs no PyTorch.
"""
import gzip
import itertools
import json
import math
import pathlib
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
INF, NAN = math.inf, math.nan
lines = []


def encode(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().to(torch.float64)
        return {"shape": list(value.shape), "data": [number(x) for x in value.flatten().tolist()]}
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return {key: encode(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [encode(inner) for inner in value]
    return value


def number(x):
    return "NaN" if math.isnan(x) else "Infinity" if x == INF else "-Infinity" if x == -INF else int(x) if x == int(x) else x


def case(kernel, arguments, expected):
    lines.append(json.dumps({"kernel": kernel, "arguments": encode(arguments), "expected": encode(expected)}))


def randn(*shape):
    return torch.randn(*shape).mul(1000).round() / 1000


def rand(*shape):
    return torch.rand(*shape).mul(998).round() / 1000 + 0.001


def rounded(module):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.mul(1000).round() / 1000)
    return module


# Activations, with the numbers where formulas break.
points = torch.cat([torch.linspace(-9, 9, 37), torch.tensor([0.0, 1e-3, -1e-3, 30, -30, 800, -800, INF, -INF, NAN])])
for name, layer, parameters in [
    ("elu", nn.ELU(0.7), {"alpha": 0.7}), ("celu", nn.CELU(1.7), {"alpha": 1.7}), ("selu", nn.SELU(), None),
    ("gelu", nn.GELU(), {"approximate": "none"}), ("gelu", nn.GELU("tanh"), {"approximate": "tanh"}),
    ("hardshrink", nn.Hardshrink(0.75), {"lambd": 0.75}), ("softshrink", nn.Softshrink(0.75), {"lambd": 0.75}),
    ("tanhshrink", nn.Tanhshrink(), None), ("hardsigmoid", nn.Hardsigmoid(), None), ("hardswish", nn.Hardswish(), None),
    ("hardtanh", nn.Hardtanh(-1.5, 2), {"min_val": -1.5, "max_val": 2}), ("leakyRelu", nn.LeakyReLU(0.2), {"negative_slope": 0.2}),
    ("rrelu", nn.RReLU(0.1, 0.4).eval(), {"lower": 0.1, "upper": 0.4}), ("relu", nn.ReLU(), None), ("relu6", nn.ReLU6(), None),
    ("sigmoid", nn.Sigmoid(), None), ("logSigmoid", nn.LogSigmoid(), None), ("silu", nn.SiLU(), None), ("mish", nn.Mish(), None),
    ("softplus", nn.Softplus(), {"beta": 1, "threshold": 20}), ("softplus", nn.Softplus(1.5, 4), {"beta": 1.5, "threshold": 4}),
    ("softsign", nn.Softsign(), None), ("tanh", nn.Tanh(), None), ("threshold", nn.Threshold(0.5, -3), {"threshold": 0.5, "value": -3}),
]:
    case(name, [points] + ([parameters] if parameters else []), layer(points))
for shape, count in [((2, 3, 4), 3), ((2, 3), 3), ((5,), 1), ((2, 3, 2, 2), 1)]:
    x, w = randn(*shape), randn(count)
    case("prelu", [x, w], F.prelu(x, w))
x = randn(2, 4, 6)
for dim in (-1, 0, 1, 2):
    case("glu", [x, {"dim": dim}], F.glu(x, dim))
    case("softmax", [x, {"dim": dim}], F.softmax(x, dim))
    case("softmin", [x, {"dim": dim}], F.softmin(x, dim))
    case("logSoftmax", [x, {"dim": dim}], F.log_softmax(x, dim))
extreme = torch.tensor([[1000.0, 0, -1000], [-INF, 1, 2], [INF, 1, 2], [NAN, 1, 2], [-INF, -INF, -INF]])
case("softmax", [extreme, {"dim": 1}], F.softmax(extreme, 1))
case("logSoftmax", [extreme[:2], {"dim": 1}], F.log_softmax(extreme[:2], 1))
x = randn(2, 3, 2, 2)
case("softmax2d", [x], nn.Softmax2d()(x))
case("softmax2d", [x[0]], nn.Softmax2d()(x[0]))

# Windows: unbatched inputs, and what the layers' record leaves out.
for n in (1, 2, 3):
    size = [5, 4, 6][:n]
    x, kernel = randn(4, *size), [3, 2, 2][:n]
    conv = [nn.Conv1d, nn.Conv2d, nn.Conv3d][n - 1]
    for mode, groups, padding, dilation in itertools.product(["zeros", "reflect", "replicate", "circular"], [1, 2], ["same", "valid", 1], [1, 2]):
        if mode != "zeros" and (groups == 2) != (dilation == 2):
            continue
        m = rounded(conv(4, 6, tuple(kernel), padding=padding, dilation=dilation, groups=groups, padding_mode=mode))
        case("conv", [x, m.weight, m.bias, {"stride": [1] * n, "padding": padding if isinstance(padding, str) else [padding] * n,
             "dilation": [dilation] * n, "groups": groups, "padding_mode": mode}], m(x))
    m = rounded([nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d][n - 1](4, 2, tuple(kernel), stride=2, padding=1, groups=2))
    least = list(m(x).shape[1:])
    wanted = [s + 1 for s in least]
    case("convTranspose", [x, m.weight, m.bias, {"stride": [2] * n, "padding": [1] * n, "output_padding": [0] * n, "dilation": [1] * n,
         "groups": 2, "output_size": wanted}], m(x, output_size=wanted))
    max_pool = [F.max_pool1d, F.max_pool2d, F.max_pool3d][n - 1]
    avg_pool = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][n - 1]
    ties = torch.randint(0, 3, (2, 3, *size)).double()
    broken = ties.clone()
    broken[torch.rand(broken.shape) < 0.15] = NAN
    broken[torch.rand(broken.shape) < 0.15] = -INF
    for t in (ties, broken, ties[0]):
        for stride, padding, dilation, ceil in [(1, 0, 1, False), (2, 1, 1, True), (3, 1, 1, True), (2, 0, 2, False)]:
            if min(s + 2 * padding - dilation for s in size) <= 0:
                continue
            output, indices = max_pool(t, 2, stride, padding, dilation, ceil, True)
            case("maxPool", [t, {"kernel_size": [2] * n, "stride": [stride] * n, "padding": [padding] * n, "dilation": [dilation] * n,
                 "ceil_mode": ceil}], {"output": output, "indices": indices})
        output, indices = [F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d][n - 1](t, (3,) * n, return_indices=True)
        case("adaptiveMaxPool", [t, {"output_size": [3] * n}], {"output": output, "indices": indices})
    case("avgPool", [broken, {"kernel_size": [2] * n, "stride": [2] * n, "padding": [1] * n, "ceil_mode": True}], avg_pool(broken, 2, 2, 1, True))
    case("avgPool", [ties[0], {"kernel_size": [3] * n, "stride": [2] * n, "padding": [1] * n, "count_include_pad": False}],
         avg_pool(ties[0], 3, 2, 1, False, False))
    case("adaptiveAvgPool", [broken, {"output_size": [2] * n}],
         [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d][n - 1](broken, (2,) * n))
    lp = randn(2, 3, *size)
    for p in (1, 2, 3, 0.5):
        case("lpPool", [lp, {"norm_type": p, "kernel_size": [3] * n, "stride": [2] * n, "ceil_mode": True}],
             [F.lp_pool1d, F.lp_pool2d, F.lp_pool3d][n - 1](lp, p, (3,) * n if n > 1 else 3, (2,) * n if n > 1 else 2, True))
    if n > 1:
        for t in (randn(2, 3, 9, 8, 7)[(...,) + (0,) * (3 - n)], randn(2, 3, *[9, 8, 7][:n])):
            samples = torch.rand(2, 3, n)
            output, indices = [F.fractional_max_pool2d, F.fractional_max_pool3d][n - 2](
                t, 2, output_size=(4, 3, 3)[:n], _random_samples=samples, return_indices=True)
            case("fractionalMaxPool", [t, samples, {"kernel_size": [2] * n, "output_size": [4, 3, 3][:n]}], {"output": output, "indices": indices})
    for mode, value in [("constant", 2.5), ("reflect", 0), ("replicate", 0), ("circular", 0)]:
        padding = [2, 1, 1, 2, 1, 1][: 2 * n]
        case("pad", [x, {"padding": padding, "mode": mode, "value": value}], F.pad(x, padding, mode, value))
x = randn(3, 6, 5)
window = {"kernel_size": [2, 3], "stride": [2, 1], "padding": [1, 2], "dilation": [2, 1]}
columns = F.unfold(x, (2, 3), (2, 1), (1, 2), (2, 1))
case("unfold", [x, window], columns)
case("fold", [columns, {**window, "output_size": [6, 5]}], F.fold(columns, (6, 5), (2, 3), (2, 1), (1, 2), (2, 1)))
maxima, where = F.max_pool2d(x[..., :4].contiguous(), 2, return_indices=True)
case("maxUnpool", [maxima, where, {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0]}], F.max_unpool2d(maxima, where, 2))

# Resampling.
for length, mode, factor in itertools.product([1, 5, 8], ["nearest", "nearest-exact", "linear", "area"], [0.4, 1, 1.3, 2, 2.3]):
    if math.floor(length * factor) == 0:
        continue
    x = randn(1, 2, length)
    case("interpolate", [x, {"scale_factor": [factor], "mode": mode}], F.interpolate(x, scale_factor=factor, mode=mode))
for mode, size, corners, antialias in itertools.product(["nearest", "nearest-exact", "bilinear", "bicubic", "area"], [(3, 9), (7, 1), (6, 5)], [None, True], [False, True]):
    if (corners or antialias) and mode not in ("bilinear", "bicubic"):
        continue
    x = randn(1, 2, 6, 5)
    case("interpolate", [x, {"size": size, "mode": mode, "align_corners": corners, "antialias": antialias}],
         F.interpolate(x, size=size, mode=mode, align_corners=corners, antialias=antialias))
for factor in ((3.7, 3.7), (2.3, 1), (1, 2)):
    for mode in ("nearest", "nearest-exact"):
        x = torch.arange(2.0 * 43).reshape(1, 1, 2, 43)
        case("interpolate", [x, {"scale_factor": factor, "mode": mode}], F.interpolate(x, scale_factor=factor, mode=mode))
for corners in (True, False):
    x = randn(1, 2, 3, 4, 2)
    case("interpolate", [x, {"size": [5, 2, 3], "mode": "trilinear", "align_corners": corners}], F.interpolate(x, size=(5, 2, 3), mode="trilinear", align_corners=corners))
    for dims in (2, 3):
        theta, size = randn(2, dims, dims + 1), [2, 3, 4, 5, 1][: dims + 2]
        grid = F.affine_grid(theta, size, align_corners=corners)
        case("affineGrid", [theta, {"size": size, "align_corners": corners}], grid)
        x = randn(2, 3, *[4, 5, 6][:dims])
        for mode, padding in itertools.product(["bilinear", "nearest", "bicubic"], ["zeros", "border", "reflection"]):
            if mode == "bicubic" and dims == 3:
                continue
            case("gridSample", [x, grid * 1.5, {"mode": mode, "padding_mode": padding, "align_corners": corners}],
                 F.grid_sample(x, grid * 1.5, mode, padding, corners))

# Linear maps and normalization.
x, w, b = randn(2, 3, 4), randn(5, 4), randn(5)
case("linear", [x, w, b], F.linear(x, w, b))
case("linear", [x[0, 0], w[0], b[0]], F.linear(x[0, 0], w[0], b[0]))
x1, x2, w = randn(2, 3, 4), randn(2, 3, 2), randn(5, 4, 2)
case("bilinear", [x1, x2, w, b], F.bilinear(x1, x2, w, b))
case("bilinear", [x1[0, 0], x2[0, 0], w, None], F.bilinear(x1[0, 0], x2[0, 0], w))
for shape in [(4, 3), (2, 3, 5), (2, 3, 2, 4), (2, 3, 2, 2, 2)]:
    x, w, b, mean, var = randn(*shape), randn(3), randn(3), randn(3), rand(3)
    running = {"running_mean": mean, "running_var": var}
    case("batchNorm", [x, w, b, None, {"eps": 1e-3}], F.batch_norm(x, None, None, w, b, True, 0.1, 1e-3))
    case("batchNorm", [x, w, b, running, {"eps": 1e-3}], F.batch_norm(x, mean, var, w, b, False, 0.1, 1e-3))
    case("batchNorm", [x, None, None, running, {"eps": 1e-5}], F.batch_norm(x, mean, var))
    new_mean, new_var = mean.clone(), var.clone()
    F.batch_norm(x, new_mean, new_var, w, b, True, 0.3)
    case("updateRunningStatistics", [x, running, {"momentum": 0.3}], {"running_mean": new_mean, "running_var": new_var})
    if len(shape) > 2:
        case("localResponseNorm", [x, {"size": 2, "alpha": 0.3, "beta": 0.75, "k": 1}], F.local_response_norm(x, 2, 0.3, 0.75, 1))
        dims = len(shape) - 2
        case("instanceNorm", [x, w, b, None, {"eps": 1e-3, "dims": dims}], F.instance_norm(x, None, None, w, b, True, 0.1, 1e-3))
        case("instanceNorm", [x, w, b, running, {"eps": 1e-3, "dims": dims}], F.instance_norm(x, mean, var, w, b, False, 0.1, 1e-3))
        single = [nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d][dims - 1](3)(x[0])
        case("instanceNorm", [x[0], None, None, None, {"eps": 1e-5, "dims": dims}], single)
x = randn(2, 6, 3, 2)
for size in (1, 3, 4, 9):
    case("localResponseNorm", [x, {"size": size, "alpha": 0.5, "beta": 0.75, "k": 2}], F.local_response_norm(x, size, 0.5, 0.75, 2))
w, b = randn(6), randn(6)
for groups in (1, 2, 3, 6):
    case("groupNorm", [x, w, b, {"num_groups": groups, "eps": 1e-5}], F.group_norm(x, groups, w, b))
for shape in ([2], [3, 2], [6, 3, 2]):
    w, b = randn(*shape), randn(*shape)
    case("layerNorm", [x, w, b, {"normalized_shape": shape, "eps": 1e-5}], F.layer_norm(x, shape, w, b))
    case("rmsNorm", [x, w, {"normalized_shape": shape, "eps": 1e-6}], F.rms_norm(x, shape, w, 1e-6))
for p, dim in itertools.product([0.5, 1, 2, 3, INF], [0, 1, -1]):
    case("normalize", [x, {"p": p, "dim": dim, "eps": 1e-12}], F.normalize(x, p, dim))

# Embeddings.
table, indices = randn(7, 3), torch.tensor([[0, 6, 3, 3], [2, 2, 5, 1]])
case("embedding", [indices, table], F.embedding(indices, table))
case("embedding", [indices, table, {"max_norm": 1, "norm_type": 2}], F.embedding(indices, table.clone(), max_norm=1.0))
offsets, weights = torch.tensor([0, 3, 3, 6]), randn(8)
for mode in ("sum", "mean", "max"):
    case("embeddingBag", [indices, table, None, None, {"mode": mode}], F.embedding_bag(indices, table, mode=mode))
    case("embeddingBag", [indices.flatten(), table, offsets, None, {"mode": mode, "padding_idx": 3}],
         F.embedding_bag(indices.flatten(), table, offsets, mode=mode, padding_idx=3))
    case("embeddingBag", [indices.flatten(), table, torch.tensor([0, 3, 8]), None, {"mode": mode, "include_last_offset": True}],
         F.embedding_bag(indices.flatten(), table, torch.tensor([0, 3, 8]), mode=mode, include_last_offset=True))
case("embeddingBag", [indices.flatten(), table, offsets, weights, {"mode": "sum"}],
     F.embedding_bag(indices.flatten(), table, offsets, mode="sum", per_sample_weights=weights))
case("oneHot", [indices, {"num_classes": 8}], F.one_hot(indices, 8))


# Recurrent layers.
def recurrent_weights(layer):
    groups = []
    for number_, direction in itertools.product(range(layer.num_layers), ["", "_reverse"][: 1 + layer.bidirectional]):
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"]
        groups.append({name: getattr(layer, f"{name}_l{number_}{direction}", None) for name in names})
    return groups


for layers, both, first, bias, unbatched in [(1, False, False, True, False), (2, True, True, True, False), (2, False, True, False, True), (1, True, False, True, True)]:
    options = {"num_layers": layers, "bidirectional": both, "batch_first": first, "bias": bias}
    parameters = {"bidirectional": both, "batch_first": first}
    x = randn(5, 3) if unbatched else randn(4, 5, 3)
    batch = [] if unbatched else [4 if first else 5]
    h = randn(layers * (1 + both), *batch, 2)
    for nonlinearity in ("tanh", "relu"):
        m = rounded(nn.RNN(3, 2, nonlinearity=nonlinearity, **options))
        output, h_n = m(x, h)
        case("rnn", [x, h, recurrent_weights(m), {**parameters, "nonlinearity": nonlinearity}], {"output": output, "h_n": h_n})
    m = rounded(nn.GRU(3, 2, **options))
    output, h_n = m(x)
    case("gru", [x, None, recurrent_weights(m), parameters], {"output": output, "h_n": h_n})
    for projection in (0, 1):
        m = rounded(nn.LSTM(3, 2, proj_size=projection, **options))
        h, c = randn(layers * (1 + both), *batch, projection or 2), randn(layers * (1 + both), *batch, 2)
        output, (h_n, c_n) = m(x, (h, c))
        case("lstm", [x, h, c, recurrent_weights(m), parameters], {"output": output, "h_n": h_n, "c_n": c_n})
        output, (h_n, c_n) = m(x)
        case("lstm", [x, None, None, recurrent_weights(m), parameters], {"output": output, "h_n": h_n, "c_n": c_n})
for x, h, c in [(randn(4, 3), randn(4, 2), randn(4, 2)), (randn(3), randn(2), randn(2))]:
    for cell, kernel, arguments in [(nn.RNNCell(3, 2, nonlinearity="relu"), "rnnCell", [{"nonlinearity": "relu"}]), (nn.GRUCell(3, 2), "gruCell", [])]:
        case(kernel, [x, h, dict(cell.named_parameters()), *arguments], cell(x, h))
    cell = nn.LSTMCell(3, 2)
    h_n, c_n = cell(x, (h, c))
    case("lstmCell", [x, h, c, dict(cell.named_parameters())], {"h": h_n, "c": c_n})

# Attention.
attend = F.scaled_dot_product_attention
q, k, v = randn(2, 4, 3, 5), randn(2, 4, 6, 5), randn(2, 4, 6, 2)
seen = torch.rand(3, 6) < 0.6
seen[1] = False
bias = randn(2, 4, 3, 6)
hidden = torch.zeros(3, 6).masked_fill(~seen, -INF)
case("additiveMask", [seen, "true takes part"], hidden)
case("additiveMask", [~seen, "true hides"], hidden)
case("causalMask", [3, 5], torch.full((3, 5), -INF).triu(1))
case("scaledDotProductAttention", [q, k, v, None], attend(q, k, v))
case("scaledDotProductAttention", [q, k, v, hidden], attend(q, k, v, seen))
case("scaledDotProductAttention", [q, k, v, bias, {"scale": 0.3}], attend(q, k, v, bias, scale=0.3))
case("scaledDotProductAttention", [q, k, v, None, {"is_causal": True}], attend(q, k, v, is_causal=True))
case("scaledDotProductAttention", [q, k[:, :2], v[:, :2], None, {"enable_gqa": True}], attend(q, k[:, :2], v[:, :2], enable_gqa=True))
case("scaledDotProductAttention", [q[0, 0], k[0, 0], v[0, 0], None], attend(q[0, 0], k[0, 0], v[0, 0]))
for options, unbatched in [({}, False), ({"batch_first": True}, False), ({"bias": False, "kdim": 3, "vdim": 2}, False), ({"add_bias_kv": True, "add_zero_attn": True}, False), ({}, True)]:
    m = nn.MultiheadAttention(4, 2, **options)
    with torch.no_grad():
        for parameter in m.parameters():
            parameter.copy_(randn(*parameter.shape))
    lead = [] if unbatched else [3]
    shape = (lambda length, size: [*lead, length, size]) if options.get("batch_first") else (lambda length, size: [length, *lead, size])
    q, k, v = randn(*shape(2, 4)), randn(*shape(5, options.get("kdim", 4))), randn(*shape(5, options.get("vdim", 4)))
    weights = {name.replace("out_proj.", "out_proj_"): value for name, value in m.named_parameters()}
    parameters = {"num_heads": 2, "batch_first": options.get("batch_first", False), "add_zero_attn": options.get("add_zero_attn", False)}
    padding = torch.zeros(*lead, 5).bool()
    padding[..., -1] = True
    mask = randn(2, 5)
    for average in (True, False):
        output, shown = m(q, k, v, average_attn_weights=average)
        case("multiHeadAttention", [q, k, v, weights, {}, {**parameters, "average_attn_weights": average}], {"output": output, "weights": shown})
    additive = torch.zeros(padding.shape).masked_fill(padding, -INF)
    output, shown = m(q, k, v, key_padding_mask=additive, attn_mask=mask)
    case("multiHeadAttention", [q, k, v, weights, {"attn_mask": mask, "key_padding_mask": additive}, parameters], {"output": output, "weights": shown})
    per_head = randn(2 * (lead[0] if lead else 1), 2, 5)
    output, shown = m(q, k, v, attn_mask=per_head)
    case("multiHeadAttention", [q, k, v, weights, {"attn_mask": per_head}, parameters], {"output": output, "weights": shown})

for need in (True, False):
    m = rounded(nn.MultiheadAttention(4, 2))
    q, mask = randn(3, 1, 4), torch.zeros(3, 3)
    mask[1] = -INF
    weights = {name.replace("out_proj.", "out_proj_"): value for name, value in m.named_parameters()}
    output, shown = m(q, q, q, attn_mask=mask, need_weights=need)
    case("multiHeadAttention", [q, q, q, weights, {"attn_mask": mask}, {"num_heads": 2, "batch_first": False, "need_weights": need}], {"output": output})


def grouped(module):
    groups = {}
    for name, value in module.named_parameters():
        group, _, inner = name.partition(".")
        groups.setdefault(group, {})[inner.replace("out_proj.", "out_proj_")] = value
    return groups


for norm_first, activation, first, bias in [(False, "relu", False, True), (True, "gelu", True, True), (False, "gelu", True, False)]:
    options = {"nhead": 2, "activation": activation, "layer_norm_eps": 1e-5, "batch_first": first, "norm_first": norm_first}
    src, tgt = randn(2, 3, 4), randn(2, 3, 4) if first else randn(4, 3, 4)
    mask = torch.full((3, 3) if first else (2, 2), -INF).triu(1)
    m = rounded(nn.TransformerEncoderLayer(4, dim_feedforward=6, dropout=0.0, bias=bias, **options))
    case("transformerEncoderLayer", [src, grouped(m), {}, options], m(src))
    case("transformerEncoderLayer", [src[0], grouped(m), {}, options], m(src[0]))
    case("transformerEncoderLayer", [src, grouped(m), {"attn_mask": mask}, options], m(src, src_mask=mask))
    m = rounded(nn.TransformerDecoderLayer(4, dim_feedforward=6, dropout=0.0, bias=bias, **options))
    mask = torch.full((3, 3) if first else (4, 4), -INF).triu(1)
    case("transformerDecoderLayer", [tgt, src, grouped(m), {"tgt": {"attn_mask": mask}, "memory": {}}, options], m(tgt, src, tgt_mask=mask))
for head_bias in (False, True):
    m = rounded(nn.AdaptiveLogSoftmaxWithLoss(8, 10, [3, 6], div_value=2.0, head_bias=head_bias))
    x, y = randn(5, 8), torch.tensor([0, 2, 4, 9, 6])
    tail = [{"projection": cluster[0].weight, "output": cluster[1].weight} for cluster in m.tail]
    weights = {"head": m.head.weight, "head_bias": m.head.bias, "tail": tail}
    case("adaptiveLogSoftmax", [x, weights], m.log_prob(x))
    output, loss = m(x, y)
    case("adaptiveLogSoftmaxWithLoss", [x, y, weights], {"output": output, "loss": loss})
    output, loss = m(x[0], y[0])
    case("adaptiveLogSoftmaxWithLoss", [x[0], y[0], weights], {"output": output, "loss": loss})

# Losses and distances.
for reduction in ("none", "mean", "sum"):
    r = {"reduction": reduction}
    x, y, p, t = randn(3, 4), randn(3, 4), rand(3, 4), torch.randint(0, 2, (3, 4)).double()
    p[0, 0], p[0, 1] = 0, 1
    sign = t * 2 - 1
    case("l1Loss", [x, y, r], F.l1_loss(x, y, **r))
    case("mseLoss", [x, y, r], F.mse_loss(x, y, **r))
    case("smoothL1Loss", [x, y, {**r, "beta": 0.7}], F.smooth_l1_loss(x, y, beta=0.7, **r))
    case("smoothL1Loss", [x, y, {**r, "beta": 0}], F.smooth_l1_loss(x, y, beta=0.0, **r))
    case("huberLoss", [x, y, {**r, "delta": 0.7}], F.huber_loss(x, y, delta=0.7, **r))
    case("binaryCrossEntropy", [p, t, None, r], F.binary_cross_entropy(p, t, **r))
    soft, w = rand(3, 4), rand(3, 4)
    case("binaryCrossEntropy", [p, soft, w, r], F.binary_cross_entropy(p, soft, w, **r))
    case("binaryCrossEntropyWithLogits", [x * 50, t, None, None, r], F.binary_cross_entropy_with_logits(x * 50, t, **r))
    w, pos = rand(3, 4), rand(4)
    case("binaryCrossEntropyWithLogits", [x, p, w, pos, r], F.binary_cross_entropy_with_logits(x, p, w, pos_weight=pos, **r))
    logs = F.log_softmax(y, 1)
    for log_target, target in ((False, p), (True, logs)):
        case("klDivergence", [x, target, {**r, "log_target": log_target}], F.kl_div(x, target, log_target=log_target, **r))
    counts = torch.randint(0, 5, (3, 4)).double()
    for log_input, full in itertools.product([True, False], [True, False]):
        case("poissonNllLoss", [p, counts, {**r, "log_input": log_input, "full": full, "eps": 1e-8}],
             F.poisson_nll_loss(p, counts, log_input, full, **r))
    for var in (rand(3, 4), rand(3, 1), rand(3)):
        case("gaussianNllLoss", [x, y, var, {**r, "full": True, "eps": 1e-2}], F.gaussian_nll_loss(x, y, var, full=True, eps=1e-2, **r))
    case("hingeEmbeddingLoss", [x, sign, {**r, "margin": 0.8}], F.hinge_embedding_loss(x, sign, margin=0.8, **r))
    case("softMarginLoss", [x, sign, r], F.soft_margin_loss(x, sign, **r))
    case("marginRankingLoss", [x, y, sign, {**r, "margin": 0.3}], F.margin_ranking_loss(x, y, sign, margin=0.3, **r))
    case("cosineEmbeddingLoss", [x, y, sign[:, 0], {**r, "margin": 0.1}], F.cosine_embedding_loss(x, y, sign[:, 0], margin=0.1, **r))
    for swap, p_ in itertools.product([True, False], [1, 2]):
        z = randn(3, 4)
        case("tripletMarginLoss", [x, y, z, {**r, "margin": 1, "p": p_, "eps": 1e-6, "swap": swap}],
             F.triplet_margin_loss(x, y, z, 1, p_, 1e-6, swap, **r))
    w = rand(4)
    labels = torch.tensor([2, 0, 3])
    for weight in (None, w):
        case("multiMarginLoss", [x, labels, weight, {**r, "p": 2, "margin": 0.7}], F.multi_margin_loss(x, labels, 2, 0.7, weight, **r))
        case("multiLabelSoftMarginLoss", [x, t, weight, r], F.multilabel_soft_margin_loss(x, t, weight, **r))
        for extra in ([], [2], [2, 3]):
            scores = randn(3, 4, *extra)
            target = torch.randint(0, 4, (3, *extra))
            target.flatten()[1] = -100
            ignored = {**r, "ignore_index": -100}
            case("nllLoss", [scores, target, weight, ignored], F.nll_loss(scores, target, weight, **r))
            for smoothing in (0, 0.1):
                case("crossEntropy", [scores, target, weight, {**ignored, "label_smoothing": smoothing}],
                     F.cross_entropy(scores, target, weight, label_smoothing=smoothing, **r))
                probabilities = F.softmax(randn(*scores.shape), 1)
                case("crossEntropy", [scores, probabilities, weight, {**ignored, "label_smoothing": smoothing}],
                     F.cross_entropy(scores, probabilities, weight, label_smoothing=smoothing, **r))
    case("crossEntropy", [x[0], labels[0], None, {**r, "ignore_index": -100, "label_smoothing": 0}], F.cross_entropy(x[0], labels[0], **r))
    several = torch.tensor([[2, 0, -1, 1], [3, -1, 0, 0], [0, 1, 2, 3]])
    case("multiLabelMarginLoss", [x, several, r], F.multilabel_margin_loss(x, several, **r))
    case("multiLabelMarginLoss", [x[0], several[0], r], F.multilabel_margin_loss(x[0], several[0], **r))
    log_probs = F.log_softmax(randn(6, 3, 4), 2)
    targets = torch.tensor([[1, 2, 2], [3, 1, 0], [1, 1, 1]])
    lengths, target_lengths = [6, 5, 4], [3, 2, 3]
    for zero_infinity in (False, True):
        options = {"blank": 0, "zero_infinity": zero_infinity, **r}
        case("ctcLoss", [log_probs, targets, lengths, target_lengths, options], F.ctc_loss(log_probs, targets, lengths, target_lengths, **options))
        row = torch.tensor([1, 2, 2, 3, 1, 1, 1, 1])
        case("ctcLoss", [log_probs, row, lengths, target_lengths, options], F.ctc_loss(log_probs, row, lengths, target_lengths, **options))
x, y = randn(3, 4), randn(3, 4)
case("klDivergence", [x, y.abs(), {"reduction": "batchmean", "log_target": False}], F.kl_div(x, y.abs(), reduction="batchmean"))
for p in (0.5, 1, 2, 3, INF):
    case("pairwiseDistance", [x, y, {"p": p, "eps": 1e-6, "keepdim": p == 1}], F.pairwise_distance(x, y, p, 1e-6, p == 1))
    other = randn(5, 4)
    case("distances", [x, other, {"p": p}], torch.cdist(x, other, p))
for dim in (0, 1, -1):
    case("cosineSimilarity", [x, y, {"dim": dim, "eps": 1e-8}], F.cosine_similarity(x, y, dim))
a, b = randn(2, 3, 4), randn(4)
case("cosineSimilarity", [a, b, {"dim": 2, "eps": 1e-8}], F.cosine_similarity(a, b, 2))

path = pathlib.Path(__file__).with_name("recorded.jsonl.gz")
path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
print(f"{len(lines)} cases, {path.stat().st_size} bytes")
