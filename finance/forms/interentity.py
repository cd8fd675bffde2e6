"""Forms of what legal entities of one partner do for each other: filters, an agreement, its end, a settlement."""

from typing import Any

from django import forms

from finance.forms.ledger import ADJUSTING, STATES, Choices, choice
from finance.models import InterEntityAgreement, Journal
from finance.models.interentity import COVERED
from sharedservices.common.forms import Checkboxes, DayField, FilterForm, Radios, SearchInput

KINDS = [one for one in Journal.Kind.choices if one[0] in COVERED]
SETTLEMENTS = InterEntityAgreement.Settlement.choices


class AgreementsFilter(FilterForm):
    """Which agreements."""

    q = forms.CharField(label="What it is about", required=False, max_length=100, widget=SearchInput)
    entity = choice("Legal entity")
    settlement = choice("Settlement", [("", "Any"), *SETTLEMENTS])
    on = DayField(label="Holds on", required=False)

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class BalancesFilter(FilterForm):
    """At the end of which period, and which pairs."""

    period = choice("At the end of")
    entity = choice("Legal entity")
    differs = choice("Which", [("", "All balances"), ("1", "Those that differ")])

    def __init__(self, *args: Any, entities: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "The latest that is open"), *periods]  # type: ignore[attr-defined]


class PairFilter(FilterForm):
    """Which lines of two entities with each other."""

    first = choice("First legal entity")
    second = choice("Second legal entity")
    period = choice("Up to period")
    unmatched = choice("Which", [("", "All lines"), ("1", "Those that only one of both has")])

    def __init__(self, *args: Any, entities: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", "Choose one"), *entities]  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "The latest that is open"), *periods]  # type: ignore[attr-defined]


class SettlementsFilter(FilterForm):
    """Which settlements."""

    entity = choice("Legal entity")
    state = choice("State", [("", "All states"), *(one for one in STATES if one[0] != "WAITING")])

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class GroupFilter(FilterForm):
    """Which legal entities make up the group, and up to which period."""

    entities = forms.MultipleChoiceField(
        label="Legal entities of the group", required=False, widget=Checkboxes(), help_text="All, where none is chosen"
    )
    period = choice("Up to period")
    adjusting = choice("Adjustments in P13 and P14", ADJUSTING)

    def __init__(self, *args: Any, entities: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entities"].choices = entities  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "The latest that is open"), *periods]  # type: ignore[attr-defined]


class AgreementForm(forms.Form):
    """An agreement as it shall hold."""

    from_entity = forms.ChoiceField(label="Between")
    to_entity = forms.ChoiceField(label="And", help_text="Journals are covered both ways")
    subject = forms.CharField(
        label="What it is about", max_length=200, help_text="Like “Police buildings, which the commissioner owns”",
        error_messages={"required": "Say what it is about"},
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="Which journals does it cover?", choices=KINDS, widget=Checkboxes(),
        error_messages={"required": "Choose at least one kind"},
    )  # fmt: skip
    settlement = forms.ChoiceField(label="How is what they owe settled?", choices=SETTLEMENTS, widget=Radios())
    first_day = DayField(label="First day", error_messages={"required": "Enter the first day"})
    last_day = DayField(label="Last day", required=False, help_text="Leave it out where it holds until it is ended")
    reason = forms.CharField(
        label="Note to whoever approves it", max_length=200, help_text="For example, where the signed paper is",
        error_messages={"required": "Say in a few words what it stands on"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_entity", "to_entity"):
            self.fields[name].choices = [("", "Choose one"), *entities]  # type: ignore[attr-defined]
            self.fields[name].error_messages["required"] = "Choose a legal entity"


class EndForm(forms.Form):
    """The last day of an agreement, and why it ends."""

    last_day = DayField(label="Last day", error_messages={"required": "Enter the last day on which it holds"})
    reason = forms.CharField(
        label="Why it ends",
        max_length=200,
        help_text="Auditors read it",
        error_messages={"required": "Say why it ends"},
    )


class SettleForm(forms.Form):
    """Which month of which two, and how it is paid."""

    first = forms.ChoiceField(label="Between")
    second = forms.ChoiceField(label="And")
    month = forms.ChoiceField(label="What they owe at the end of", help_text="A month that is over")
    accounting_date = DayField(label="Day of payment", error_messages={"required": "Enter the day of payment"})
    first_bank = forms.CharField(
        label="Cash account of the first", max_length=5, initial="93000",
        help_text="The code of a bank account of its own", error_messages={"required": "Enter a code"},
    )  # fmt: skip
    second_bank = forms.CharField(
        label="Cash account of the second", max_length=5, initial="93000", error_messages={"required": "Enter a code"}
    )

    def __init__(self, *args: Any, entities: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", "Choose one"), *entities]  # type: ignore[attr-defined]
            self.fields[name].error_messages["required"] = "Choose a legal entity"
        self.fields["month"].choices = periods  # type: ignore[attr-defined]
