"""What most of these tests begin with: a morning in November, Ann of Northshire, and Hana who keeps its people."""

import pytest
import time_machine

from tests.functional.people_pages import NOW, client, make_people


@pytest.fixture
def second_of_november():
    """The clock stands at NOW. A module asks for it by `pytest.mark.usefixtures`."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann(cast):
    """Ann Abbott, beside whom Bob Baker left in August."""
    return make_people(cast)


@pytest.fixture
def hana(cast):
    """Hana, signed in."""
    return client(cast.hana)
