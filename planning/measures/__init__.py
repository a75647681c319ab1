"""What objectives can measure by themselves (registry) and the measures: money, scores, white space."""

from planning.measures import money, scores, white_space  # noqa: F401 -- they register themselves
from planning.measures.registry import MEASURES, Ask, Measure, Measured, in_words, read_all

__all__ = ["MEASURES", "Ask", "Measure", "Measured", "in_words", "read_all"]
