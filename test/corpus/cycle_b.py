import cycle_a
from cycle_c import *
def g(x): return cycle_a.g(x)
