"""One’s own access log (SEC-05): who looked, on whose behalf, and in which sign-in."""

import pytest

from partners.audit import audit
from partners.models import AuditAction
from partners.queries import own_trail
from partners.scope import partner_scope
from tests.factories import hr

pytestmark = pytest.mark.django_db


def test_the_own_log_says_on_whose_behalf_somebody_looked_and_in_which_sign_in(cast):
    north, ben = cast.northshire.pk, cast.ben.pk
    with partner_scope(north):
        ann = hr.employee(cast.northshire).person
    for whom, session in [(ben, "a1b2c3d4e5f60718"), (None, "")]:
        with partner_scope(north, actor_id=cast.gwen.pk, on_behalf_of=whom, session=session):
            audit(action=AuditAction.VIEW, object_type="hr_person", object_id=ann.pk, label="Ann")

    with partner_scope(north, person_ids=frozenset({ann.pk})):
        (day,) = own_trail.events(user_ids=set(), action="VIEW", limit=10, offset=0)
    with partner_scope(north, person_ids=frozenset({ann.pk})):
        (mine,) = own_trail.events(user_ids={ben}, action="VIEW", limit=10, offset=0)

    assert [(one.by, one.on_behalf_of, one.session) for one in day.events] == [
        ("Gwen Example", "", ""), ("Gwen Example", "Ben Example", "a1b2c3d4e5f60718")
    ]  # fmt: skip
    assert mine.events[1].on_behalf_of == "you"
