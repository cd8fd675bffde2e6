"""Forms of fixed assets."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from finance.engine.depreciation import policy_on
from finance.forms.ledger import Choices, OfEntity, choice
from finance.operations.assets import ComponentWanted
from finance.states import AssetMoveState, AssetState
from sharedservices.common.forms import DayField, FilterForm, PoundsField, Radios, SearchInput

MOST_COMPONENTS, MOST_YEARS = 4, 999
SHOWN = [(one.value, one.label) for one in AssetState if one not in (AssetState.REFUSED,)]
MOVES = [(one.value, one.label) for one in AssetMoveState]


def classes(on: date) -> Choices:
    """Return the classes of the policy on a day, for a form."""
    return [(one.code, one.title) for one in policy_on(on).classes.values()]


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Reason", max_length=200, help_text="Whoever approves it and auditors read it",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Say why"},
    )  # fmt: skip


class AssetsFilter(FilterForm):
    """Which assets."""

    q = forms.CharField(label="Number, name or location", required=False, max_length=100, widget=SearchInput)
    entity = choice("Legal entity")
    asset_class = choice("Class")
    state = choice("State", [("", "All states"), *SHOWN])
    valuation = choice("Valuation", [("", "Any"), ("due", "Due")])

    def __init__(self, *args: Any, entities: Choices, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]
        self.fields["asset_class"].choices = [("", "All classes"), *classes(on)]  # type: ignore[attr-defined]


class MovesFilter(FilterForm):
    """Which changes."""

    state = choice("State", [("", "All states"), *MOVES])


class EntityFilter(FilterForm):
    """Whose."""

    entity = choice("Legal entity")

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class NoteFilter(OfEntity):
    """Whose movements, and up to which period."""


class AddAssetForm(forms.Form):
    """What a posted line paid for, with up to four components."""

    existing = forms.ChoiceField(
        label="Is it a part of an asset that is here?", required=False,
        help_text="A further stage, or an enhancement. Then only components and the reason are asked for",
    )  # fmt: skip
    asset_class = forms.ChoiceField(label="Class")
    name = forms.CharField(label="Name", max_length=120, required=False)
    location = forms.CharField(label="Location", max_length=160, required=False)
    custodian = forms.CharField(
        label="Cost centre", max_length=20, help_text="It looks after the asset and is charged with it", required=False
    )
    project = forms.CharField(label="Capital project", max_length=6, required=False)
    in_use_on = DayField(label="In use on", required=False, help_text="Leave it empty while it is under construction")
    lease_ends_on = DayField(label="Lease ends on", required=False, help_text="Of a right-of-use asset")

    def __init__(self, *args: Any, on: date, assets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["existing"].choices = [("", "No: it is a new one"), *assets]  # type: ignore[attr-defined]
        self.fields["asset_class"].choices = classes(on)  # type: ignore[attr-defined]
        for n in range(1, MOST_COMPONENTS + 1):
            of = f"Component {n}" if n > 1 else "Component"
            is_first = n == 1
            self.fields[f"part_{n}"] = forms.CharField(
                label=of, max_length=80, required=is_first, help_text="Roof, structure, services" if is_first else "",
                error_messages={"required": "Name the component, if only “Whole”"},
            )  # fmt: skip
            self.fields[f"cost_{n}"] = PoundsField(
                label=f"{of}: cost", required=is_first, error_messages={"required": "Enter its cost"}
            )
            self.fields[f"years_{n}"] = forms.IntegerField(
                label=f"{of}: life in years", min_value=0, max_value=MOST_YEARS, required=is_first,
                help_text="0 for land" if is_first else "", error_messages={"required": "Enter its life in years"},
            )  # fmt: skip
            self.fields[f"residual_{n}"] = PoundsField(label=f"{of}: residual value", required=False)
        self.fields["reason"] = _reason()

    def clean(self) -> dict[str, Any]:
        """Ask for a cost and a life of each component that has a name."""
        given = super().clean() or {}
        if not given.get("existing"):
            if not given.get("name"):
                self.add_error("name", "Enter what it is")
            if not given.get("custodian"):
                self.add_error("custodian", "Enter the code of a cost centre")
        for n in range(2, MOST_COMPONENTS + 1):
            named, cost, years = (given.get(f"{one}_{n}") for one in ("part", "cost", "years"))
            if named and cost is None:
                self.add_error(f"cost_{n}", "Enter its cost")
            if named and years is None:
                self.add_error(f"years_{n}", "Enter its life in years")
            if not named and cost is not None:
                self.add_error(f"part_{n}", "Name the component")
        return given

    def components(self) -> list[ComponentWanted]:
        """Return the components that are filled in."""
        given = self.cleaned_data
        return [
            ComponentWanted(
                name=given[f"part_{n}"], cost=given[f"cost_{n}"], years=given[f"years_{n}"],
                residual=given[f"residual_{n}"] or Decimal(0),
            )
            for n in range(1, MOST_COMPONENTS + 1)
            if given.get(f"part_{n}")
        ]  # fmt: skip


class TakeOnForm(forms.Form):
    """A file of the system before, and what it comes to."""

    entity = forms.ChoiceField(label="Legal entity")
    on = DayField(
        label="As at", help_text="The last day of a month: its balances are in the ledger",
        error_messages={"required": "Enter the day"},
    )  # fmt: skip
    control_cost = PoundsField(label="Control total of cost", error_messages={"required": "Enter what all cost"})
    control_depreciation = PoundsField(
        label="Control total of depreciation", error_messages={"required": "Enter the accumulated depreciation"}
    )
    reason = _reason()
    file = forms.FileField(label="CSV or Excel file", error_messages={"required": "Choose a file"})

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class UseForm(forms.Form):
    """From when an asset is in use."""

    on = DayField(label="In use on", error_messages={"required": "Enter the day"})
    reason = _reason()


class ValueForm(forms.Form):
    """What an asset is worth."""

    is_impairment = forms.TypedChoiceField(
        label="What is it?", widget=Radios(), coerce=lambda value: value == "IMPAIRMENT",
        choices=[("REVALUATION", "A valuation"), ("IMPAIRMENT", "An impairment: it lost value through something that "
                 "happened")], error_messages={"required": "Choose what it is"},
    )  # fmt: skip
    on = DayField(label="On", help_text="The last day of a month", error_messages={"required": "Enter the day"})
    value = PoundsField(label="Value", error_messages={"required": "Enter the value"})
    valuer = forms.CharField(label="Valuer", max_length=120, required=False, help_text="Of a valuation")
    years = forms.IntegerField(
        label="Life in years from then on", min_value=1, max_value=MOST_YEARS, required=False,
        help_text="Leave it empty to keep what is left",
    )  # fmt: skip
    reason = _reason()


class LifeForm(forms.Form):
    """How long a component lasts."""

    component = forms.TypedChoiceField(label="Component", coerce=int)
    on = DayField(label="From the end of", help_text="The last day of a month",
                  error_messages={"required": "Enter the day"})  # fmt: skip
    years = forms.IntegerField(
        label="Life in years from then on", min_value=1, max_value=MOST_YEARS,
        error_messages={"required": "Enter the years"},
    )  # fmt: skip
    residual = PoundsField(label="Residual value", initial=Decimal(0), error_messages={"required": "Enter it, or 0"})
    reason = _reason()

    def __init__(self, *args: Any, components: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = components  # type: ignore[attr-defined]


class DisposeForm(forms.Form):
    """How an asset leaves."""

    on = DayField(label="Disposed of on", error_messages={"required": "Enter the day"})
    part = PoundsField(label="Part of the cost", required=False, help_text="Leave it empty for all of it")
    proceeds = PoundsField(
        label="Proceeds", initial=Decimal(0), error_messages={"required": "Enter them, or 0"},
        help_text="What it was sold for: its invoice credits them to 74000",
    )  # fmt: skip
    reason = _reason()


class DepreciateForm(forms.Form):
    """Which month is charged."""

    month = forms.ChoiceField(label="Month", help_text="Months before it that were not charged are made up")

    def __init__(self, *args: Any, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months  # type: ignore[attr-defined]


class RefuseMoveForm(forms.Form):
    """Why a change is not approved."""

    reason = forms.CharField(label="Reason", max_length=200, error_messages={"required": "Say why"})


class ReverseMoveForm(forms.Form):
    """When and why a change is undone."""

    on = DayField(label="On", error_messages={"required": "Enter the day"})
    reason = _reason()
