"""Kinds of change request about the chart of accounts: a code, a rule on codes, a hierarchy (domain FIN-01, SEC-04)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.models import CombinationRule
from finance.operations import chart_changes, hierarchies
from finance.operations.chart_changes import FLAGS, CodeWanted, CombinationWanted
from finance.queries import chart as found
from finance.queries import hierarchies as trees
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField

SEGMENTS = {
    "subjective": "Subjective code", "cost_centre": "Cost centre", "fund": "Fund", "project": "Project",
    "counterparty": "Counterparty",
}  # fmt: skip
WHY = "The chart of accounts changes only with a second person"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (CODE, COMBINATION, HIERARCHY):
        register_change_kind(kind)


class CodePayload(serializers.Serializer[Any]):
    """A code as it shall be."""

    segment = serializers.ChoiceField(choices=list(SEGMENTS.items()))
    legal_entity = serializers.UUIDField(required=False, allow_null=True, default=None)
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    first_day = DayField()
    closed_from = DayField(required=False, allow_null=True, default=None)
    flags = serializers.ListField(child=serializers.CharField(max_length=20), default=list, max_length=4)
    is_new = serializers.BooleanField(default=False)


def _clean_code(payload: Payload) -> dict[str, Any]:
    shape = CodePayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    return {
        **given, "legal_entity": str(given["legal_entity"]) if given["legal_entity"] else None,
        "first_day": str(given["first_day"]),
        "closed_from": str(given["closed_from"]) if given["closed_from"] else None,
        "flags": sorted(set(given["flags"]) & set(FLAGS[given["segment"]])),
    }  # fmt: skip


def _code(payload: Payload) -> Any:
    entity = payload["legal_entity"]
    (partner_id,) = current_partner_ids()
    return found.code(partner_id, payload["segment"], payload["code"], UUID(entity) if entity else None)


def _apply_code(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    chart_changes.set_code(
        partner_id=partner_id, by=by, at=at,
        wanted=CodeWanted(
            segment=payload["segment"], code=payload["code"], name=payload["name"],
            first_day=date.fromisoformat(payload["first_day"]), closed_from=_day(payload["closed_from"]),
            flags=frozenset(payload["flags"]), is_new=payload["is_new"],
            legal_entity=UUID(payload["legal_entity"]) if payload["legal_entity"] else None,
        ),
    )  # fmt: skip


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def code_attribute(payload: Mapping[str, Any]) -> str:
    """Return what a request about a code is about, so that one waits at a time."""
    return f"{payload['segment']} {payload['legal_entity'] or ''} {payload['code']}".replace("  ", " ")[:100]


def _accountant(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [StepNeeded(permission="chart.approve", title="Finance manager", why=WHY)]


CODE = ChangeKind(
    code="finance.code",
    title="Change the chart of accounts",
    clean=_clean_code,
    starts=lambda payload: date.fromisoformat(payload["closed_from"] or payload["first_day"]),
    subject=lambda payload: Subject(
        words=f"{SEGMENTS[payload['segment']]} {payload['code']} {payload['name']}"[:200], href=""
    ),
    facts=lambda payload, _on: found.code_words(_code(payload)),
    apply=_apply_code,
    steps=_accountant,
    propose="chart.propose",
    audience="ledger.view",
    affects_pay=False,
    attribute=code_attribute,
    vet=asked_once("finance.code", code_attribute),
)


class CombinationPayload(serializers.Serializer[Any]):
    """A rule that shall hold, or the one that shall end and from when."""

    rule = serializers.UUIDField(required=False, allow_null=True, default=None)
    closed_from = DayField(required=False, allow_null=True, default=None)
    verdict = serializers.ChoiceField(choices=CombinationRule.Verdict.choices, default="DENY")
    cost_centre = serializers.CharField(max_length=20, allow_blank=True, default="")
    subjective = serializers.RegexField(r"^[0-9]{0,5}$", allow_blank=True, default="")
    project = serializers.CharField(max_length=6, allow_blank=True, default="")
    fund = serializers.CharField(max_length=3, allow_blank=True, default="")
    reason = serializers.CharField(max_length=200)
    first_day = DayField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the day that the one or the other needs."""
        name = "closed_from" if attrs["rule"] else "first_day"
        if attrs[name] is None:
            raise serializers.ValidationError({name: "Enter the day."})
        return attrs


def _clean_combination(payload: Payload) -> dict[str, Any]:
    shape = CombinationPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {
        name: str(value) if isinstance(value, date | UUID) else value for name, value in shape.validated_data.items()
    }


def _segments(payload: Payload) -> dict[str, str]:
    return {name: payload[name] for name in ("cost_centre", "subjective", "project", "fund")}


def _rule(payload: Payload) -> CombinationRule | None:
    """Return the rule that shall end, or, once it is made, the one that shall hold."""
    rows = CombinationRule.objects.filter(uuid=payload["rule"])
    if not payload["rule"]:
        rows = CombinationRule.objects.filter(
            verdict=payload["verdict"], reason=payload["reason"], valid__startswith=payload["first_day"],
            **_segments(payload),
        )  # fmt: skip
    rule: CombinationRule | None = rows.first()
    return rule


def _combination_facts(payload: Payload, _on: date | None) -> Words:
    return found.combination_words(_rule(payload))


def _apply_combination(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    if payload["rule"]:
        closed = date.fromisoformat(payload["closed_from"])
        chart_changes.end_combination(rule=UUID(payload["rule"]), closed_from=closed, by=by, at=at)
        return
    (partner_id,) = current_partner_ids()
    wanted = CombinationWanted(
        verdict=payload["verdict"],
        reason=payload["reason"],
        first_day=date.fromisoformat(payload["first_day"]),
        **_segments(payload),
    )
    chart_changes.add_combination(partner_id=partner_id, wanted=wanted, by=by, at=at)


def _combination_attribute(payload: Payload) -> str:
    return f"combination {payload['rule'] or payload['reason']}"[:100]


COMBINATION = ChangeKind(
    code="finance.combination",
    title="Change which codes stand together",
    clean=_clean_combination,
    starts=lambda payload: date.fromisoformat(payload["closed_from"] or payload["first_day"]),
    subject=lambda payload: Subject(words=str(_rule(payload) or payload["reason"])[:200], href=""),
    facts=_combination_facts,
    apply=_apply_combination,
    steps=_accountant,
    propose="chart.propose",
    audience="ledger.view",
    affects_pay=False,
    attribute=_combination_attribute,
    vet=asked_once("finance.combination", _combination_attribute),
)


class HierarchyPayload(serializers.Serializer[Any]):
    """A draft of a version, and the hash of the lines that are to come into force."""

    version = serializers.UUIDField()
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


def _clean_hierarchy(payload: Payload) -> dict[str, Any]:
    shape = HierarchyPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"version": str(shape.validated_data["version"]), "lines_hash": shape.validated_data["lines_hash"]}


def _version(payload: Payload) -> Any:
    return trees.version_of(UUID(payload["version"]))


def _starts(payload: Payload) -> date:
    starts: date = _version(payload).starts_on
    return starts


def _hierarchy_subject(payload: Payload) -> Subject:
    """Name the version, and lead to what it moves."""
    row = _version(payload)
    href = reverse(
        "finance:hierarchy_version", kwargs={"partner_code": row.partner.code, "hierarchy_version": row.uuid}
    )
    return Subject(words=f"{row.hierarchy}, {row}"[:200], href=href)


def _hierarchy_attribute(payload: Payload) -> str:
    return f"hierarchy {payload['version']}"


def _apply_hierarchy(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    hierarchies.apply(version=UUID(payload["version"]), lines_hash=payload["lines_hash"], by=by, at=at)


HIERARCHY = ChangeKind(
    code=trees.KIND,
    title="Change a hierarchy",
    clean=_clean_hierarchy,
    starts=_starts,
    subject=_hierarchy_subject,
    facts=lambda payload, _on: trees.words(_version(payload)),
    apply=_apply_hierarchy,
    steps=_accountant,
    propose="chart.propose",
    audience="ledger.view",
    affects_pay=False,
    attribute=_hierarchy_attribute,
    vet=asked_once(trees.KIND, _hierarchy_attribute),
)
