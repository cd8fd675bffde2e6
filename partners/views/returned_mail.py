"""Letters that came back: recording one, the addresses to be mended; and pulling letters out of paper."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from partners import letter_templates
from partners.forms_mail import MendForm, PulledForm, ReturnedForm
from partners.models import AddressStop, Letter
from partners.operations import letters, returned_mail
from partners.queries import letters as found
from partners.states import BatchState
from partners.views.base import PartnerFormView, now
from partners.views.letters import BatchView, LettersView
from sharedservices.common.formatting import moment

HEADINGS = [{"label": one} for one in ("Addressee", "Letter", "Envelope says", "Recorded", "Action")]


class CameBack(LettersView, TemplateView):
    """The addresses that nothing is printed for."""

    template_name = "partners/letters_returned.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them."""
        rows = found.returned(partner_id=self.partner.pk)
        return super().get_context_data(
            tabs=self.tabs("letters_returned"),
            headings=HEADINGS,
            rows=[self._cells(row) for row in rows],
            breadcrumbs=self.trail(("Came back", "")),
            **kwargs,
        )

    def _cells(self, row: AddressStop) -> list[dict[str, Any]]:
        href = self.at("address_mend", address_stop=row.uuid) if self.may("letters.print") else ""
        to = found.printed_addressee(row.letter)
        return [
            {"text": to.name, "is_header": True},
            {"text": letter_templates.name_of(code=row.letter.template_code)},
            {"text": row.letter.get_returned_display()},
            {"text": f"{row.noted_by}, {moment(row.noted_at)}"},
            {"text": "The address is right" if href else "", "href": href, "context": f"of {to.name}"},
        ]


class RecordReturned(LettersView, PartnerFormView):
    """Record that a letter came back."""

    permission = "letters.print"
    template_name = "partners/form_page.html"
    form_class = ReturnedForm
    success_message = "Recorded. Nothing more is printed for this address until it is mended."
    letter: Letter

    def load(self) -> None:
        """Find the letter. :raises Http404: when there is none that was posted."""
        rows = Letter.objects.of(self.partner.pk).select_related("message", "batch")
        row = rows.filter(uuid=self.kwargs["letter"], message__state="SENT").first()
        if row is None or row.batch is None:
            raise Http404
        self.letter = row

    def perform(self, form: Form) -> str:
        """Record it."""
        returned_mail.record_returned(
            partner_id=self.partner.pk, letter=self.letter.uuid, returned=form.cleaned_data["returned"], by=self.user,
            at=now(),
        )  # fmt: skip
        return self.at("letters_returned")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        assert self.letter.batch is not None  # noqa: S101 - load has seen to it
        batch = self.at("letter_batch", letter_batch=self.letter.batch.uuid)
        name = found.printed_addressee(self.letter).name
        words = {
            "title": f"Letter to {name} came back",
            "lead": "Open nothing. Further letters to this address wait until the address is mended.",
            "submit": "Record it",
        }
        crumbs = self.trail((str(self.letter.batch), batch), ("Came back", ""))
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=batch, **words, **kwargs)


class MendAddress(LettersView, PartnerFormView):
    """Say that an address is right after all."""

    permission = "letters.print"
    template_name = "partners/form_page.html"
    form_class = MendForm
    success_message = "Letters are printed for this address again."
    stop: AddressStop

    def load(self) -> None:
        """Find it. :raises Http404: when there is none that waits."""
        stop = found.returned(partner_id=self.partner.pk).filter(uuid=self.kwargs["address_stop"]).first()
        if stop is None:
            raise Http404
        self.stop = stop

    def perform(self, form: Form) -> str:
        """Mend it."""
        returned_mail.mend(
            partner_id=self.partner.pk, stop=self.stop.uuid, how=form.cleaned_data["how"], by=self.user, at=now()
        )
        return self.at("letters_returned")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        back = self.at("letters_returned")
        name = found.printed_addressee(self.stop.letter).name
        words = {"title": f"The address of {name} is right", "submit": "Print letters for it again"}
        crumbs = self.trail(("Came back", back), ("Mend", ""))
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=back, **words, **kwargs)


class PullLetters(BatchView, PartnerFormView):
    """Record that what must not leave was taken out of the paper."""

    permission = "letters.print"
    template_name = "partners/form_page.html"
    form_class = PulledForm
    success_message = "Recorded. The batch can be posted now."

    def load(self) -> None:
        """Find the batch. :raises Http404: unless it is printed and something is held back."""
        super().load()
        self.held = found.to_pull(found.in_batch(self.batch))
        if self.batch.state != BatchState.PRINTED or not self.held:
            raise Http404

    def perform(self, form: Form) -> str:
        """Record it."""
        letters.pull(partner_id=self.partner.pk, batch=self.batch.uuid, by=self.user, at=now())
        return self.batch_at()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the pages."""
        words = {
            "title": f"Pull letters out of {str(self.batch).lower()}",
            "lead": f"These must not leave: {letters.pages(self.held)}.",
            "submit": "They are destroyed",
            "kind": "warning",
        }
        crumbs = self.trail((str(self.batch), self.batch_at()), ("Pull", ""))
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=self.batch_at(), **words, **kwargs)
