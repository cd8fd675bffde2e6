"""Whatever an officer does to one record refuses them and whoever is close to them, reading included (SEC-03)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from hr.operations import disclosure, documents, interests, leave, letters, missing
from hr.operations.documents import NewDocument
from hr.operations.interests import Declared
from hr.rules import RuleBroken
from partners.roles import Role
from tests.factories import hr as make
from tests.people import grant

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def close(ann, org, scope):
    """Ann, whose sister is Ben of HR."""
    make.absence_terms(org.staff_group)
    interests.record(
        partner_id=scope.northshire.pk, email=scope.ben.email, by=scope.hana, at=AT,
        declared=Declared(kind="RELATIVE", name="Ann", relation="my sister", employee_no=ann.employment.employee_no),
    )  # fmt: skip
    return SimpleNamespace(ann=ann)


ATTEMPTS = {
    "carry": lambda w, **by: leave.carry_hours_over(
        assignment=w.ann.assignment.uuid,
        year_start=date(2027, 4, 1),
        bucket="contractual",
        hours=Decimal(37),
        reason="Unused",
        **by,
    ),
    "ask for leave": lambda w, **by: leave.request(
        assignment=w.ann.assignment.uuid, first_day=MONDAY, last_day=MONDAY, hours=None, note="", **by
    ),
    "letter": lambda w, **by: letters.write(
        person=w.ann.person.uuid, template="any", title="A letter", words="Some words", **by
    ),
    "document": lambda w, **by: documents.add(
        person=w.ann.person.uuid, new=NewDocument(kind="OTHER", title="A paper", content=b"%PDF-1.4 x"), **by
    ),
    "nino": lambda w, **by: disclosure.unmask_nino(person=w.ann.person.uuid, reason="To tell HMRC about it", **by),
    "address": lambda w, **by: disclosure.unmask_address(person=w.ann.person.uuid, reason="To write to them", **by),
    "bank": lambda w, **by: disclosure.unmask_bank(account=w.ann.bank.uuid, reason="To ring the bank", **by),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_nobody_enters_or_unmasks_for_somebody_close(close, scope, attempt):
    with pytest.raises(RuleBroken) as refused:
        attempt(close, by=scope.ben, at=AT)

    assert refused.value.rule == "HR-INTEREST-CLOSE"


@pytest.mark.parametrize("name", ["carry", "letter", "document", "nino", "address", "bank"])
def test_nobody_enters_or_unmasks_as_an_officer_for_themselves(close, scope, name):
    grant(scope.gwen, scope.northshire, Role.EMPLOYEE, person_id=close.ann.person.pk)
    with pytest.raises(RuleBroken) as refused:
        ATTEMPTS[name](close, by=scope.gwen, at=AT)

    assert refused.value.rule == "HR-NOT-ONESELF"


def test_a_relative_says_that_somebody_is_missing_and_another_that_they_are_found(close, scope):
    case = missing.report(
        person=close.ann.person.uuid, missing_since=date(2026, 11, 18), told_by="The family", police_reference="",
        by=scope.ben, at=AT,
    )  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        missing.find(case=case.uuid, how="They rang", by=scope.ben, at=AT)
    assert refused.value.rule == "HR-INTEREST-CLOSE"

    assert missing.find(case=case.uuid, how="They rang", by=scope.hana, at=AT).state == "FOUND"
