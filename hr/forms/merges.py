"""The filters and forms of records that stand twice."""

from django import forms

from hr.forms.base import ReasonForm
from hr.forms.lists import search
from sharedservices.common.forms import FilterForm


class DuplicatesFilter(FilterForm):
    """What narrows the lists of likely duplicates and of merges."""

    search = search("Find", "A name")


class OtherRecordForm(forms.Form):
    """Which other record there is of somebody."""

    number = forms.CharField(
        label="Employee number of the other record", max_length=20, required=False,
        help_text="Records with the same surname and date of birth are offered without it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip


class MergeForm(ReasonForm):
    """Why two records are of one human being, or are not."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Say how you know. For example, both passports seen on 3 November."
