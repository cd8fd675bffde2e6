"""Reference data by file as one change request (domain HR-02, HR-04, SEC-04): approved and recorded as a whole."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from hr.change_kinds import HR_MANAGER
from hr.change_kinds_bulk import RowRefused
from hr.importing.cells import CellWrong
from hr.importing.reference import KIND, MOST_ROWS, SHEETS, Sheet, values_of
from hr.operations import reference
from hr.queries.reference_rows import held
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
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted

PROPOSE = "reference.propose"
MONEY = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="It moves what is paid or charged")


class _Row(serializers.Serializer[Any]):
    row = serializers.IntegerField(min_value=1, max_value=1_000_000)
    values = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=500))


class _List(serializers.Serializer[Any]):
    sheet = serializers.ChoiceField(choices=sorted(SHEETS))
    rows = serializers.ListField(child=_Row(), allow_empty=False, max_length=MOST_ROWS)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = _List(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    sheet = SHEETS[given["sheet"]]
    rows = []
    for one in given["rows"]:
        try:
            values_of(sheet, one["values"])
        except CellWrong as wrong:
            raise serializers.ValidationError({"rows": f"Row {one['row']}: {wrong.message} {wrong.remedy}"}) from wrong
        texts = {cell.name: one["values"].get(cell.name, "") for cell in sheet.columns}
        rows.append({"row": one["row"], "values": texts})
    return {"sheet": sheet.code, "rows": rows}


def _of(payload: Payload) -> tuple[int, Sheet]:
    (partner_id,) = current_partner_ids()
    return partner_id, SHEETS[payload["sheet"]]


def _starts(payload: Payload) -> date | None:
    """Return the first day of values that follow others; anything else has no day of its own."""
    sheet = SHEETS[payload["sheet"]]
    if not sheet.is_dated:
        return None
    first: date = min(values_of(sheet, one["values"])["from"] for one in payload["rows"])
    return first


def _subject(payload: Payload) -> Subject:
    partner_id, sheet = _of(payload)
    words = f"{sheet.title}: {counted(len(payload['rows']), *sheet.nouns)}"
    return Subject(words=words, href=reverse("hr:reference_data", args=[Partner.objects.get(pk=partner_id).code]))


def _facts(payload: Payload, _on: date | None) -> Words:
    """Say for each row what stands under its key."""
    partner_id, sheet = _of(payload)
    found: Words = {}
    for one in payload["rows"]:
        values = values_of(sheet, one["values"])
        found[f"Row {one['row']}: {label_of(sheet, values)}"] = held(sheet.code, values, partner_id=partner_id)
    return found


def label_of(sheet: Sheet, values: Mapping[str, Any]) -> str:
    """Name a row by its key: the codes in front of what it says."""
    names = {
        "paye-schemes": ("employer", "employer_reference"), "cost-centres": ("employer", "code"),
        "pay-scales": ("scale", "point", "from"), "grades": ("scale", "code"), "pension-schemes": ("code", "from"),
        "grade-bars": ("scale", "grade", "point"), "deleted-points": ("scale", "old_point"),
    }.get(sheet.code, ("code",))  # fmt: skip
    return " ".join(str(values[name]) for name in names)


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    """Record every row. :raises RowRefused: at the first that is refused."""
    partner_id, sheet = _of(payload)
    for one in payload["rows"]:
        try:
            reference.bring(
                partner_id=partner_id, sheet=sheet.code, values=values_of(sheet, one["values"]), reason=reason, by=by,
                at=at,
            )  # fmt: skip
        except DomainError as error:
            raise RowRefused(one["row"], error) from error


def _steps(payload: Payload, _trial: Trial) -> Sequence[StepNeeded]:
    return [HR_MANAGER, MONEY] if SHEETS[payload["sheet"]].costs else [HR_MANAGER]


REFERENCE = ChangeKind(
    audience=READ_CHANGES,
    code=KIND,
    title="Reference data by file",
    subject=_subject,
    clean=_clean,
    starts=_starts,
    facts=_facts,
    apply=_apply,
    steps=_steps,
    propose=PROPOSE,
)


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(REFERENCE)
