"""The payloads of change requests about units, posts and the establishment."""

from typing import Any

from rest_framework import serializers

from hr.change_payloads import OPTIONAL, FromPayload, JobPayload, UntilPayload
from hr.engine.establishment import Mode
from hr.models import JobMark, OrgUnit, PostVersion
from hr.operations.posts import PostTerms, Share
from hr.operations.reorganisation import Do, Step
from sharedservices.common.api_fields import DayField

FTE: dict[str, Any] = {"max_digits": 9, "decimal_places": 4, "min_value": 0, "max_value": 999}
TEXT: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}
MOST_STEPS = 200
FLAGS = ("name", "parent", "manager_post")


class OfPost(serializers.Serializer[Any]):
    """Something about one post."""

    post = serializers.UUIDField()


class OfUnit(serializers.Serializer[Any]):
    """Something about one unit."""

    unit = serializers.UUIDField()


class SharePayload(serializers.Serializer[Any]):
    """A line of funding."""

    cost_centre = serializers.UUIDField()
    percent = serializers.DecimalField(max_digits=7, decimal_places=4, min_value=0, max_value=100)
    subjective = serializers.CharField(max_length=20, **TEXT)
    project = serializers.CharField(max_length=20, **TEXT)


class TermsPayload(serializers.Serializer[Any]):
    """Where a post stands, how much of it there is, and what pays for it. Without `shares` these stay."""

    unit = serializers.UUIDField()
    established_fte = serializers.DecimalField(**FTE)
    reports_to = serializers.UUIDField(**OPTIONAL)
    location = serializers.CharField(max_length=120, **TEXT)
    full_time_hours = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, **OPTIONAL)
    paid_weeks = serializers.DecimalField(max_digits=6, decimal_places=4, min_value=0, **OPTIONAL)
    funding = serializers.ChoiceField(choices=PostVersion.Funding.choices, default=PostVersion.Funding.PERMANENT)
    grant_ends_on = DayField(**OPTIONAL)
    shares = SharePayload(many=True, **OPTIONAL)


class PostChangePayload(OfPost, TermsPayload):
    """Other terms of a post from a day on."""

    effective_from = DayField()


class PostDraftPayload(TermsPayload):
    """A post to be."""

    post_no = serializers.CharField(max_length=20)
    role = serializers.UUIDField()
    effective_from = DayField()


class PostDeletePayload(OfPost, UntilPayload):
    """The end of a post."""


class UnitCreatePayload(serializers.Serializer[Any]):
    """A unit to be."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=OrgUnit.Kind.choices)
    legal_entity = serializers.UUIDField()
    parent = serializers.UUIDField(**OPTIONAL)  # type: ignore[assignment]
    manager_post = serializers.UUIDField(**OPTIONAL)
    default_cost_centre = serializers.UUIDField(**OPTIONAL)
    is_confidential = serializers.BooleanField(default=False)
    effective_from = DayField()


class UnitChangePayload(OfUnit):
    """Another name, place or manager of a unit from a day on; what is left out stays."""

    name = serializers.CharField(max_length=120, required=False)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    manager_post = serializers.UUIDField(required=False, allow_null=True)
    effective_from = DayField()


class UnitConcealPayload(OfUnit):
    """Whether a unit stays off charts."""

    is_confidential = serializers.BooleanField()


class UnitEndPayload(OfUnit, UntilPayload):
    """The end of a unit."""


class StepPayload(serializers.Serializer[Any]):
    """One step of a reorganisation."""

    do = serializers.ChoiceField(choices=[one.value for one in Do])
    code = serializers.CharField(max_length=20, **TEXT)
    name = serializers.CharField(max_length=120, **TEXT)
    kind = serializers.ChoiceField(choices=["", *OrgUnit.Kind.values], **TEXT)
    target = serializers.CharField(max_length=20, **TEXT)
    post = serializers.CharField(max_length=20, **TEXT)


class ReorganisePayload(serializers.Serializer[Any]):
    """Steps from a day on, and what is meant to differ."""

    steps = StepPayload(many=True, allow_empty=False, max_length=MOST_STEPS)  # type: ignore[call-arg]
    difference = serializers.CharField(max_length=200, **TEXT)
    effective_from = DayField()


class JobMarkPayload(FromPayload, UntilPayload):
    """Why a job does not count against its post, between two days."""

    kind = serializers.ChoiceField(choices=JobMark.Kind.choices)
    covers = serializers.UUIDField(**OPTIONAL)


class JobUnmarkPayload(JobPayload, UntilPayload):
    """From when a job counts again."""


class ModePayload(serializers.Serializer[Any]):
    """What is done about over-establishment from a day on."""

    mode = serializers.ChoiceField(choices=[(one.value, one.words) for one in Mode])
    effective_from = DayField()


def post_terms(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an operation on a post: its terms and shares as they take them."""
    names = [one for one in TermsPayload().get_fields() if one != "shares"]
    terms = PostTerms(**{name: given.pop(name) for name in names})
    shares = given.pop("shares", None)
    lines = None if shares is None else [Share(**one) for one in shares]
    return {**given, "terms": terms, "shares": lines}


def unit_says(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an operation on a unit: what it says otherwise."""
    return {**{k: v for k, v in given.items() if k not in FLAGS}, "says": {k: given[k] for k in FLAGS if k in given}}


def steps(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a reorganisation."""
    return {**given, "steps": [Step(**{**one, "do": Do(one["do"])}) for one in given["steps"]]}
