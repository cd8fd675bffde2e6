"""Issues of a partner's data: the list, one of them, its owner, and accepting it with evidence."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.onboarding import AcceptForm, AssignForm, IssueFilter
from hr.models import OnboardingIssue
from hr.operations import migration_issues
from hr.queries import migrations
from hr.rules_onboarding import S1
from hr.states import ONBOARDING_ISSUE
from hr.views.onboarding import OnboardingForm, OnboardingView
from partners.queries import deciders
from partners.views.base import PartnerActionView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class IssuesTable(Table):
    """Issues of a partner's data."""

    caption, nouns, filename = "Issues", ("issue", "issues"), "onboarding-issues"
    filter_form, default_sort = IssueFilter, "severity"
    empty = EmptyState("There are no open issues", "A load finds them, and closes them when they are gone.")
    columns: ClassVar[Sequence[Column]] = (
        Column("key", "About", sort="key", header=True, href=lambda row: f"{row.issue}/"),
        Column("severity", "Severity", sort="severity"),
        Column("row", "Row", kind=Kind.NUMBER, sort="row"),
        Column("column", "Column", sort="column"),
        Column("message", "What is wrong", hint=lambda row: row.remedy),
        Column("remedy", "What to do", is_shown=False),
        Column("owner", "Owner", value=lambda row: row.owner or "Nobody"),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on", hint=lambda row: "Late" if row.is_late else ""),
        Column("state_words", "State", sort="state"),
        Column("rule", "Rule", sort="rule"),
        Column("evidence", "Evidence", is_shown=False),
    )


class Issues(PartnerList, OnboardingView, TemplateView):  # type: ignore[misc]
    """The list of issues."""

    template_name = "hr/onboarding_issues.html"
    table_class = IssuesTable
    audited_as = "hr_migrationissue"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the issues that the filters leave."""
        return migrations.issues(project=self.project, filters=filters, today=timezone.localdate())

    def table_options(self) -> dict[str, Any]:
        """Offer the rules that found something, and who may own an issue."""
        rules = [(code, code) for code in migrations.rules_in_use(self.project)]
        return {"form_options": {"choices": {"rule": rules, "owner": owners(self)}}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(**self.frame("onboarding_issues"), **kwargs)


def owners(view: OnboardingView) -> list[tuple[str, str]]:
    """Return who may own an issue here."""
    people = deciders.holders(partner_id=view.partner.pk, permission="onboarding.view", on=timezone.localdate())
    return [(str(one.pk), one.full_name) for one in people]


class IssueView(OnboardingView):
    """A page about one issue."""

    issue: OnboardingIssue

    def load(self) -> None:
        """Find the issue. :raises Http404: when there is none in scope."""
        super().load()
        try:
            self.issue = migrations.one_issue(self.kwargs["issue"])
        except OnboardingIssue.DoesNotExist:
            raise Http404 from None

    def page(self) -> str:
        """Return the page of the issue."""
        return self.url("onboarding_issue", issue=self.issue.uuid)

    def issue_trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.trail(
            ("Issues", self.url("onboarding_issues")), (self.issue.key, self.page() if here else ""), *here
        )


class IssuePage(IssueView, TemplateView):
    """What is wrong, what to do, who does it, and how it ended."""

    template_name = "hr/onboarding_issue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the issue and what can be done."""
        one = self.issue
        actions = allowed_actions(ONBOARDING_ISSUE, one.state, self.access.permissions)
        can = self.may("onboarding.issues")
        frame = self.frame("onboarding_issues") | {"breadcrumbs": self.issue_trail()}
        return super().get_context_data(
            **frame,
            one=one,
            facts=self._facts(),
            assign_href=self.url("onboarding_issue_assign", issue=one.uuid) if can and one.state != "CLOSED" else "",
            accept_href=self.url("onboarding_issue_accept", issue=one.uuid)
            if "accept_issue" in actions and one.severity != S1
            else "",
            reopen_href=self.url("onboarding_issue_reopen", issue=one.uuid) if "reopen_issue" in actions else "",
            is_s1=one.severity == S1,
            **kwargs,
        )

    def _facts(self) -> list[dict[str, Any]]:
        one = self.issue
        place = ", ".join(filter(None, (f"row {one.row}" if one.row else "", one.column)))
        facts = [
            {"key": "What is wrong", "value": one.message},
            {"key": "What to do", "value": one.remedy},
            {"key": "Where", "value": place},
            {"key": "Rule", "value": one.rule, "hint": one.get_severity_display()},
            {"key": "Owner", "value": str(one.owner or "")},
            {"key": "Due", "value": day(one.due_on) if one.due_on else ""},
            {"key": "State", "value": one.get_state_display()},
            {"key": "Found by", "value": str(one.found_load)},
        ]
        if one.evidence:
            facts.append({"key": "Evidence", "value": one.evidence, "hint": str(one.accepted_by or "")})
        return facts + ([{"key": "Closed by", "value": str(one.closed_load)}] if one.closed_load else [])


class _IssueForm(IssueView, OnboardingForm):
    """A form on an issue."""

    permission = "onboarding.issues"

    def perform(self, form: Form) -> str:
        """Call the operation, and go back to the issue."""
        self.operate(form)
        return self.page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which issue."""
        words = {
            "lead": self.issue.message,
            "cancel_href": self.page(),
            "breadcrumbs": self.issue_trail((self.title, "")),
        }
        return super().get_context_data(**words, **kwargs)


class Assign(_IssueForm):
    """Say who puts an issue right, and until when."""

    form_class = AssignForm
    title = "Owner and date"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer who sees the onboarding."""
        return {**super().get_form_kwargs(), "people": owners(self)}

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"owner": str(self.issue.owner_id or ""), "due_on": self.issue.due_on}

    def operate(self, form: Form) -> None:
        """Record it."""
        given = form.cleaned_data
        people = deciders.holders(partner_id=self.partner.pk, permission="onboarding.view", on=timezone.localdate())
        owner = next((one for one in people if str(one.pk) == given["owner"]), None)
        migration_issues.assign(issue=self.issue.uuid, owner=owner, due_on=given["due_on"], by=self.user, at=now())


class Accept(_IssueForm):
    """Accept an issue with evidence."""

    form_class = AcceptForm
    title, submit = "Accept this issue", "Accept"

    def operate(self, form: Form) -> None:
        """Accept it."""
        migration_issues.accept(issue=self.issue.uuid, by=self.user, at=now(), **form.cleaned_data)


class Reopen(IssueView, PartnerActionView):
    """Take back that an issue was accepted."""

    permission = "onboarding.issues"

    def perform(self) -> str:
        """Open it again."""
        migration_issues.reopen(issue=self.issue.uuid, by=self.user)
        return self.page()

    def back(self) -> str:
        """Return to the issue."""
        return self.page()
