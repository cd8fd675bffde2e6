"""Cost of groups: fewer than three people are never shown by themselves, and nothing follows from what is shown."""

from decimal import Decimal

from hr.engine.few import TOGETHER, Group, merged


def group(name: str, n: int, actual: int, established: int = 0) -> Group:
    people = frozenset(f"{name}{number}" for number in range(n))
    return Group(name=name, people=people, established=Decimal(established), actual=Decimal(actual))


def shown(*groups: Group) -> list[tuple[str, int, int]]:
    return [(one.name, len(one.people), int(one.actual)) for one in merged(groups)]


def test_groups_of_three_stand_by_themselves():
    assert shown(group("A", 3, 90), group("B", 5, 150)) == [("A", 3, 90), ("B", 5, 150)]


def test_small_groups_are_put_together():
    assert shown(group("A", 3, 90), group("B", 2, 60), group("C", 1, 40)) == [("A", 3, 90), (TOGETHER, 3, 100)]


def test_one_small_group_takes_the_smallest_other_with_it():
    """Otherwise the salary of one person were the total less the others."""
    assert shown(group("A", 3, 90), group("B", 5, 150), group("C", 1, 40)) == [("B", 5, 150), (TOGETHER, 4, 130)]


def test_fewer_than_three_in_all_show_nothing():
    assert shown(group("A", 2, 60), group("B", 0, 0, 50)) == []
    assert shown(group("A", 1, 60), group("B", 1, 50)) == []


def test_what_is_established_for_nobody_keeps_its_line():
    assert shown(group("A", 0, 0, 50), group("B", 4, 100)) == [("B", 4, 100), ("A", 0, 0)]


def test_the_same_person_in_two_groups_is_one():
    one, two = group("A", 2, 60), group("A", 2, 40)
    assert merged([one, two]) == []
