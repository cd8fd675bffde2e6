"""Equality: one’s own form on a phone as well as a desk, and the figures of an employer."""

import tempfile
from typing import Any

from django.forms import Form
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView

from hr.engine.equality import FEWEST_SHOWN
from hr.forms.equality import EmployerForm, EqualityForm
from hr.operations import equality
from hr.queries import equality as found
from hr.queries.equality import Answered
from hr.views.base import PeopleView
from partners.models import LegalEntity
from partners.views.base import PartnerFormView, now
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.exports import SPOOL_BYTES, ExportFormat, about, write_rows
from sharedservices.common.formatting import day

FEW = f"Fewer than {FEWEST_SHOWN}, or not shown so that it cannot be worked out"
HEADER = ("Employer", "Day", "Question", "Answer", "People")


class MyEquality(PeopleView, PartnerFormView):
    """Say something about oneself, or take it back. Nobody else reads it."""

    permission = "me.equality"
    template_name = "hr/me_equality.html"
    form_class = EqualityForm
    success_message = "Saved. You can change or take back every answer whenever you like."

    def load(self) -> None:
        """Find out who one is here. :raises Http404: for somebody who is nobody’s employee here."""
        if not self.access.person_ids:
            raise Http404
        self.person_id = min(self.access.person_ids)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what was answered before."""
        given = found.own_answers(partner_id=self.partner.pk, person_id=self.person_id)
        return {**super().get_form_kwargs(), "given": given}

    def perform(self, form: Form) -> str:
        """Save it."""
        equality.save_own(
            partner_id=self.partner.pk, person_id=self.person_id, answers=form.cleaned_data, by=self.user, at=now()
        )
        return self.url("my_equality")


class EqualityFigures(PeopleView, TemplateView):
    """What the people of an employer answered, in numbers of ten or more."""

    permission = "equality.report"
    template_name = "hr/equality.html"
    employer: LegalEntity

    def load(self) -> None:
        """Find the employer: the one that is asked for, else the first. :raises Http404: when there is none."""
        self.employers = list(LegalEntity.objects.of(self.partner.pk).order_by("legal_name", "id"))
        wish = self.request.GET.get("entity", "")
        chosen = next((one for one in self.employers if str(one.uuid) == wish), None)
        if not self.employers or (wish and chosen is None):
            raise Http404
        self.employer = chosen or self.employers[0]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the page, or send the file that is asked for."""
        self.answers = found.figures(
            partner_id=self.partner.pk, entity_id=self.employer.pk, on=timezone.localdate()
        )  # fmt: skip
        wish = request.GET.get("download", "")
        self._seen(wish or "page")
        return self._file(ExportFormat(wish)) if wish in set(ExportFormat) else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each question as a chart with its table."""
        choices = [(str(one.uuid), one.legal_name) for one in self.employers]
        entity = str(self.employer.uuid)
        return super().get_context_data(
            employer=self.employer.legal_name,
            today=day(timezone.localdate()),
            form=EmployerForm({"entity": entity}, employers=choices) if len(choices) > 1 else None,
            charts=[_chart(one) for one in self.answers],
            downloads=[
                {"label": label, "href": f"?entity={entity}&download={value}"}
                for label, value in (("CSV", "csv"), ("Excel", "xlsx"), ("PDF", "pdf"))
            ],
            few=FEW,
            breadcrumbs=self.crumbs(("Reports", self.url("reports")), ("Equality", "")),
            **kwargs,
        )

    def _seen(self, what: str) -> None:
        n_rows = sum(len(one.counts) for one in self.answers)
        equality.record_view(
            partner_id=self.partner.pk, employer=self.employer.legal_name, what=what, n_rows=n_rows, by=self.user
        )

    def _file(self, file_format: ExportFormat) -> FileResponse:
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
        of = (self.employer.legal_name, timezone.localdate())
        told = about(self, "Equality", [f"Employer: {self.employer.legal_name}"])
        rows = (
            [*of, question.label, one.label, "Not shown" if one.n is None else one.n]
            for question in self.answers
            for one in question.counts
        )
        write_rows(stream, file_format=file_format, header=HEADER, rows=rows, about=told, sheet="Equality")
        stream.seek(0)
        name = f"{slugify(f'equality {self.employer.code}')}-{timezone.localdate():%Y-%m-%d}.{file_format.value}"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=file_format.content_type)


def _chart(one: Answered) -> dict[str, Any]:
    """Return the chart of a question and the answers that too few gave."""
    bars = [Bar(count.label, count.n) for count in one.counts if count.n is not None]  # type: ignore[arg-type]
    chart = RowChart(title=one.label, bars=bars, summary=one.source, label_heading="Answer", value_heading="People")
    return {
        "title": one.label,
        "chart": chart if bars else None,
        "few": [count.label for count in one.counts if count.n is None],
        "source": one.source,
    }
