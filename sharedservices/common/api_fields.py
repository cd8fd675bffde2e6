"""Fields of the interface (JSON) with the bounds of the product."""

from datetime import date
from typing import Any

from rest_framework import serializers

from sharedservices.common.daybounds import why_not


class DayField(serializers.DateField):
    """A day that the product knows (`common/daybounds.py`), as 2026-11-21."""

    def to_internal_value(self, value: Any) -> date:
        """Read a day. :raises ValidationError: for one that is none, and for one nobody lives in."""
        found: date = super().to_internal_value(value)
        if why := why_not(found):
            raise serializers.ValidationError(f"The day {why}.", code="out_of_bounds")
        return found
