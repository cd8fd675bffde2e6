"""The papers behind the gates of an onboarding: the list, recording one, signing one."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from hr.forms.onboarding import PaperForm, SignPaperForm
from hr.models import OnboardingDocument
from hr.operations import onboarding
from hr.operations.onboarding import Paper
from hr.queries import onboarding as found
from hr.views.onboarding import OnboardingForm, OnboardingView
from partners.views.base import now
from sharedservices.common.formatting import day, moment

PAPER_HEADINGS = [{"label": one} for one in ("Paper", "Date", "What it shows", "Recorded", "Signed", "Sign")]


class Papers(OnboardingView, TemplateView):
    """The papers behind the gates, and who signed them."""

    template_name = "hr/onboarding_papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them."""
        signed = found.signatures(self.project)
        rows = [self._cells(one, signed.get(one.pk, [])) for one in found.documents(self.project)]
        add = self.url("onboarding_paper") if self.may("onboarding.manage") else ""
        frame = self.frame("onboarding_papers")
        return super().get_context_data(**frame, headings=PAPER_HEADINGS, rows=rows, add_href=add, **kwargs)

    def _cells(self, one: OnboardingDocument, signed: list[Any]) -> list[dict[str, Any]]:
        names = "; ".join(f"{who.signed_by}, {who.capacity}" for who in signed)
        mine = {who.signed_human for who in signed} | {one.recorded_human}
        can = self.may("onboarding.sign") and self.user.human_id not in mine
        sign = {"text": "Sign", "href": self.url("onboarding_paper_sign", paper=one.uuid), "context": str(one)}
        return [
            {"text": one.get_kind_display(), "hint": one.reference, "is_header": True},
            {"text": day(one.dated_on), "is_nowrap": True},
            {"text": one.says},
            {"text": str(one.recorded_by), "hint": moment(one.recorded_at)},
            {"text": names or "Nobody yet"},
            sign if can else {"text": ""},
        ]


class RecordPaper(OnboardingForm):
    """Record a paper by its reference."""

    permission = "onboarding.manage"
    form_class = PaperForm
    title, submit, back_to = "Record a paper", "Record", "onboarding_papers"
    lead = "It takes the place of an older one of its kind, and needs signatures of its own."
    success_message = "The paper is recorded. Others sign it."

    def operate(self, form: Form) -> None:
        """Record it."""
        onboarding.record_paper(project=self.project.uuid, paper=Paper(**form.cleaned_data), by=self.user, at=now())


class SignPaper(OnboardingForm):
    """Sign a paper as one human being."""

    permission = "onboarding.sign"
    form_class = SignPaperForm
    submit, back_to = "Sign", "onboarding_papers"
    success_message = "You have signed."
    document: OnboardingDocument

    def load(self) -> None:
        """Find the paper. :raises Http404: when there is none in scope."""
        super().load()
        try:
            self.document = found.one_document(self.kwargs["paper"])
        except OnboardingDocument.DoesNotExist:
            raise Http404 from None

    def operate(self, form: Form) -> None:
        """Sign it."""
        onboarding.sign_paper(document=self.document.uuid, by=self.user, at=now(), **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is signed."""
        one = self.document
        title = f"Sign: {one.get_kind_display()}"
        lead = f"{one.reference} of {day(one.dated_on)}, recorded by {one.recorded_by}. {one.says}"
        return super().get_context_data(title=title, lead=lead, breadcrumbs=self.trail((title, "")), **kwargs)
