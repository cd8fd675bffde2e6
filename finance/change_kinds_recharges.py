"""The kind of change request that lays down a pool of a shared service, or changes its terms (domain FIN-11)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.engine.cost_shares import COUNTED, YEAR
from finance.models import CostPool
from finance.models.recharges import METHODS
from finance.operations import pool_terms, recharges
from finance.operations.recharges import PoolWanted, Terms
from finance.queries import pool_terms as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User
from partners.scope import current_partner_ids

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PARTNERS = 100


def _pounds(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal(0), **more)


def _percent(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=7, decimal_places=4, min_value=Decimal(0), max_value=Decimal(100), **more
    )  # fmt: skip


class PoolTermsPayload(serializers.Serializer[Any]):
    """On which terms a partner takes the service. A partner out of scope counts for nothing."""

    partner = serializers.SlugField(max_length=50)
    first_month = serializers.IntegerField(min_value=1, max_value=YEAR, default=1)
    months = serializers.IntegerField(min_value=0, max_value=YEAR, default=YEAR)
    in_scope = serializers.BooleanField(default=True)
    floor = _pounds(default=Decimal(0))
    cap = _pounds(allow_null=True, default=None)
    set_up = _pounds(default=Decimal(0))


class CostPoolPayload(serializers.Serializer[Any]):
    """A pool as it is to be; `pool` names one that is there, without it a new one is laid down."""

    pool = serializers.UUIDField(allow_null=True, default=None)
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    code = serializers.SlugField(max_length=20)
    name = serializers.CharField(max_length=60)
    method = serializers.ChoiceField(choices=METHODS)
    blend = serializers.DictField(child=_percent(), default=dict)
    budget = _pounds()
    damping = _percent(allow_null=True, default=None)
    minimum_fee = _pounds(default=Decimal(0))
    members = PoolTermsPayload(many=True, allow_empty=False)

    def validate_members(self, given: list[Any]) -> list[Any]:
        """Refuse a list that is too long. :raises ValidationError: for more than a hundred."""
        if len(given) > MOST_PARTNERS:
            raise serializers.ValidationError(f"List at most {MOST_PARTNERS} partners.")
        return given

    def validate_blend(self, given: dict[str, Decimal]) -> dict[str, Decimal]:
        """Refuse what cannot be a part of a blend. :raises ValidationError: for a measure that is not counted."""
        if wrong := sorted(set(given) - {str(one) for one in COUNTED}):
            raise serializers.ValidationError(f"{wrong[0][:20]} cannot be a part of a blend.")
        return given


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(COST_POOL)


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal | UUID) else value


def _clean(payload: Payload) -> dict[str, Any]:
    shape = CostPoolPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    cleaned: dict[str, Any] = _plain(shape.validated_data)
    return cleaned


def _row(payload: Payload) -> CostPool | None:
    """Return the pool as it is now: the one that is named, or the one of that service and year."""
    (partner_id,) = current_partner_ids()
    if payload["pool"]:
        row: CostPool = CostPool.objects.of(partner_id).get(uuid=payload["pool"])
        return row
    return found.of_year(partner_id=partner_id, year=payload["year"], code=payload["code"])


def _subject(payload: Payload) -> Subject:
    year, row = payload["year"], _row(payload)
    href = ""
    if row is not None:
        href = reverse("finance:cost_pool", kwargs={"partner_code": row.partner.code, "cost_pool": row.uuid})
    return Subject(words=f"{payload['name']} {year}-{(year + 1) % 100:02}"[:200], href=href)


def _facts(payload: Payload, _on: date | None) -> Words:
    row = _row(payload)
    return {} if row is None else found.words(row)


def _wanted(payload: Payload) -> PoolWanted:
    def pounds(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return PoolWanted(
        year=payload["year"], code=payload["code"], name=payload["name"], method=payload["method"],
        budget=Decimal(payload["budget"]), damping=pounds(payload["damping"]),
        minimum_fee=Decimal(payload["minimum_fee"]),
        blend={measure: Decimal(part) for measure, part in payload["blend"].items()},
        members=[
            Terms(
                partner=one["partner"], first_month=one["first_month"], months=one["months"], in_scope=one["in_scope"],
                floor=Decimal(one["floor"]), cap=pounds(one["cap"]), set_up=Decimal(one["set_up"]),
            )
            for one in payload["members"]
        ],
    )  # fmt: skip


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    if payload["pool"]:
        pool_terms.change(pool=UUID(payload["pool"]), wanted=_wanted(payload), by=by, at=at)
    else:
        recharges.lay_down(partner_id=partner_id, wanted=_wanted(payload), by=by, at=at)


def _steps(payload: Payload, _trial: Trial) -> Sequence[StepNeeded]:
    return [
        StepNeeded(
            permission="recharges.issue", title="Finance manager", why="It decides what other partners are charged"
        )
    ]


def _attribute(payload: Payload) -> str:
    return f"cost pool {payload['year']} {payload['code']}"


COST_POOL = ChangeKind(
    code=found.KIND, title="Lay down what a shared service costs", clean=_clean, starts=lambda _payload: None,
    subject=_subject, facts=_facts, apply=_apply, steps=_steps, propose="recharges.keep", audience="recharges.view",
    affects_pay=False, attribute=_attribute, vet=asked_once(found.KIND, _attribute),
)  # fmt: skip
