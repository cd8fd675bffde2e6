"""Data protection: what waits, how long data is kept, and the record of processing."""

import io
from collections.abc import Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from partners import holdings, retention
from partners.audit import audit
from partners.forms_privacy import HashForm, NothingForm, ScheduleForm
from partners.models import AuditAction, RetentionSchedule
from partners.operations import retention as operations
from partners.queries import breaches, privacy_pages, rights, sar
from partners.queries import retention as found
from partners.states import SCHEDULE, PurgeState, ScheduleState
from partners.views.base import PartnerFormView, PartnerView, now
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import ExportFormat, about, write_rows
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, moment

TABS = (
    ("Overview", "", "privacy.view"),
    ("Access requests", "requests/", "privacy.manage"),
    ("Rights and complaints", "rights/", "privacy.manage"),
    ("Breaches", "breaches/", "privacy.manage"),
    ("Retention", "retention/", "privacy.view"),
    ("Erasure", "erasure/", "privacy.view"),
    ("Legal holds", "holds/", "privacy.view"),
    ("Who looked", "lookups/", "privacy.watch"),
    ("Record of processing", "processing/", "privacy.view"),
)


class NotOnePerson(DomainError):
    """A text means nobody, or several people."""


class PrivacyView(PartnerView):
    """A page of data protection."""

    permission = "privacy.view"

    def url(self, path: str = "") -> str:
        """Return an address below data protection."""
        return f"/p/{self.partner.code}/privacy/{path}"

    def trail(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        top = "" if not more else self.url()
        return self.crumbs(("Data protection", top), *more)

    def tabs(self, path: str) -> list[dict[str, Any]]:
        """Return the pages that this reader may open."""
        return [
            {"label": label, "href": self.url(to), "active": to == path} for label, to, needs in TABS if self.may(needs)
        ]

    def person(self, text: str) -> int:
        """Return the one person that a text means. :raises NotOnePerson: when it is none or several."""
        people = holdings.find_people(partner_id=self.partner.pk, text=text)
        if len(people) != 1:
            said = "Several people are meant: enter the employee number." if people else "There is nobody of this name."
            raise NotOnePerson(said, field="person")
        return people[0][0]


class PrivacyForm(PrivacyView, PartnerFormView):
    """A form of data protection on a page of its own."""

    template_name = "partners/form_page.html"
    title = ""
    lead = ""
    submit = "Save"

    def back(self) -> str:
        """Return where one came from."""
        return self.url()

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above this one."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, lead=self.lead, submit=self.submit, cancel_href=self.back(),
            breadcrumbs=self.trail(*self.above(), (self.title, "")), **kwargs,
        )  # fmt: skip


class Overview(PrivacyView, TemplateView):
    """What waits, and where everything is."""

    template_name = "privacy/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count."""
        pk = self.partner.pk
        schedule = found.schedule_in_force(pk)
        waiting = found.schedules(pk).filter(state=ScheduleState.PROPOSED).count()
        purges = found.proposals(pk).filter(state__in=[PurgeState.PROPOSED, PurgeState.APPROVED]).count()
        in_force = f"Version {schedule.version}" if schedule else "None in force"
        tiles = [
            {"label": "Access requests open", "value": sar.open_cases(pk).count(), "href": self._if("requests/")},
            {"label": "Rights and complaints", "value": rights.open_cases(pk).count(), "href": self._if("rights/")},
            {"label": "Breaches, clock running", "href": self._if("breaches/"), **self._clock(pk)},
            {"label": "Retention schedule", "value": in_force, "href": self.url("retention/"),
             "hint": counted(waiting, "proposal waits", "proposals wait") if waiting else ""},
            {"label": "Erasures open", "value": purges, "href": self.url("erasure/")},
            {"label": "Legal holds", "value": found.legal_holds(pk, only_open=True).count(),
             "href": self.url("holds/")},
        ]  # fmt: skip
        return super().get_context_data(tiles=tiles, tabs=self.tabs(""), breadcrumbs=self.trail(), **kwargs)

    def _clock(self, partner_id: int) -> dict[str, Any]:
        """Return how many breaches run against the clock; red when the Commissioner should have been told."""
        found = list(breaches.ticking(partner_id))
        n_late = sum(one.due_at < now() for one in found)
        late = {"hint": f"{n_late} over 72 hours", "kind": "problem"} if n_late else {}
        return {"value": len(found), **late}

    def _if(self, path: str) -> str:
        return self.url(path) if self.may("privacy.manage") else ""


class Retention(PrivacyView, TemplateView):
    """The schedule in force, and the others."""

    template_name = "privacy/retention.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what holds."""
        schedule = found.schedule_in_force(self.partner.pk)
        actions = [{"label": "Propose a schedule", "href": self.url("retention/propose/")}]
        return super().get_context_data(
            schedule=schedule, rows=rule_rows(schedule), headings=RULE_HEADINGS, tabs=self.tabs("retention/"),
            others=[_schedule_row(self, one) for one in found.schedules(self.partner.pk)],
            actions=actions if self.may("privacy.manage") else [], breadcrumbs=self.trail(("Retention", "")), **kwargs,
        )  # fmt: skip


RULE_HEADINGS = [{"label": "Data"}, {"label": "Kept for"}, {"label": "Clock starts"}, {"label": "Source"}]


def rule_rows(schedule: RetentionSchedule | None) -> list[list[dict[str, Any]]]:
    """Return the rules of a schedule as rows; without one, what is proposed."""
    rules = found.rules(schedule)
    rows: list[list[dict[str, Any]]] = []
    for one in retention.classes():
        rule, proposed = rules.get(one.code), retention.seed()[one.code]
        clock = rule.clock if rule else proposed.clock.value
        hint = "" if clock == "day" else "Counted from the end of that tax year"
        months = rule.months if rule else proposed.months
        rows.append(
            [
                {"text": one.name, "is_header": True},
                {"text": period(months)},
                {"text": one.starts, "hint": hint},
                {"text": rule.source if rule else proposed.source},
            ]
        )
    return rows


def period(months: int) -> str:
    """Return months as people say them."""
    years, rest = divmod(months, 12)
    if months == 0:
        return "Until then"
    if rest:
        return counted(months, "month", "months")
    return counted(years, "year", "years")


def _schedule_row(view: PrivacyView, one: RetentionSchedule) -> list[dict[str, Any]]:
    by = f"{one.approved_by}, {moment(one.approved_at)}" if one.approved_at else ""
    return [
        {"text": str(one), "href": view.url(f"retention/{one.uuid}/"), "is_header": True},
        {"text": one.get_state_display()},
        {"text": f"{one.proposed_by}, {moment(one.proposed_at)}"},
        {"text": by},
    ]


class ProposeSchedule(PrivacyForm):
    """Propose how long data is kept."""

    permission = "privacy.manage"
    form_class = ScheduleForm
    title, submit = "Propose a schedule", "Propose"
    lead = "Somebody else approves it. Until then the present one holds."

    def back(self) -> str:
        """Return to retention."""
        return self.url("retention/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Retention", self.url("retention/")),)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what holds."""
        return {**super().get_form_kwargs(), "rules": found.rules(found.schedule_in_force(self.partner.pk))}

    def perform(self, form: Form) -> str:
        """Propose it."""
        months = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        row = operations.propose_schedule(
            partner_id=self.partner.pk, months=months, reason=form.cleaned_data["reason"], by=self.user, at=now()
        )
        return self.url(f"retention/{row.uuid}/")


class ScheduleView(PrivacyView):
    """A page about one schedule."""

    row: RetentionSchedule

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.schedules(self.partner.pk).get(uuid=self.kwargs["retention_schedule"])
        except RetentionSchedule.DoesNotExist:
            raise Http404 from None

    def back(self) -> str:
        """Return to the schedule."""
        return self.url(f"retention/{self.row.uuid}/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return (("Retention", self.url("retention/")), (str(self.row), self.back()))


class SchedulePage(ScheduleView, TemplateView):
    """One schedule, and what may be done with it."""

    template_name = "privacy/schedule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        row = self.row
        allowed = allowed_actions(SCHEDULE, row.state, self.access.permissions)
        steps = []
        if "approve" in allowed:
            own = row.proposed_human == self.user.human_id
            why = "You proposed it: somebody else approves it." if own else ""
            steps.append({"label": "Approve", "href": f"{self.back()}approve/", "why_not": why})
        if "withdraw" in allowed:
            steps.append({"label": "Withdraw", "href": f"{self.back()}withdraw/", "why_not": ""})
        approved = f"{row.approved_by}, {moment(row.approved_at)}" if row.approved_at else ""
        facts = [
            {"key": "Proposed", "value": f"{row.proposed_by}, {moment(row.proposed_at)}", "hint": row.reason},
            {"key": "Approved", "value": approved},
            {"key": "Hash of the rules", "value": row.content_hash},
        ]
        trail = self.trail(("Retention", self.url("retention/")), (str(row), ""))
        return super().get_context_data(
            row=row, state_words=row.get_state_display(), facts=facts, steps=steps, rows=rule_rows(row),
            headings=RULE_HEADINGS, breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class ApproveSchedule(ScheduleView, PrivacyForm):
    """Approve it."""

    permission = "privacy.approve"
    form_class = HashForm
    title, submit = "Approve this schedule", "Approve"
    lead = (
        "From now on data is kept for as long as it says. Nothing is erased by this: each erasure has its own approval."
    )

    def get_initial(self) -> dict[str, Any]:
        """Hold what was read."""
        return {"content_hash": self.row.content_hash}

    def perform(self, form: Form) -> str:
        """Approve it."""
        operations.approve_schedule(schedule=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()


class WithdrawSchedule(ScheduleView, PrivacyForm):
    """Withdraw it."""

    permission = "privacy.manage"
    form_class = NothingForm
    title, submit = "Withdraw this schedule", "Withdraw"

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        operations.withdraw_schedule(schedule=self.row.uuid, by=self.user, at=now())
        return self.back()


class ProcessingFile(PrivacyView):
    """The register of processing activities as a file, a line for each. Source: UK GDPR article 30(4)."""

    HEADER: ClassVar[Sequence[str]] = (
        "Activity", "Purpose", "Lawful basis", "Condition for special categories", "Records", "Kept", "Starts",
        "Roles that see it", "By which permissions", "Given to",
    )  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, and send it."""
        rows = [
            [
                one.name, one.purpose, one.basis, one.special, ", ".join(one.data), one.kept, one.starts,
                ", ".join(role for role, _words in one.roles),
                "; ".join(f"{role}: {', '.join(words)}" for role, words in one.roles), one.recipients,
            ]
            for one in privacy_pages.register(partner_id=self.partner.pk)
        ]  # fmt: skip
        stream = io.BytesIO()
        told = about(self, f"Record of processing, {self.partner.name}")
        write_rows(stream, file_format=ExportFormat.CSV, header=self.HEADER, rows=rows, about=told)
        audit(
            action=AuditAction.EXPORT, object_type="partners_retentionrule", object_id="register",
            label=f"Record of processing, {len(rows)} activities", changes={"rows": len(rows)},
        )  # fmt: skip
        return HttpResponse(
            stream.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="record-of-processing.csv"'},
        )


class Processing(PrivacyView, TemplateView):
    """The record of processing activities. Source: UK GDPR article 30."""

    template_name = "privacy/processing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put it together from what the apps register."""
        return super().get_context_data(
            entries=privacy_pages.processing(partner_id=self.partner.pk), tabs=self.tabs("processing/"),
            breadcrumbs=self.trail(("Record of processing", "")), **kwargs,
        )  # fmt: skip
