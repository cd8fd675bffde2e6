"""Record what somebody asked for about a second account in person, or in a call that HR made."""

from typing import Any

from django.forms import Form
from django.utils import timezone

from hr.forms.bank import AskedForm, RecordSecondForm
from hr.models import BankChange
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_facts
from hr.views.bank_changes import RecordBankChange
from hr.views.my_bank import ACCOUNT


class RecordSecond(RecordBankChange):
    """A second account for a fixed amount of each pay period, or another amount for the one there is."""

    form_class = RecordSecondForm
    title, here = "Record a second bank account", "Second account"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Where there is one, the amount may change alone."""
        has_second = bank_facts.second_on(self.job, timezone.localdate()) is not None
        return {**super().get_form_kwargs(), "has_second": has_second}

    def wanted(self, form: Form) -> Wanted:
        """Return what was asked for."""
        return Wanted(part=BankChange.Part.SECOND, **{name: form.cleaned_data[name] for name in ("amount", *ACCOUNT)})


class RecordSecondEnd(RecordBankChange):
    """The end of a second account."""

    form_class = AskedForm
    title, here = "Record the end of the second bank account", "End of the second account"

    def wanted(self, form: Form) -> Wanted:
        """Return what was asked for."""
        return Wanted(part=BankChange.Part.END)
