"""GOV.UK form markup through Django's own hooks: a renderer, a bound field and the templates in templates/govuk/.

`{{ form }}` renders every field with label, hint, error and the ARIA links between them; Django's and allauth's stock
error messages are reworded to name the field ("Enter the pay date"), so that a form needs no wording of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.functional import Promise, cached_property

from sharedservices.common.form_fields import (
    DATE_PARTS,
    AffixInput,
    Checkboxes,
    DatePartsField,
    DatePartsInput,
    DayField,
    MonthField,
    PoundsField,
    Radios,
    SearchInput,
)

__all__ = [
    "AffixInput",
    "Checkboxes",
    "DatePartsField",
    "DatePartsInput",
    "DayField",
    "FilterForm",
    "GovukBoundField",
    "GovukRenderer",
    "MonthField",
    "PoundsField",
    "Radios",
    "SearchInput",
    "SectionedForm",
]

# Widget to the name of its template under templates/govuk/controls/ and its class. The first match wins.
_CONTROLS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (DatePartsInput, "date_parts", "govuk-input"),
    (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "govuk-radios__input"),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Select, "plain", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.PasswordInput, "password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.Widget, "plain", "govuk-input"),
)
_GROUPS = {"date_parts", "checkboxes", "radios"}
# Words that keep their capital inside a sentence.
_PROPER = {"National", "PAYE", "HMRC", "Scottish", "Welsh", "Monday", "January", "April", "November", "December"}
# Words after which a sentence needs no article.
_DETERMINERS = {"a", "an", "another", "the", "this", "your"}


def inside_sentence(label: str) -> str:
    """Lower the first letter of a label, unless its first word is a name or an abbreviation."""
    first = label.split(" ", 1)[0]
    if first in _PROPER or first[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


def _required(field: "GovukBoundField", _params: Mapping[str, Any]) -> str:
    if field.text.endswith("?"):
        return f"Answer “{field.text}”"
    if field.control == "checkbox":
        return f"Tick “{field.text}”"
    verb = "Select" if isinstance(field.field, forms.ChoiceField) else "Choose" if field.control == "file" else "Enter"
    words = inside_sentence(field.text)
    return f"{verb} {words}" if words.split(" ", 1)[0] in _DETERMINERS else f"{verb} the {words}"


def _invalid(field: "GovukBoundField", _params: Mapping[str, Any]) -> str | None:
    if isinstance(field.field, PoundsField):
        return f"{field.text} must be an amount of money, like 1234.50"
    for kind, ending in (
        (forms.IntegerField, "must be a whole number, like 12"),
        (forms.DateField, "must be a real date, like 21/11/2026"),
        (forms.EmailField, "must be an email address, like name@example.gov.uk"),
    ):
        if isinstance(field.field, kind):
            is_decimal = isinstance(field.field, forms.DecimalField)
            return f"{field.text} must be a number, like 37.5" if is_decimal else f"{field.text} {ending}"
    return None


def _places(field: "GovukBoundField", params: Mapping[str, Any]) -> str:
    if isinstance(field.field, PoundsField):
        return f"{field.text} must be in pounds and pence, like 1234.50"
    return f"{field.text} must have {params['max']} decimal places or fewer"


_Wording = Callable[["GovukBoundField", Mapping[str, Any]], str | None]
_WORDING: dict[str, _Wording] = {
    "required": _required,
    "invalid": _invalid,
    "invalid_choice": lambda field, _: f"{field.text} must be one of the choices",
    "max_length": lambda field, params: f"{field.text} must be {params['limit_value']} characters or fewer",
    "min_length": lambda field, params: f"{field.text} must be {params['limit_value']} characters or more",
    "max_value": lambda field, params: f"{field.text} must be {params['limit_value']} or less",
    "min_value": lambda field, params: f"{field.text} must be {params['limit_value']} or more",
    "max_decimal_places": _places,
    "max_digits": lambda field, _: f"{field.text} has too many digits",
    "max_whole_digits": lambda field, _: f"{field.text} has too many digits",
    "empty": lambda field, _: "The selected file is empty",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button or checkbox."""

    tag: str
    id: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class DatePart:
    """One input of a date of three parts."""

    id: str
    name: str
    label: str
    value: str
    css: str


class GovukBoundField(BoundField):
    """A field of a form with what the templates under templates/govuk/ need."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        widget = self.field.widget
        if isinstance(widget, forms.NumberInput | forms.DateInput):
            widget.input_type = "text"  # no spinners, no browser calendars: the server validates

    @cached_property
    def _control(self) -> tuple[str, str]:
        return next((name, css) for kind, name, css in _CONTROLS if isinstance(self.field.widget, kind))

    @property
    def control(self) -> str:
        return self._control[0]

    @property
    def control_template(self) -> str:
        return f"govuk/controls/{self.control}.html"

    @property
    def is_group(self) -> bool:
        return self.control in _GROUPS

    @property
    def text(self) -> str:
        """Return the label without a mark for optional fields."""
        return str(self.label)

    @property
    def label_text(self) -> str:
        optional = not self.field.required and self.control != "checkbox" and getattr(self.form, "mark_optional", True)
        return f"{self.text} (optional)" if optional else self.text

    @property
    def errors(self) -> ErrorList:
        found: ErrorList = super().errors
        if not found:
            return found
        return type(found)([self._reworded(error) for error in found.as_data()], renderer=self.form.renderer)

    def _reworded(self, error: ValidationError) -> str:
        if isinstance(error.message, Promise) and error.code in _WORDING:  # stock messages are lazy, ours plain text
            params = {"max": 2, **(error.params or {})}
            if wording := _WORDING[error.code](self, params):
                return wording
        return str(error.messages[0])

    @property
    def error_href(self) -> str:
        """Return the fragment that the error summary links to: the first control that takes the focus."""
        if not self.is_group:
            return f"#{self.id_for_label or self.auto_id}"
        wrong = self._wrong_parts
        return f"#{self.auto_id}_{DATE_PARTS.index(wrong[0]) if wrong else 0}"

    @property
    def _wrong_parts(self) -> list[str]:
        if self.control != "date_parts" or not self.errors:
            return []
        first = self.form.errors[self.name].as_data()[0]
        parts = (first.params or {}).get("parts")
        return [part for part in DATE_PARTS if part in (parts or DATE_PARTS)]

    @property
    def aria_describedby(self) -> str:
        ids = [f"{self.auto_id}-hint"] if self.help_text else []
        if self.errors:
            ids.append(f"{self.auto_id}-error")
        return " ".join(ids)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs
        for unwanted in ("required", "aria-invalid", "aria-describedby"):
            built.pop(unwanted, None)
        if self.field.widget.is_hidden:
            return built
        css = self._control[1]
        if self.errors and "__" not in css.split()[0]:
            css = f"{css} {css.split()[0]}--error"
        built["class"] = f"{css} {own.get('class', '')}".strip()
        if not self.is_group and self.aria_describedby:
            built["aria-describedby"] = self.aria_describedby
        self._tune_typing(built, own)
        return built

    def _tune_typing(self, built: dict[str, Any], own: dict[str, Any]) -> None:
        """Choose the phone's keyboard; take out placeholders, silent cutting off and spinner limits."""
        if isinstance(self.field, forms.DecimalField):
            built["inputmode"] = "decimal"
        elif isinstance(self.field, forms.IntegerField):
            built["inputmode"] = "numeric"
        for unwanted in ("placeholder", "maxlength", "minlength", "step", "min", "max"):
            own.pop(unwanted, None)
        if self.control == "textarea":
            built["rows"] = own.get("rows", "10") if own.get("rows") != "10" else "4"
            built["class"] += " govuk-js-character-count" if self.character_limit else ""

    @cached_property
    def character_limit(self) -> int | None:
        """Return the most characters that a text area takes, when it has such a limit."""
        limit: int | None = getattr(self.field, "max_length", None)
        return limit if self.control == "textarea" else None

    @property
    def options(self) -> list[Option]:
        return [
            Option(item.tag(), item.id_for_label, str(item.choice_label), item.data.get("hint", ""))
            for item in self.subwidgets
        ]

    @property
    def date_parts(self) -> list[DatePart]:
        value = self.value()
        typed = value if isinstance(value, list) else self.field.widget.decompress(value)
        wrong = self._wrong_parts
        return [
            DatePart(
                id=f"{self.auto_id}_{index}",
                name=f"{self.html_name}_{part}",
                label=part.capitalize(),
                value="" if typed[index] is None else str(typed[index]),
                css=f"govuk-input--width-{4 if part == 'year' else 2}{' govuk-input--error' if part in wrong else ''}",
            )
            for index, part in enumerate(DATE_PARTS)
        ]


class GovukRenderer(TemplatesSetting):
    """The renderer of every form of the product (`FORM_RENDERER`)."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovukBoundField


class FilterForm(forms.Form):
    """A form in the filter panel of a list: every field optional, none marked so, no prefix in the URL."""

    mark_optional = False
    use_required_attribute = False


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled part of a long form."""

    title: str
    fields: list[BoundField]


class SectionedForm(forms.Form):
    """A long form in titled parts: `sections = [("Name", ["first_name", "last_name"]), …]` names every field once."""

    sections: Sequence[tuple[str, Sequence[str]]] = ()

    def get_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context()
        context["sections"] = [FormSection(title, [self[name] for name in names]) for title, names in self.sections]
        return context
