"""Writes core/torch/names.generated.ts: the public names of PyTorch's namespaces, and which functions are written in Python.

Usage: python scripts/generate-names.py > core/torch/names.generated.ts   (with the PyTorch whose names are wanted)
"""
import importlib
import pkgutil
import textwrap
import types
import warnings

import torch

NAMESPACES = ["torch", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.linalg", "torch.fft", "torch.special"]


def words(names):
    if not names:
        return "    ''"
    lines = textwrap.wrap(" ".join(sorted(names)), 150, break_long_words=False, break_on_hyphens=False)
    return " +\n".join(f"    '{line} '" for line in lines)[:-2] + "'"


def members(name):
    if name == "torch.Tensor":
        return torch.Tensor
    return importlib.import_module(name)


def submodules(package):
    return [info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__) if not info.name.startswith("__")]


def layer_classes():
    """Every module class of torch.nn with the methods and class variables of its own body."""
    for info in pkgutil.iter_modules(importlib.import_module("torch.nn.modules").__path__):
        module = importlib.import_module(f"torch.nn.modules.{info.name}")
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, torch.nn.Module) and cls is not torch.nn.Module and cls.__module__ == module.__name__:
                own = [name for name in vars(cls) if name == "__constants__" or not name.startswith("__")]
                if own:
                    yield f"{cls.__module__}.{cls.__name__}", own


def main():
    warnings.simplefilter("ignore")
    print("/** The names that PyTorch " + torch.__version__.split("+")[0] + " has. Written by scripts/generate-names.py. */")
    print("export const names: Readonly<Record<string, string>> = {")
    for name in NAMESPACES:
        found = set(dir(members(name)))
        if name in ("torch", "torch.nn"):
            found |= set(submodules(name))
        found |= set(getattr(members(name), "__all__", []))
        print(f"  '{name}':\n{words(found)},")
    tensor = torch.zeros(())
    found = set(dir(torch.Tensor)) | set(dir(torch.nn.Parameter)) | set(dir(tensor)) | {"__dict__"}
    print(f"  'torch.Tensor':\n{words(found)},")
    print("}\n")
    print("/** Functions and methods written in Python, which words their misfits as Python does. */")
    print("export const pythonFunctions: Readonly<Record<string, string>> = {")
    for name in NAMESPACES + ["torch.Tensor"]:
        owner = members(name)
        found = [each for each in dir(owner) if isinstance(getattr(owner, each, None), types.FunctionType)]
        print(f"  '{name}':\n{words(found)},")
    print("}\n")
    print("/** Methods and class variables of the module classes, each in the class whose body has it. */")
    print("export const classMembers: Readonly<Record<string, string>> = {")
    for name, found in sorted(layer_classes()):
        print(f"  '{name}':\n{words(found)},")
    print("}")


main()
