"""The payloads of a move into another post, and of a correction of where a job was recorded (domain HR-07)."""

from typing import Any

from rest_framework import serializers

from hr.change_payloads import OPTIONAL, LaterPayload
from hr.models import GradeDecision


class MovePayload(LaterPayload):
    """The post, and what follows it: title and place are the post’s, pay and cost split stay, unless given."""

    post = serializers.UUIDField()
    title = serializers.CharField(max_length=120, **OPTIONAL)
    location = serializers.CharField(max_length=120, allow_blank=True, **OPTIONAL)
    manager = serializers.UUIDField(**OPTIONAL)
    kind = serializers.ChoiceField(choices=GradeDecision.Kind.choices, **OPTIONAL)
    grade = serializers.UUIDField(**OPTIONAL)
    spine_point = serializers.UUIDField(**OPTIONAL)
    evaluation = serializers.CharField(max_length=60, allow_blank=True, default="")
    shares = serializers.DictField(
        child=serializers.DecimalField(max_digits=7, decimal_places=4), allow_empty=False, **OPTIONAL
    )


class CorrectPostPayload(serializers.Serializer[Any]):
    """The post that a holding should have named."""

    row = serializers.UUIDField()
    post = serializers.UUIDField()
    was = serializers.UUIDField(**OPTIONAL, help_text="The post that stands there now: its establishment is shown, too")
