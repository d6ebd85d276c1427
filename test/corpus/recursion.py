import torch


def forever(x):
    return forever(x)


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "_")

    def __call__(self):
        return self()

    @property
    def me(self):
        return self.me


def guarded(f):
    try:
        f()
    except RecursionError:
        pass


guarded(lambda: forever(torch.zeros(1)))
guarded(lambda: even(100000))
guarded(lambda: Loop().name)
guarded(lambda: Loop()())
guarded(lambda: Loop().me)
nested = []
nested.append(nested)
repr(nested)
d = {}
d["d"] = d
f = lambda f: f(f)
guarded(lambda: f(f))
