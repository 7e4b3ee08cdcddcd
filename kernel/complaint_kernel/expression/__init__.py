"""The condition language: a checked subset of Python expressions.

Names, literals, comparisons (chained too), `and or not in`, arithmetic, `min max floor ceil`,
`given(x)` and `value(x, default)`. A text is parsed once to a typed tree; units are checked; the
tree is lowered to Python functions (`lower`). No text is ever evaluated.

A condition over a name without a value is not met. `and`, `or` and `not` follow Kleene's three
values: `not (cost > 5)` is not met either while the cost is missing, `a or b` is met by `a` alone.
"""

from .fold import Algebra, Lacking, fold
from .lower import Expression, decide
from .parse import parse
from .tree import (
    BOOL,
    Arith,
    Call,
    Compare,
    In,
    Junction,
    Literal,
    Name,
    Node,
    Not,
    Type,
    atoms,
    walk,
)

__all__ = [
    "BOOL",
    "Algebra",
    "Arith",
    "Call",
    "Compare",
    "Expression",
    "In",
    "Junction",
    "Lacking",
    "Literal",
    "Name",
    "Node",
    "Not",
    "Type",
    "atoms",
    "decide",
    "fold",
    "parse",
    "walk",
]
