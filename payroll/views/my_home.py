"""My home: what is coming, what I asked for and how it gets on, and the way to everything else of mine."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.models import BankChange, Claim, Employment, LeaveBooking, MonthlyInput
from hr.queries import bank_changes, pay_groups
from hr.queries.person_time import jobs_time
from hr.states import PENDING_BANK_CHANGES, InputState
from payroll.models import PayQuery
from payroll.queries import payslip_lists
from payroll.views.payslip_pages import PayView
from sharedservices.common.formatting import day, money, number

MOST = 5
OVER = ("PAID", "REJECTED", "WITHDRAWN")


class MyHome(PayView, TemplateView):
    """One page for an employee on a phone: the middleware has narrowed the scope to the user's own rows."""

    permission = "me.view"
    template_name = "payroll/me_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is coming, what is under way, and where the rest is."""
        return super().get_context_data(
            name=self.user.get_short_name(), alarm=self._alarm(), coming=self._coming(), requests=self._requests(),
            links=self._links(), **kwargs,
        )  # fmt: skip

    def at(self, name: str, **more: Any) -> str:
        """Return the address of one of one's own pages."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **more})

    def _own(self, rows: Any) -> Any:
        return rows.of(self.partner.pk).filter(person_id__in=self.access.person_ids)

    def _alarm(self) -> dict[str, str] | None:
        """Return the words about a bank change under way: whoever did not ask for it sees it here."""
        row: BankChange | None = self._own(BankChange.objects).filter(state__in=PENDING_BANK_CHANGES).first()
        if row is None:
            return None
        said = (
            "your pay to go to another account"
            if row.part == BankChange.Part.MAIN
            else "a change of your second account"
        )
        words = f"Somebody asked for {said}, {row}. If it was not you, cancel it now."
        return {"text": words, "href": self.at("hr:my_bank")}

    def _coming(self) -> list[dict[str, Any]]:
        on = timezone.localdate()
        jobs = [
            job
            for job in self._own(Employment.objects).select_related("pay_group").order_by("-valid", "id")
            if job.valid.upper is None or job.valid.upper > on
        ]
        dates = sorted({date for job in jobs for date in pay_groups.pay_dates(job, on=on)[:1]})
        years = payslip_lists.payslip_years(person_ids=self.access.person_ids)
        rows = [{"key": "Next pay day", "value": day(dates[0]) if dates else "Not known yet"}]
        if years:
            last = years[0].rows[0]
            href = self.at("my_payslip", run_uuid=last.run, employment_uuid=last.employment)
            rows.append(
                {
                    "key": "Latest payslip",
                    "value": money(last.net),
                    "hint": f"{last.label}, net pay",
                    "href": href,
                    "action": "Open",
                    "context": "the latest payslip",
                }
            )
        return [*rows, *self._leave(on)]

    def _leave(self, on: Any) -> list[dict[str, Any]]:
        found = jobs_time(partner_id=self.partner.pk, person_ids=self.access.person_ids, on=on)
        shown = [one for one in found if one.leave is not None]
        return [
            {
                "key": "Leave left" if len(shown) == 1 else f"Leave left, {one.job.title}",
                "value": f"{number(one.leave.left)} hours" if one.leave else "",
                "href": self.at("hr:my_leave_request", assignment=one.job.uuid),
                "action": "Ask for leave",
                "context": one.job.title,
            }
            for one in shown
        ]

    def _requests(self) -> list[dict[str, str]]:
        changes = self._own(BankChange.objects).order_by("-requested_at")[:MOST]
        leave = self._own(LeaveBooking.objects).filter(valid__endswith__gte=timezone.localdate())
        inputs = self._own(MonthlyInput.objects).filter(state=InputState.SUBMITTED).select_related("element")
        questions = self._own(PayQuery.objects).filter(answered_at=None).order_by("-opened_at")[:MOST]
        claims = self._own(Claim.objects).exclude(state__in=OVER).order_by("-number")[:MOST]
        found = [
            _request(bank_changes.wish(row), row.state, row.get_state_display(), self.at("hr:my_bank"))
            for row in changes
        ]
        found += [
            _request(str(row), row.state, row.get_state_display(), self.at("hr:my_leave"))
            for row in leave.order_by("valid", "id")[:MOST]
        ]
        found += [
            _request(f"{row.element.name}, {row.period_start:%B %Y}", row.state, "Waiting for approval", "")
            for row in inputs.order_by("period_start", "id")[:MOST]
        ]
        found += [
            _request(
                f"{row.get_kind_display()}, claim {row}",
                row.state,
                row.get_state_display(),
                self.at("hr:my_claim", own_claim=row.uuid),
            )
            for row in claims
        ]
        found += [
            _request("Question to payroll", "waiting", "Waiting for an answer", self.at("my_pay_queries"))
            for _row in questions
        ]
        return found

    def _links(self) -> list[dict[str, str]]:
        pages = (
            ("Payslips", "my_payslips", "What you were paid, and how each figure was worked out"),
            ("My questions to payroll", "my_pay_queries", "What you asked, and the answers"),
            ("Annual leave", "hr:my_leave", "What is left, and ask for more"),
            ("Family leave", "hr:my_family_leave", "Your dates, and days that you may work meanwhile"),
            ("Sickness", "hr:my_sickness", "Your absences and sick pay"),
            ("Coming up", "hr:my_coming", "What is about to happen to your pay"),
            ("My claims", "hr:my_claims", "Mileage, additional hours and expenses"),
            ("Ask HR", "hr:my_questions", "A question, a concern, family leave, a request to work flexibly"),
            ("My requests", "hr:my_changes", "Ask for other hours, a new name, or details to be put right"),
            ("My details", "hr:my_details", "Address, contacts, whom to call in an emergency"),
            ("Bank account", "hr:my_bank", "Where your pay goes"),
            ("Tax and pension", "hr:my_tax", "Your tax code, and who gets the lump sum of your pension"),
            ("My documents", "hr:my_documents", "Contract, letters, receipts and fit notes"),
            ("Checks and training", "hr:my_checks", "What your job needs of you, and what is due"),
            ("My equality answers", "hr:my_equality", "Yours to give or not; nobody sees them by name"),
            ("My start", "hr:my_start", "Your first day, contract and other documents"),
            ("What is held about me", "hr:my_data", "And who looked at it"),
        )
        return [{"title": title, "href": self.at(name), "hint": hint} for title, name, hint in pages]


def _request(title: str, state: str, words: str, href: str) -> dict[str, str]:
    return {"title": title, "state": state, "words": words, "href": href}
