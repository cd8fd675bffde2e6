"""Forms of electronic invoices: handing files in, choosing the account, returning."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from finance import rules_einvoices as rules
from finance.engine import ubl
from finance.forms.payables import PayablesFilter
from finance.models import SupplierInvoice
from finance.models.einvoices import WORDS
from sharedservices.common.forms import DayField

MOST_FILES = 20


class SeveralFiles(forms.FileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each with a name and something in it."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files. :raises ValidationError: for none, or one that is empty."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in (given or [None])]


class ElectronicFilesForm(forms.Form):
    """Electronic invoices as their suppliers’ systems wrote them, and when they came."""

    documents = FilesField(
        label="Electronic invoices", widget=SeveralFiles(attrs={"accept": ".xml,application/xml,text/xml"}),
        help_text=f"XML files in UBL 2.1, up to {MOST_FILES} at once, each of at most {ubl.MOST_BYTES >> 20} MB",
        error_messages={"required": "Choose the files", "empty": "One of the files is empty"},
    )  # fmt: skip
    received_on = DayField(
        label="When did they come?", help_text="The first day on which they were anywhere here, a mailbox included",
        error_messages={"required": "Enter the day on which they came"},
    )  # fmt: skip

    def clean_documents(self) -> list[tuple[str, bytes]]:
        """Read the files. :raises ValidationError: with every one that is no electronic invoice, by its name."""
        given: list[UploadedFile] = self.cleaned_data["documents"]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"These are {len(given)} files. Choose at most {MOST_FILES} at once.")
        read, wrong = [], []
        for one in given:
            name = one.name or "file"
            data = one.read(ubl.MOST_BYTES + 1)
            try:
                ubl.glimpse(data)
            except ubl.NotAccepted as refused:
                first = refused.faults[0]
                error = rules.ElectronicFile.broken(name=name, why=first.message, what=first.remedy)
                wrong.append(error.explanation)
            read.append((name, data))
        if wrong:
            raise forms.ValidationError(wrong)
        return read

    def clean_received_on(self) -> Any:
        """Return the day. :raises ValidationError: for one in the future."""
        on = self.cleaned_data["received_on"]
        if on > timezone.localdate():
            raise forms.ValidationError("They cannot have come in the future. Enter today or an earlier day.")
        return on


class EnterForm(forms.Form):
    """The account that an electronic invoice is entered for; of a credit note also what it credits."""

    account = forms.CharField(
        label="Supplier’s account", max_length=10, help_text="Like S000012: the list of suppliers has it",
        error_messages={"required": "Enter the supplier’s account"},
    )  # fmt: skip
    credits = forms.CharField(
        label="Which invoice it credits", max_length=10, required=False, help_text="Our number, like I0000012"
    )

    def __init__(
        self, *args: Any, find_account: Callable[[str], Any], find_invoice: Callable[[str], SupplierInvoice | None],
        is_credit: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._find_account, self._find_invoice = find_account, find_invoice
        if not is_credit:
            del self.fields["credits"]

    def clean_account(self) -> Any:
        """Find the account. :raises ValidationError: when there is none."""
        found = self._find_account(self.cleaned_data["account"])
        if found is None:
            raise forms.ValidationError("There is no such account. Take its number from the list of suppliers.")
        return found.uuid

    def clean_credits(self) -> Any:
        """Find the invoice. :raises ValidationError: when there is none."""
        text = self.cleaned_data["credits"]
        found = self._find_invoice(text) if text else None
        if text and found is None:
            raise forms.ValidationError("There is no such invoice. Our numbers look like I0000012.")
        return found.uuid if found else None


class GiveBackForm(forms.Form):
    """What the supplier was told, and when."""

    reason = forms.CharField(
        label="What the supplier was told", max_length=rules.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Send this to the supplier’s address on record, not to one that only the invoice gives",
        error_messages={"required": "Say what the supplier was told"},
    )  # fmt: skip
    told_on = DayField(
        label="When the supplier was told",
        error_messages={"required": "Enter the day on which you told the supplier"},
    )


class ElectronicFilter(PayablesFilter):
    """Which electronic invoices."""

    states = [(state.value, words) for state, words in WORDS.items()]
