"""The kind of change request about what is agreed on absence and leave: proposed by one, approved by the HR manager."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from hr import change_payloads
from hr.change_kinds import HR_MANAGER, _starts, jsonable
from hr.models import StaffGroup
from hr.models.absence import DAY_BASES, IrregularLeave
from hr.operations import absence_terms
from hr.operations.absence_terms import NAMES, Agreed
from hr.queries.absence_agreed import terms_on, words
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)
from partners.models import Partner, User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField

MOST_BANDS = 12
FIGURE: dict[str, Any] = {"min_value": 0, "max_value": 9999}


class AbsenceTermsPayload(serializers.Serializer[Any]):
    """What is agreed for a staff group from a day on."""

    staff_group = serializers.UUIDField()
    sick_scale = serializers.CharField(max_length=20, allow_blank=True)
    sick_bands = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(**FIGURE), min_length=3, max_length=3),
        max_length=MOST_BANDS,
    )  # fmt: skip
    leave_bands = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=6), min_length=2, max_length=2),
        max_length=MOST_BANDS,
    )  # fmt: skip
    leave_year_month = serializers.IntegerField(min_value=1, max_value=12)
    carry_days = serializers.IntegerField(**FIGURE)
    triggers = serializers.DictField(child=serializers.IntegerField(**FIGURE))
    retests_sick_pay = serializers.BooleanField(default=False)
    sick_day_basis = serializers.ChoiceField(choices=DAY_BASES, default=DAY_BASES[0][0])
    irregular_leave = serializers.ChoiceField(choices=IrregularLeave.choices, default="", allow_blank=True)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    effective_from = DayField()


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(TERMS)


def _group(payload: Payload) -> StaffGroup:
    found: StaffGroup = StaffGroup.objects.get(uuid=payload["staff_group"])
    return found


def _href(name: str, **ids: Any) -> str:
    (pk,) = current_partner_ids()
    return reverse(f"hr:{name}", kwargs={"partner_code": Partner.objects.get(pk=pk).code, **ids})


def _subject(payload: Payload) -> Subject:
    return Subject(words=f"Absence and leave: {_group(payload).name}", href=_href("absence_terms"))


def _clean(payload: Payload) -> dict[str, Any]:
    given = change_payloads.read(AbsenceTermsPayload, payload)
    lists = {name: given[name] for name in ("sick_bands", "leave_bands")}
    return jsonable({name: value for name, value in given.items() if name not in lists}) | lists


def _facts(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - this kind has a day
    return words(terms_on(_group(payload), on))


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = change_payloads.read(AbsenceTermsPayload, payload)
    agreed = Agreed(**{name: given[name] for name in NAMES})
    absence_terms.agree(
        staff_group=given["staff_group"], agreed=agreed, effective_from=given["effective_from"], reason=reason, by=by,
        at=at,
    )  # fmt: skip


def _steps(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _revise(payload: Payload) -> str:
    return _href("absence_terms_change", staff_group=payload["staff_group"])


TERMS = ChangeKind(
    audience=READ_CHANGES,
    code="hr.absence_terms",
    title="Change what is agreed about absence and leave",
    subject=_subject,
    clean=_clean,
    starts=_starts,
    facts=_facts,
    apply=_apply,
    steps=_steps,
    propose="absence.terms",
    affects_pay=False,
    revise=_revise,
)
