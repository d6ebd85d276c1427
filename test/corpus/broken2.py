	x = 1
  y = 2
        z = 3
if True:
pass
    pass
def f(x, x, *, **k, y): return
def g(a=1, b): pass
f(1, a=2, 3, *b, **c, d)
return 5
yield 6
break
continue
x = = 3
x + = 3
1 = x
None = 3
f() = 3
[1, 2] += 3
del f()
import a.b as c.d
from a import (b, c
print "hello"
exec "code" in x
raise A, B
`x`
x <> y
0777
ur"text"
{1: 2, 3}
{**a, *b}
a b c
é = 1
π = torch.zeros(2)
変数 = π
x = 1 if
😀 = 2
nonlocal q
async x
await y
match x:
case 1: pass
