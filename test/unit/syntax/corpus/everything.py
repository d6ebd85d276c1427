# Each construct at least once, in odd layouts.
x = 1,
y = (1,)
(z) = (((2)))
a = b = c, *d = 1, 2, [3], {4}, {}, {5: 6, **{}}
a[0], b.c, (d, [e, *f]) = g = h
a += 1; b -= 2; c *= 3; d /= 4; e //= 5; f %= 6; g **= 7; h @= 8
i &= 9; j |= 10; k ^= 11; l <<= 12; m >>= 13;
n: int
o: "str" = 'a' "b" \
    r'c\d' '''e
f'''
p[0]: list[int] | dict[str, int] | None = None
q = -1 ** -2 + +3 * ~4 @ 5 // 6 % 7 - 8 << 9 >> 10 & 11 ^ 12 | 13
r = not a < b <= c != d is not e not in f and g or h and i or (j or k)
s = lambda: 0, lambda a, /, b=1, *c, d, e=2, **f: (a, b), lambda *, a: a
t = a if b else c if d else e
u = [a for a, b in c if d if e for f in g], {a for a in b}, {a: b for a, b in c}, (a for a in b)
v = f(a, *b, c=d, **e)(g for g in h)[1:2, ::3, ..., None, :][i,][(j)]
w = f"{a}" f'b{c!r:>{d}}e' "f", F"", rb'\x00' B"\n", u'é𝒳', "\N{BULLET}"
aa = 0xFF, 0o17, 0b101, 1_000, 1e3, 1., .5, 1e-3, 2j, 3.5J, 1 .real, ...
ab = (
    # a comment
    a  # another
    .b(
    )
)
ac = (yield), (await_ := 1)
del a, (b), c[0]; del (d, e)
assert a; assert (a, b), "c"
raise; raise A; raise A(b) from c
pass; import a; import a.b.c as d, e; from . import f; from .. g import (h as i, j,); from .k.l import m
global aa, bb
if a: b
if a:
    b  # trailing

    # comment that ends the block
elif c: d
elif e:
    f;
else:
    g
for a in b, c: break
else: continue
for (a), *b in c: pass
while a: b
else: c
try: a
except: b
try:
    a
except A: b
except (B, C) as d:
    e
else: f
finally:
    g
try: a
except* A as b: c
with a: b
with a as b, c(d) as (e, f), g: h
with (a as b, c,): d
with (a, b): c
with (a): b
with (a, b) as c: d
match a, *b:
    case 1 | -2 | 3.0 | 1 + 2j | -1 - 2j | "s" "t" | None | True: a
    case a.b | [] | () | (c) | [d, *_] | (e, *f): b
    case {}: b
    case {"a": 1, -1: b, A.B: c, **d}: c
    case A() | B.C(d, e=1, f=(g as h)): d
    case (a, b) as c if d: e
    case a, b,: f
    case *a,: g
    case _: h
match = case = type = 1
match[a](b).c, case(d), type(e).f, print(match)
print (a), b


@a
@b.c(d)[e]
class A(B, metaclass=C, *D, **E):
    """Doc."""

    @property
    async def f(self, a, b: int, c=1, d: int = 2, *e: int, f, g=3, **h: str) -> "x":
        async with a as b, c: await d
        async for x in y: yield
        return [await a async for a in b], await c ** 2, -await d
    def g(self, *a, **b): return (yield from c)
    class D: x = 1; y = 2
def h(): ...
if a:
	if b:
	    c
	d = """
tabs
"""
lambda: (yield)
x = a if b else lambda: c
x = *a, *b.c(), *d[0] | e
x = a.b.c(d).e[f](g)
x = (a)(b), (a).b, (a)[b], (a) + (b), -(a), (a) if (b) else (c), not (a), (a) < (b), (a) and (b), [(a)], f((a)), f(b=(c)), f(*(d))
x = "a" % b, "c".d, "e" "f".g, ("h"
  "i")
def last(a, b=(1), *, c: (d) = (e)): return (a)
# the end
