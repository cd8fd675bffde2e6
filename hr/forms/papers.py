"""The documents that go with a request: handed in when it is sent, because a file is not carried from page to page."""

from typing import Any

from django import forms

from hr.operations.documents import read_upload
from sharedservices.common.errors import DomainError

FILES = "A photo or scan: PDF, JPEG or PNG, up to 10 MB."
KEPT = f"{FILES} It is kept in the person’s file and shown to whoever decides"
KEPT_HERE = f"{FILES} It is kept with the request and shown to whoever may see it"


class PapersForm(forms.Form):
    """Up to three files."""

    document = forms.FileField(label="Document that shows it", required=False, help_text=KEPT)
    document_2 = forms.FileField(label="Another document", required=False)
    document_3 = forms.FileField(label="A third document", required=False)

    def __init__(self, *args: Any, is_about_person: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_about_person:
            self.fields["document"].help_text = KEPT_HERE

    @property
    def is_given(self) -> bool:
        """Whether any file was handed in."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def contents(self) -> list[bytes]:
        """Return the bytes of the files, in their order. :raises RuleBroken: for one that is not kept."""
        files = [self.cleaned_data.get(name) for name in self.fields]
        return [read_upload(one.file) for one in files if one]

    def refuse(self, error: DomainError) -> bool:
        """Show what was refused of a document beside it; tell whether it was about one."""
        is_mine = error.field in {"document", "file"}
        if is_mine:
            self.add_error("document", error.explanation)
        return is_mine
