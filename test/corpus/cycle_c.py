from cycle_a import *
from cycle_b import *
import cycle_c.deeper
