"""Fields and widgets that Django lacks: pounds, dates as people type them, radios and checkboxes with hints."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sharedservices.common.daybounds import why_not

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_PARTS = ("day", "month", "year")
TYPED_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d*)?|-?\.\d+")


class AffixInput(forms.TextInput):
    """A text input with a word before or after it inside the frame: £, %, hours, a year."""

    def __init__(self, *, prefix: str = "", suffix: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.prefix = prefix
        self.suffix = suffix


class SearchInput(forms.TextInput):
    """A search box."""

    input_type = "search"


class _HintedOptions(forms.RadioSelect):
    """Options of which each may have a hint of its own."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})
        self.inline = inline

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}-hint"
        return option


class Radios(_HintedOptions):
    """Radio buttons. `hints` maps a choice's value to a hint; `inline` for two or three short choices."""


class Checkboxes(_HintedOptions, forms.CheckboxSelectMultiple):
    """Several checkboxes. `hints` maps a choice's value to a hint."""

    allow_multiple_selected = True
    input_type = "checkbox"
    template_name = "django/forms/widgets/checkbox_select.html"
    option_template_name = "django/forms/widgets/checkbox_option.html"


class PoundsField(forms.DecimalField):
    """An amount in pounds and pence, as people type it: `£1,234.50`, `1234.5`, `−12`. Cleans to Decimal pounds."""

    def __init__(self, *, suffix: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", AffixInput(prefix="£", suffix=suffix, attrs={"class": "govuk-input--width-10"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value).replace("\N{MINUS SIGN}", "-")
            if value and not _PLAIN_NUMBER.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DayField(forms.DateField):
    """A date in one text field, for dates that people copy from a paper or a screen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 21/11/2026")
        kwargs.setdefault("input_formats", TYPED_DATES)
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"class": "govuk-input--width-10"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Read a day. :raises ValidationError: for one that is none, and for one that nobody lives in."""
        found = super().to_python(value)
        if found is not None and (why := why_not(found)):
            raise ValidationError(f"{self.label or 'Date'} {why}", code="out_of_bounds")
        return found


class MonthField(DayField):
    """A month, typed like 2026-11: the first day of it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Month")
        kwargs.setdefault("input_formats", ["%Y-%m"])
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m", attrs={"class": "govuk-input--width-10"}))
        kwargs.setdefault("help_text", "For example, 2026-11")
        kwargs.setdefault("error_messages", {"invalid": "Enter a year and a month, like 2026-11"})
        super().__init__(**kwargs)


class DatePartsInput(forms.MultiWidget):
    """Day, month and year in three inputs, for dates that people know by heart."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in DATE_PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return ["", "", ""]


class DatePartsField(forms.Field):
    """A date of three parts. Its errors name the part that is wrong, as the GOV.UK date input asks."""

    widget = DatePartsInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 27 3 1985")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        typed = self._typed(value)
        missing = [part for part, text in typed.items() if not text]
        if len(missing) == len(DATE_PARTS):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if missing:
            raise ValidationError(
                f"{self._subject()} must include a {' and '.join(missing)}",
                code="incomplete",
                params={"parts": missing},
            )
        cleaned = self._date(typed)
        self.run_validators(cleaned)
        return cleaned

    def _typed(self, value: Any) -> dict[str, str]:
        if isinstance(value, date):
            value = [value.day, value.month, value.year]
        parts: Sequence[Any] = value or ["", "", ""]
        return {name: str(part or "").strip() for name, part in zip(DATE_PARTS, parts, strict=True)}

    def _date(self, typed: Mapping[str, str]) -> date:
        if not re.fullmatch(r"\d{4}", typed["year"]):
            raise ValidationError("Year must include 4 numbers", code="year", params={"parts": ["year"]})
        month = _month_number(typed["month"])
        if month is None:
            raise ValidationError(f"{self._subject()} must be a real date", code="invalid", params={"parts": ["month"]})
        try:
            found = date(int(typed["year"]), month, int(typed["day"]))
        except ValueError:
            raise ValidationError(
                f"{self._subject()} must be a real date", code="invalid", params={"parts": ["day"]}
            ) from None
        if why := why_not(found):
            raise ValidationError(f"{self._subject()} {why}", code="out_of_bounds", params={"parts": ["year"]})
        return found

    def _subject(self) -> str:
        return str(self.label or "Date")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._typed(initial) != self._typed(data)


def _month_number(text: str) -> int | None:
    """Read `11`, `nov` or `November`."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= len(MONTHS) else None
    short = text[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else None
