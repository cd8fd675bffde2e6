"""Days come in by one door: fields that know the bounds of `common/daybounds.py`."""

import re

from tests.guards.walk import relative, sources

DOORS = {"sharedservices/common/form_fields.py", "sharedservices/common/api_fields.py"}
UNBOUND = re.compile(r"\b(forms|serializers)\.Date(Time)?Field\(")


def unbound(text: str) -> list[str]:
    """Return what reads days of any kind; a moment that is only answered is no door."""
    return [found[0] for found in UNBOUND.finditer(text) if found[0] != "serializers.DateTimeField("]


def test_no_form_and_no_shape_reads_days_without_bounds():
    found = {relative(path): unbound(path.read_text(encoding="utf-8")) for path in sources()}

    assert {path for path, uses in found.items() if uses} <= DOORS


def test_a_field_without_bounds_is_found():
    assert unbound("on = forms.DateField()") == ["forms.DateField("]
    assert unbound("on = serializers.DateField()") == ["serializers.DateField("]
    assert unbound("on = DayField()") == []
