"""My tax code, National Insurance, student loans and pension, as they hold today; and my documents."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.pension_nominations import nomination
from hr.models import Employment, NiCategory, PensionMembership, StudentLoan, TaxCode
from hr.queries import documents as kept
from hr.views.my_details import MyDetailsView
from sharedservices.common.formatting import day

WEEK_1 = "Worked out on each pay period by itself (week 1 or month 1)"


class MyTax(MyDetailsView, TemplateView):
    """What decides tax, National Insurance and pension of each employment today."""

    template_name = "hr/me_tax.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each employment that goes on."""
        on = timezone.localdate()
        jobs = Employment.objects.filter(person_id__in=self.access.person_ids, valid__contains=on)
        shown = [
            {"title": f"Employment {one.employee_no}", "tax": self._tax(one), "pension": self._pension(one)}
            for one in jobs.order_by("employee_no", "id")
        ]
        return super().get_context_data(
            jobs=shown, tabs=self.tabs("my_tax"), ask_href=self.url("my_question_new") if self.may("me.ask") else "",
            **kwargs,
        )  # fmt: skip

    def _tax(self, job: Employment) -> list[dict[str, Any]]:
        today = {"employment": job, "valid__contains": timezone.localdate()}
        rows = [
            {
                "key": "Tax code", "value": one.code,
                "hint": f"{one.get_source_display()}, from {day(one.valid.lower)}. {WEEK_1 if one.week1month1 else ''}",
            }
            for one in TaxCode.objects.filter(**today).order_by("id")
        ]  # fmt: skip
        rows += [
            {"key": "National Insurance category", "value": one.category, "hint": f"From {day(one.valid.lower)}"}
            for one in NiCategory.objects.filter(**today).order_by("id")
        ]
        rows += [
            {"key": "Student loan", "value": str(one.get_plan_display()), "hint": one.source}
            for one in StudentLoan.objects.filter(**today).order_by("id")
        ]
        return rows

    def _pension(self, job: Employment) -> list[dict[str, Any]]:
        rows = PensionMembership.objects.filter(employment=job, valid__contains=timezone.localdate())
        return [self._membership(one) for one in rows.select_related("scheme", "assignment").order_by("id")]

    def _membership(self, one: PensionMembership) -> dict[str, Any]:
        found = nomination(one.scheme.law_scheme)
        return {
            "rows": [
                {"key": "Scheme", "value": one.scheme.name, "hint": f"Job {one.assignment.number}"},
                {"key": "Section", "value": str(one.get_section_display()), "hint": f"From {day(one.valid.lower)}"},
            ],
            "name": found[0] if found else "",
            "href": found[1] if found else "",
        }


class MyDocuments(MyDetailsView, TemplateView):
    """My contract, letters, receipts and fit notes: opening one leaves a trace."""

    template_name = "hr/me_documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List one’s own documents, the newest first."""
        mine = kept.own(partner_id=self.partner.pk, person_ids=self.access.person_ids)
        rows = [
            [
                {"text": one.title, "is_header": True, "href": self.url("my_document", document=one.uuid)},
                {"text": str(one.get_kind_display())},
                {"text": day(timezone.localdate(one.uploaded_at))},
            ]
            for one in mine
        ]
        headings = [{"label": label} for label in ("Document", "What it is", "Kept since")]
        return super().get_context_data(rows=rows, headings=headings, tabs=self.tabs("my_documents"), **kwargs)
