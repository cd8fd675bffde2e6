"""What a partner agrees about leaving and starters: proposed by one, approved by others, from a day on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hr.models import JobGate, LeavingTerms, StatementTerms
from hr.operations import leaving_terms
from hr.operations.leaving_terms import Agreed
from hr.queries.leavings import terms_on
from hr.rules import RuleBroken
from partners.models import ChangeRequest
from partners.operations import changes
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import NOW, approve_all, client, in_scope, make_people, text
from tests.people import grant, user
from tests.starters import SAYS

P = "/p/northshire/"
LEAVING = f"{P}leavers/agreed/"
TERMS = {
    "contract_notice_weeks": "8", "redundancy_multiplier": "1.5", "uses_actual_week_pay": "yes",
    "recovers_leave": "no", "small_estate_limit": "4,500.00", "source": "Discretions policy 2026",
    "effective_from": "01/12/2026", "reason": "Council of 20 October",
}  # fmt: skip
CONFIRMED = {"step": "confirm"}

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    return make_people(cast)


def test_leaving_terms_are_proposed_by_one_and_approved_by_two(ann, cast):
    hana = client(cast.hana)
    assert "Nothing: what the law says" in text(hana.get(LEAVING))
    shown = text(hana.post(f"{LEAVING}change/", TERMS))
    assert "1.5 times the statutory weeks" in shown
    assert "Budget holder" in shown
    assert hana.post(f"{LEAVING}change/", TERMS | CONFIRMED).status_code == 302
    with in_scope(cast):
        row = ChangeRequest.objects.get()
        assert (row.state, row.kind, LeavingTerms.objects.count()) == ("WAITING", "hr.leaving_terms", 0)
        with pytest.raises(changes.NotYours):
            changes.approve(change=row.uuid, content_hash=row.content_hash, by=cast.hana, at=NOW)

    approve_all(cast)

    with in_scope(cast):
        found = LeavingTerms.objects.get()
        assert (found.contract_notice_weeks, found.redundancy_multiplier, found.small_estate_limit) == (
            8, Decimal("1.5"), Decimal("4500.00"),
        )  # fmt: skip
        assert terms_on(partner_id=cast.northshire.pk, on=date(2026, 11, 30)).contract_notice_weeks == 0
        assert terms_on(partner_id=cast.northshire.pk, on=date(2026, 12, 1)).contract_notice_weeks == 8
    assert "From 1 December 2026: Notice of the contract: 8 weeks" in text(hana.get(LEAVING))


@pytest.mark.parametrize(
    ("given", "words"),
    [({"contract_notice_weeks": "53"}, "52"), ({"redundancy_multiplier": "0.5"}, "must be 1 or more"),
     ({"source": " "}, "Enter where it is agreed"), ({"small_estate_limit": "0"}, "a limit is above £0"),
     ({"effective_from": "01/12/2199"}, "years")],
)  # fmt: skip
def test_leaving_terms_that_cannot_be_are_refused(ann, cast, given, words):
    answer = client(cast.hana).post(f"{LEAVING}change/", TERMS | given)

    assert (answer.status_code, words in text(answer)) == (422, True), text(answer)[:600]


def test_versions_follow_each_other_and_the_same_is_no_change(ann, cast):
    """LeavingTermsFit, and the shared rules of dated settings."""
    agreed = Agreed(
        contract_notice_weeks=8, redundancy_multiplier=Decimal(1), uses_actual_week_pay=False, recovers_leave=True,
        small_estate_limit=None, source="Policy",
    )  # fmt: skip
    said = {"partner_id": cast.northshire.pk, "reason": "Policy", "by": cast.hana, "at": NOW}
    with in_scope(cast):
        leaving_terms.agree(agreed=agreed, effective_from=date(2026, 12, 1), **said)
        for start, rule in ((date(2026, 12, 1), "HR-SOMETHING-CHANGES"), (date(2026, 11, 1), "HR-IN-ORDER")):
            with pytest.raises(RuleBroken) as refused:
                leaving_terms.agree(agreed=agreed, effective_from=start, **said)
            assert refused.value.rule == rule
        bad = replace(agreed, contract_notice_weeks=-1)
        with pytest.raises(RuleBroken) as refused:
            leaving_terms.agree(agreed=bad, effective_from=date(2027, 1, 1), **said)
        assert refused.value.rule == "HR-LEAVING-TERMS"
        assert LeavingTerms.objects.count() == 1


def test_gates_and_contracts_wait_for_a_second_person(ann, cast):
    hana, group, role = client(cast.hana), ann.org.staff_group, ann.org.role
    gate = {"role": role.uuid, "gate": "DBS", "level": "Enhanced", "waiver": "NEVER", "effective_from": "01/12/2026",
            "reason": "Regulated activity"}  # fmt: skip
    assert "Enhanced" in text(hana.post(f"{P}starters/policy/gate/", gate))
    assert hana.post(f"{P}starters/policy/gate/", gate | CONFIRMED).status_code == 302
    said = SAYS | {"effective_from": "01/12/2026", "reason": "Green Book"}
    assert hana.post(f"{P}starters/policy/{group.uuid}/", said | CONFIRMED).status_code == 302
    with in_scope(cast):
        assert JobGate.objects.count() == StatementTerms.objects.count() == 0

    approve_all(cast)

    with in_scope(cast):
        assert (JobGate.objects.get().level, StatementTerms.objects.get().notice) == ("Enhanced", SAYS["notice"])


def test_a_role_for_part_of_the_partner_and_another_partner_propose_nothing(ann, cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.uma.pk):
        unit = ann.assignment.post.org_unit
    lena = user("Lena")
    grant(lena, cast.northshire, Role.HR_ADMIN, unit=unit.pk)
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER)
    for who in (lena, mona):
        assert client(who).get(f"{LEAVING}change/").status_code == 403
        assert client(who).post(f"{P}starters/policy/gate/", {}).status_code == 403
    with partner_scope(cast.southborough.pk, reason="test"):
        sue = user("Sue")
        grant(sue, cast.southborough, Role.HR_ADMIN)
        make.staff_group(cast.southborough)
    assert client(sue).get(f"/p/southborough/starters/policy/{ann.org.staff_group.uuid}/").status_code == 404
