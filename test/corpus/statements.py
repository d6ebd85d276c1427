from __future__ import annotations

import asyncio
import torch
from torch import *
from os.path import *
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from nowhere import Nothing

x: "Optional[Nothing]" = None
y: list[int]
z: "not even python" = 3
a = b, c, *d = [1, 2, 3]
(e), [f, (g, *h)] = 1, (2, (3, 4, 5))
del a, (b, c), d[0:]
print(n := 10, n + 1)
assert (lambda *a, k=1, **o: a)(1) == (1,), "never"
global_name = 1


def scope():
    global global_name
    global_name, nonlocal_name = 2, 3

    def inner():
        nonlocal nonlocal_name
        nonlocal_name += 1
        return locals(), globals().get("x"), vars()

    return inner()


scope()


async def coroutine(items):
    async with items as opened:
        pass
    async for item in opened:
        await item
    return [each async for each in items]


async def main():
    await coroutine([])
    await asyncio.gather(*[coroutine(None)])


def point(value):
    match value:
        case {"x": x, **rest} if x:
            return rest
        case [first, *_, last] | (first, last):
            return first
        case complex(real=r) | str() as r:
            return r
        case None | True | -1 | "text" | 1.5:
            pass
        case torch.Tensor(shape=[h, w]):
            return h
        case _:
            raise TypeError from None


for value in ({"x": 1}, [1, 2, 3], "s", None, torch.zeros(2, 3), 1j):
    point(value)
with open("file") as one, open("other") as two:
    pass
with (torch.no_grad(), torch.enable_grad() as three,):
    pass
try:
    pass
except* (ValueError, TypeError) as group:
    pass
try:
    1 / 0
except ZeroDivisionError as error:
    error.__traceback__, error.args
else:
    pass
finally:
    pass
type Alias[T] = list[T]


def generic[T: int, *Ts, **P](value: T, /, *rest: *Ts, flag: bool = ...) -> T:
    return value


class Generic[T]:
    pass


lambda: (yield)
x if x else z
not -n ** 2 if n else ~0
"a" "b" f"{x!r:>{10}} {z=} {{}}"; rb"\x00" b"c"
1_000, 0xFF, 0o17, 0b11, 1e-3, 3.j
x[1:2, ..., None, ::-1] if 0 else 0
pass; pass
