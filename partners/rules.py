"""Rules about what crosses the wall between partners (domain SEC-02)."""

FEWEST_PEOPLE = 5
FEW, WITHHELD = "<5", "Not shown"


def is_few(n: int) -> bool:
    """Tell whether a cell of figures over several partners is about so few people that they could be recognised.

    Nobody at all is no few: nought stays nought. Source: domain SEC-02, T-SEC-3.
    """
    return 0 < n < FEWEST_PEOPLE


def people_in_cell(n: int) -> str:
    """Say how many people a cell counts; fewer than five read “<5”. Source: domain SEC-02, T-SEC-3."""
    return FEW if is_few(n) else f"{n:,}"


def figure_in_cell(said: str, *, n_people: int) -> str:
    """Return what a cell says about so many people; nothing of fewer than five. Source: domain SEC-02, T-SEC-3."""
    return WITHHELD if is_few(n_people) else said
