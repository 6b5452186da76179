"""What must hold of every plan, in plain sentences: written by what steps are, not by how the planner finds them."""

from tests.prove.invariants import access, every_plan, goods, grounds, held, money, needed, people, urgency
from tests.prove.invariants.registry import INVARIANTS, broken, facts_named

__all__ = [
    "INVARIANTS", "access", "broken", "every_plan", "facts_named", "goods", "grounds", "held", "money", "needed",
    "people", "urgency",
]  # fmt: skip
