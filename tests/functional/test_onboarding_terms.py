"""Who transfers, the clock of liability information, the freeze, catching up, and capacity (HR-11, GOV-05)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hr.models import HrQuestion, HrQuestionMessage, OnboardingProject
from hr.operations import onboarding_terms
from hr.operations.onboarding import GateIsRed, WordsNeeded
from hr.queries import onboarding_gates
from hr.queries.onboarding_gates_transfer import LIABILITY, case_clock, liability_due
from partners.scope import partner_scope
from tests.factories import hr, onboarding
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row
from tests.functional.people_pages import client, text

pytestmark = pytest.mark.django_db
TRANSFER = date(2027, 4, 1)
DUE = date(2027, 3, 4)
"""28 days before: TUPE regulations 2006, reg 11(6)."""


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield onboarding.project(cast)


def gate(story, code, on=None):
    project = OnboardingProject.objects.get(pk=story.project.pk)
    return next(one for one in onboarding_gates.look(project, on=on or AT.date()) if one.code == code)


def test_decide_transfer_models_both_and_design_waits_for_it(story):
    assert gate(story, "GATE-TRANSFER").reason == "It is not decided who transfers."
    story.decide("STAY")
    assert gate(story, "GATE-TRANSFER").is_green
    assert gate(story, "GATE-LIABILITY").reason == "Nobody transfers: the law asks for none."
    assert gate(story, "GATE-DATA-TERMS").reason == "Not recorded."
    story.decide("ALL", TRANSFER)
    assert gate(story, "GATE-TRANSFER").reason == "All staff transfer, on 1 April 2027."
    assert gate(story, "GATE-DATA-TERMS").is_green
    story.decide("BACK_OFFICE", TRANSFER)
    story.paper("DATA_TERMS")
    assert gate(story, "GATE-DATA-TERMS").is_green

    for transfer, on, reason, field in (
        ("STAY", TRANSFER, "x", "transfer_on"), ("ALL", None, "x", "transfer_on"),
        ("ALL", AT.date(), "x", "transfer_on"), ("STAY", None, " ", "reason"),
    ):  # fmt: skip
        with pytest.raises(WordsNeeded) as refused:
            onboarding_terms.decide_transfer(
                project=story.project.uuid, transfer=transfer, transfer_on=on, reason=reason, by=story.mia, at=AT
            )
        assert refused.value.field == field
    with pytest.raises(DatabaseError, match="transfer_day"), transaction.atomic():
        OnboardingProject.objects.update(transfer="STAY")


def test_liability_information_has_a_clock_and_is_given_28_days_before(story):
    story.decide("BACK_OFFICE", TRANSFER)
    assert liability_due(story.project) == DUE
    said = gate(story, "GATE-LIABILITY").reason
    assert said.startswith("Not given: Liability information: identity and age; ")
    assert said.endswith("; due by 4 March 2027, in 122 days.")
    assert gate(story, "GATE-LIABILITY", on=date(2027, 3, 5)).reason.endswith("which is past.")
    for kind in LIABILITY:
        story.paper(kind, sign=False, dated_on=date(2026, 10, 1))
    assert gate(story, "GATE-LIABILITY").reason == "All 5 parts are given."

    # Somebody objects: the list of identities is brought up to date.
    story.paper("OBJECTION", sign=False, dated_on=date(2026, 10, 2))
    assert gate(story, "GATE-LIABILITY").reason.startswith("Somebody has objected to the transfer since")
    story.paper("ELI_IDENTITY", sign=False, dated_on=date(2026, 10, 3))
    assert gate(story, "GATE-LIABILITY").is_green

    # The transfer comes earlier: what was in time is late, unless two sign why.
    story.decide("BACK_OFFICE", date(2026, 11, 10))  # 28 days before it was 13 October
    assert gate(story, "GATE-LIABILITY").is_green
    story.paper("ELI_CLAIMS", sign=False, dated_on=date(2026, 10, 14))
    assert gate(story, "GATE-LIABILITY").reason.startswith("Given after 13 October 2026: Liability information: claims")
    story.paper("ELI_LATE")
    assert gate(story, "GATE-LIABILITY").reason == "All 5 parts are given, some late for reasons that are signed."


def test_plan_freeze_and_the_last_extract_is_taken_in_it(story):
    assert gate(story, "GATE-FREEZE").reason == "No freeze is planned."
    for first, last, field in (
        (date(2026, 11, 1), date(2026, 12, 1), "freeze_from"), (date(2027, 3, 1), date(2027, 2, 1), "freeze_until"),
        (date(2027, 1, 1), date(2027, 3, 31), "freeze_until"),
    ):  # fmt: skip
        with pytest.raises(WordsNeeded) as refused:
            story.freeze(first, last)
        assert refused.value.field == field
    story.freeze(date(2027, 3, 1), date(2027, 3, 15))
    assert gate(story, "GATE-FREEZE").reason.startswith("The freeze ends on 15 March 2027, before the last day")
    story.freeze(date(2027, 3, 1))
    assert gate(story, "GATE-FREEZE").is_green
    with pytest.raises(DatabaseError, match="freeze"), transaction.atomic():
        OnboardingProject.objects.update(freeze_until=None)

    story.to_data()
    story.load(story.take(csv_file(row(1))))
    assert gate(story, "GATE-CATCH-UP").reason.endswith("since the freeze began on 1 March 2027.")
    later = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    new = csv_file(row(1), row(2, forenames="Bea"))
    checked = story.load(story.take(new, at=later), apply=False, at=later)
    assert gate(story, "GATE-CATCH-UP").reason == f"{checked} of the last extract was only checked."
    story.load(checked.extract, at=later)
    assert gate(story, "GATE-CATCH-UP").is_green


def ask(partner, cast, *, number, due_on, answered_on=None):
    """A question at another partner, answered or not."""
    with partner_scope(partner.pk, actor_id=cast.hana.pk, reason="test"):
        asker = hr.person(partner, surname=f"Asker{number}")
        made = HrQuestion.objects.create(
            partner=partner, number=number, person=asker, topic="QUESTION", channel="PHONE", subject="Pay",
            state="WITH_HR", asked_by=cast.hana, asked_at=AT - timedelta(days=20), due_on=due_on, owner=cast.hana,
        )  # fmt: skip
        if answered_on:
            HrQuestionMessage.objects.create(
                partner=partner, question=made, person=asker, is_answer=True, text="So it is.", by=cast.hana,
                at=datetime.combine(answered_on, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12),
            )  # fmt: skip


def test_capacity_goes_by_answers_to_partners_who_are_served_already(cast):
    due, days = date(2026, 10, 20), {"since": AT.date() - timedelta(days=28), "until": AT.date()}
    here = {"actor_id": cast.hana.pk, "reason": "test"}
    for number in range(1, 20):
        ask(cast.southborough, cast, number=number, due_on=due, answered_on=due)
    ask(cast.southborough, cast, number=20, due_on=due, answered_on=due + timedelta(days=1))
    with partner_scope(cast.northshire.pk, **here):
        made = onboarding.project(cast)
        assert case_clock(**days) == (1, 20, 19)
        assert gate(made, "GATE-CAPACITY").is_green
        assert gate(made, "GATE-CAPACITY").reason == (
            "19 of 20 questions of 1 partner served already were answered in time in the last 28 days: 95.0 per cent; "
            "95 are promised."
        )
    ask(cast.southborough, cast, number=21, due_on=due)
    with partner_scope(cast.northshire.pk, **here):
        assert not gate(made, "GATE-CAPACITY").is_green
    # Questions of the partner itself, and of one on its way in, do not count.
    with partner_scope(cast.southborough.pk, **here):
        assert case_clock(**days) == (0, 0, 0)


def test_both_are_decided_on_pages_that_say_what_is_wrong_beside_the_field(story):
    who, base = client(story.mia), "/p/northshire/onboarding/"
    wrong = who.post(f"{base}transfer/", {"transfer": "ALL", "transfer_on": "", "reason": "Advice"})
    assert wrong.status_code == 422
    assert "Say on which day they transfer" in text(wrong)
    given = {"transfer": "ALL", "transfer_on": "1/4/2030", "reason": "Advice of counsel"}
    assert who.post(f"{base}transfer/", given).status_code == 302
    assert who.post(f"{base}freeze/", {"freeze_from": "1/3/2030", "freeze_until": "1/2/2030"}).status_code == 422
    assert who.post(f"{base}freeze/", {"freeze_from": "1/3/2030", "freeze_until": "31/3/2030"}).status_code == 302
    shown = text(who.get(base))
    assert "All staff transfer On 1 April 2030: liability information is due by 4 March 2030" in shown
    assert "1 March 2030 to 31 March 2030" in shown
    assert "Decided who transfers" in shown


def test_nothing_of_it_changes_once_the_project_has_left(story):
    story.move("withdraw_partner", reason="Voted against")
    with pytest.raises(GateIsRed, match="fixed"):
        story.decide("STAY")
