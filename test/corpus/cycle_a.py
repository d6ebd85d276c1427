from cycle_b import g
import cycle_a
from cycle_a import missing_until_later
