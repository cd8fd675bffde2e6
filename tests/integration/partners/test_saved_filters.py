"""Filters of the inbox by name: each person's own, by the database too."""

import pytest
from django.db import connection

from partners.models import SavedFilter
from partners.operations import saved_filters
from partners.operations.saved_filters import MOST, CannotKeep
from partners.scope import partner_scope
from tests.integration.partners.test_changes import AT


def keep(cast, who, name="Late ones", **wanted):
    with partner_scope(cast.northshire.pk, actor_id=who.pk):
        return saved_filters.keep(
            partner_id=cast.northshire.pk, name=name, wanted=wanted or {"late": "on"}, by=who, at=AT
        )


def names(cast, who):
    with partner_scope(cast.northshire.pk, actor_id=who.pk), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM partners_savedfilter ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def test_keep_and_forget_a_filter_that_nobody_else_sees_even_through_sql(cast):
    row = keep(cast, cast.ben)
    assert (names(cast, cast.ben), names(cast, cast.gwen)) == (["Late ones"], [])
    with partner_scope(cast.northshire.pk, actor_id=cast.gwen.pk), pytest.raises(SavedFilter.DoesNotExist):
        saved_filters.forget(saved_filter=row.uuid, by=cast.gwen, at=AT)
    with partner_scope(cast.northshire.pk, actor_id=cast.ben.pk):
        saved_filters.forget(saved_filter=row.uuid, by=cast.ben, at=AT)
    assert names(cast, cast.ben) == []


def test_keep_replaces_one_of_the_same_name_and_takes_known_fields_only(cast):
    keep(cast, cast.ben, text="Abbott")
    row = keep(cast, cast.ben, name="  Late   ones ", kind="hr.hours", other="x")
    assert (names(cast, cast.ben), row.wanted) == (["Late ones"], {"kind": "hr.hours"})


@pytest.mark.parametrize(("name", "wanted"), [("", {"late": "on"}), ("x" * 41, {"late": "on"}), ("All", {"text": ""})])
def test_keep_refuses_what_has_no_name_or_narrows_nothing(cast, name, wanted):
    with pytest.raises(CannotKeep):
        keep(cast, cast.ben, name=name, **wanted)
    assert names(cast, cast.ben) == []


def test_keep_refuses_more_than_ten(cast):
    for number in range(MOST):
        keep(cast, cast.ben, name=f"Filter {number}")
    with pytest.raises(CannotKeep, match="You keep 10"):
        keep(cast, cast.ben, name="One more")
