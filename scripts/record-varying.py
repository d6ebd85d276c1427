"""Which calls of a driver return other shapes when only the weights and the pictures' contents change.

    python scripts/record-varying.py DRIVER.py...  > varying.json

Each driver (a few lines that build a model and feed it) runs several times under PyTorch, with other random numbers and with weights
scaled and shifted. A line whose set of result shapes is not the same in every run depends on data: no analysis of the sources can
state it. Printed is {driver: ["file:line", ...]}, files relative to site-packages, the driver's own as "<driver>".
"""
import collections
import json
import os
import sys

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

# (seed, factor on matrices, spread of what is added to vectors): trained weights are neither small nor centred.
RUNS = [(0, 1.0, 0.0), (1, 1.0, 0.0), (2, 3.0, 0.5), (3, 0.3, 3.0), (4, 10.0, 3.0)]
SITE = os.path.dirname(os.path.dirname(torch.__file__)) + os.sep
TORCH = os.path.dirname(torch.__file__) + os.sep


def shape_of(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, (tuple, list)):
        return [shape_of(item) for item in value]
    if isinstance(value, dict):
        return {str(key): shape_of(item) for key, item in value.items()}
    return None


class Recorder(TorchFunctionMode):
    def __init__(self, driver):
        super().__init__()
        self.driver = driver
        self.seen = collections.defaultdict(set)

    def record(self, name, value):
        frame = sys._getframe(2)
        while frame and (frame.f_code.co_filename.startswith((TORCH, "<")) or frame.f_code.co_filename == __file__):
            frame = frame.f_back
        if frame:
            file = frame.f_code.co_filename
            place = "<driver>" if file == self.driver else file.removeprefix(SITE)
            self.seen[f"{place}:{frame.f_lineno}", name].add(json.dumps(shape_of(value)))

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        self.record(getattr(function, "__name__", str(function)), result)
        return result


def run(driver, seed, factor, spread):
    torch.manual_seed(seed)
    recorder = Recorder(driver)
    original = nn.Module.eval

    def change_then_eval(model):
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(factor) if parameter.dim() > 1 else parameter.add_(torch.randn_like(parameter) * spread)
        return original(model)

    nn.Module.eval = change_then_eval
    hook = nn.modules.module.register_module_forward_hook(lambda module, _, output: recorder.record(type(module).__name__, output))
    try:
        with open(driver) as source, recorder:
            exec(compile(source.read(), driver, "exec"), {"__name__": "__main__", "__file__": driver})
    except Exception as error:  # weights that overflow may break a driver: the other runs still count
        print(f"{driver} with seed {seed}: {error}", file=sys.stderr)
    finally:
        hook.remove()
        nn.Module.eval = original
    return recorder.seen


def varying(driver):
    runs = [run(driver, *each) for each in RUNS]
    calls = set().union(*runs)
    return sorted({place for place, name in calls if len({frozenset(seen.get((place, name), ())) for seen in runs}) > 1})


if __name__ == "__main__":
    print(json.dumps({os.path.splitext(os.path.basename(driver))[0]: varying(driver) for driver in sys.argv[1:]}, indent=1))
