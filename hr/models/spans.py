"""Constraints that every dated row has: it starts on a day, it is not empty, and it overlaps no neighbour."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import CheckConstraint, F, Q


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that the rows of one partner and these fields do not overlap in time.

    `condition`: of the rows for which it holds alone.
    """
    equal = [(field, RangeOperators.EQUAL) for field in ("partner", *fields)]
    expressions = [*equal, ("valid", RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions, condition=condition)


def has_start(name: str) -> CheckConstraint:
    """Return the constraint that `valid` has a first day and holds at least one."""
    return CheckConstraint(condition=Q(valid__isempty=False, valid__lower_inf=False), name=name)


def behalf(decider: str) -> Q:
    """Return the condition that somebody decided in their own right, or for somebody else."""
    return Q(behalf_of__isnull=True, behalf_human__isnull=True) | (
        Q(behalf_of__isnull=False, behalf_human__isnull=False)
        & Q(**{f"{decider}__isnull": False})
        & ~Q(behalf_human=F(decider))
    )
