"""The kind of change request about what is agreed on absence and leave: proposed by one, approved by the HR manager."""

from typing import Any

from rest_framework import serializers

from hr.models.absence import DAY_BASES, IrregularLeave
from hr.operations import absence_terms
from hr.operations.absence_terms import NAMES, Agreed
from hr.policy_kinds import Policy, group_of, page_of
from hr.queries.absence_agreed import terms_on, words
from partners.change_kinds import register_change_kind
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


def _record(given: dict[str, Any], **said: Any) -> None:
    agreed = Agreed(**{name: given[name] for name in NAMES})
    absence_terms.agree(staff_group=given["staff_group"], agreed=agreed, effective_from=given["effective_from"], **said)


TERMS = Policy(
    code="hr.absence_terms", title="Change what is agreed about absence and leave", payload=AbsenceTermsPayload,
    page="absence_terms", about=lambda payload: f"Absence and leave: {group_of(payload).name}",
    revise=lambda payload: page_of("absence_terms_change", staff_group=payload["staff_group"]),
    words=lambda payload, on: words(terms_on(group_of(payload), on)), record=_record, propose="absence.terms",
    lists=("sick_bands", "leave_bands"),
).kind()  # fmt: skip


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(TERMS)
