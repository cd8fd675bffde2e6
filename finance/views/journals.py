"""Journals: the list, one journal with its approvals, and what may be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance import sources
from finance.engine.auto_posting import RULE
from finance.forms.ledger import JournalsFilter, ProposeForm, ReverseForm
from finance.models import Journal
from finance.operations import auto_posting, journals
from finance.queries import auto_posting as alone
from finance.queries import documents, interentity, sampling
from finance.queries import journals as words
from finance.queries import ledger_pages as found
from finance.states import JournalState
from finance.views.base import EMPTY, LedgerView
from partners.forms import DecisionForm
from partners.models import ChangeRequest
from partners.operations import changes
from partners.queries import changes as requests
from partners.queries.changes import ChangeDocument, Reader
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

LINE_HEADINGS = [
    {"label": "Code"}, {"label": "Cost centre"}, {"label": "Fund"}, {"label": "Narrative"},
    {"label": "Debit", "is_numeric": True}, {"label": "Credit", "is_numeric": True},
]  # fmt: skip
ALONE_HEADINGS = [{"label": "Posted without an approver when"}, {"label": "Met"}]
MOST_SHOWN = 200


class JournalsTable(Table):
    """Journals in a list."""

    stacks = True
    caption, nouns, filename = "Journals", ("journal", "journals"), "journals"
    filter_form, default_sort = JournalsFilter, "-date"
    empty = EmptyState("There are no journals yet", "Write one, or let a pay run or an invoice post one.")
    columns: ClassVar[Sequence[Column]] = (
        Column("description", "Journal", header=True, href=lambda row: f"{row.uuid}/", hint=lambda row: row.kind),
        Column("kind", "Kind", is_shown=False),
        Column("public_id", "Public id", value=lambda row: str(row.uuid), is_shown=False),
        Column("number", "Number", sort=("kind", "number")),
        Column("date", "Date", kind=Kind.DATE, value=lambda row: row.accounting_date, hint=lambda row: row.period,
               sort=("accounting_date", "id")),
        Column("period", "Period", is_shown=False),
        Column("entity", "Legal entity", sort="legal_entity__legal_name"),
        Column("total", "Total", kind=Kind.MONEY, sort="total"),
        Column("n_lines", "Lines", kind=Kind.NUMBER, sort="n_lines"),
        Column("prepared_by", "Prepared by", sort="prepared_by__full_name"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.state.capitalize()),
    )  # fmt: skip


class Journals(PartnerList, LedgerView, TemplateView):  # type: ignore[misc]
    """Every journal of the partner."""

    template_name = "finance/report.html"
    table_class = JournalsTable
    audited_as = "finance_journal"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the journals."""
        return found.journals(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to write one, and say how many wait."""
        n = found.waiting(partner_id=self.partner.pk)
        lead = f"{counted(n, 'journal waits', 'journals wait')} for approval." if n else "None waits for approval."
        may = self.may("journals.prepare") and bool(self.entities)
        return super().get_context_data(
            title="Journals", caption=self.partner.name, lead=lead if self.entities else EMPTY,
            tabs=self.tabs("journals"), breadcrumbs=self.trail(("Journals", "")),
            actions=[
                {"label": "Write a journal", "href": self.url("journal_new")},
                {"label": "Upload a journal", "href": self.url("journal_upload")},
                {"label": "Recurring journals", "href": self.url("journal_plans"), "kind": "secondary"},
            ] if may else [
                {"label": "Recurring journals", "href": self.url("journal_plans"), "kind": "secondary"},
            ], **kwargs,
        )  # fmt: skip


class OneJournal(LedgerView):
    """Something about one journal, and the request about it, if there is any."""

    row: Journal

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = words.of(self.kwargs["journal"])
        except Journal.DoesNotExist:
            raise Http404 from None
        self.request_row = found.request_of(self.row)

    @property
    def page(self) -> str:
        """The address of the journal's page."""
        return self.url("journal", journal=self.row.uuid)

    def back(self) -> str:
        """Return to the journal."""
        return self.page

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.row.state == JournalState.DRAFT

    @property
    def is_waiting(self) -> bool:
        """Whether an approval is being waited for."""
        return self.request_row is not None and self.request_row.state == "WAITING"

    def asked(self) -> ChangeDocument | None:
        """Return the request as its page would show it."""
        if self.request_row is None:
            return None
        return requests.document(
            partner_id=self.partner.pk, change=self.request_row.uuid,
            reader=Reader(self.user, self.access.permissions), on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip


class JournalPage(OneJournal, TemplateView):
    """One journal: what it says, who approves it, what may be done."""

    template_name = "finance/journal.html"
    other: Journal | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, asked = self.row, self.asked()
        lines = list(found.of_journal(row, sees_pay=self.sees_pay).page(("number",), 0, MOST_SHOWN))
        reversal = Journal.objects.of(self.partner.pk).filter(reverses=row).exclude(state="DISCARDED").first()
        may_decide = asked is not None and self.is_waiting and not asked.why_not and self.may("journals.decide")
        self.other = interentity.other_part(row)
        is_first = row.linked_to_id is None
        mine = self.may("journals.prepare") and is_first
        return super().get_context_data(
            **{
                "row": row, "asked": asked, "state": row.state, "title": row.description,
                "caption": f"{row.get_kind_display()}{f' {row.number}' if row.number else ''}, {row.legal_entity}",
                "facts": self._facts(reversal), "double": words.alike_words(words.alike(row)) if self.is_draft else "",
                **self._alone(),
                "lines": [_cells(one) for one in lines], "headings": LINE_HEADINGS, "totals": self._totals(),
                "more": row.n_lines - len(lines), "all_href": "",
                "steps": [step_cells(one) for one in asked.steps] if asked else [],
                "step_headings": [{"label": "Approval"}, {"label": "Decided by"}, {"label": "When"}],
                "events": [
                    {"title": one.words, "by": one.by, "at": one.at, "reason": one.comment} for one in asked.log
                ] if asked else [],
                "may_decide": may_decide, "form": DecisionForm(), "propose_form": ProposeForm(prefix="propose"),
                "may_propose": mine and self.is_draft and not self.is_waiting,
                "may_edit": mine and self.is_draft and not row.reverses_id and not self.is_waiting
                and row.kind != Journal.Kind.INTER_ENTITY,
                "may_plan": mine and self.is_draft and not self.is_waiting and not row.reverses_id and not self.other,
                "may_discard": mine and self.is_draft and not self.is_waiting,
                "may_reverse": mine and row.state == JournalState.POSTED and not row.reverses_id and reversal is None,
                "breadcrumbs": self.trail(("Journals", self.url("journals")), (row.description, "")),
                **kwargs,
            }
        )  # fmt: skip

    def _facts(self, reversal: Journal | None) -> list[dict[str, Any]]:
        row = self.row
        facts = [
            {"key": "Accounting date", "value": day(row.accounting_date), "hint": str(row.period)},
            {"key": "Total", "value": money(row.total), "hint": counted(row.n_lines, "line", "lines")},
        ]
        if row.key is None:  # of what a document posts by itself nobody is the preparer: the document says who did what
            by, on = row.prepared_by.full_name, timezone.localdate(row.prepared_at)
            facts.append({"key": "Prepared by", "value": by, "hint": day(on)})
        if row.posted_by and row.posted_at:
            by = row.posted_by.full_name
            facts.append({"key": "Posted by", "value": by, "hint": day(timezone.localdate(row.posted_at))})
        facts += self._sampled()
        if self.other is not None:
            words = "Its part in the books of" if row.linked_to_id is None else "First in the books of"
            facts.append({
                "key": words, "value": self.other.legal_entity.legal_name, "action": "Open",
                "hint": "Both are decided, posted and reversed together" if row.linked_to_id is None else
                "Propose, change, discard or reverse it there: it holds for both",
                "href": self.url("journal", journal=self.other.uuid),
            })  # fmt: skip
        if row.source:
            facts.append(self._comes_from())
        if row.reverse_on:
            facts.append({"key": "Reversed by itself", "value": day(row.reverse_on)})
        for key, other in (("Reverses", row.reverses), ("Reversed by", reversal)):
            if other is not None:
                href = self.url("journal", journal=other.uuid)
                facts.append({"key": key, "value": other.description, "href": href, "action": "Open"})
        if row.chain_hash:
            facts.append({"key": "Seal", "value": row.chain_hash[:16], "hint": "Over this journal and all before it"})
        return facts

    def _alone(self) -> dict[str, Any]:
        """Say why it needs an approver or needed none: as it was submitted, or as it would be now."""
        row, check = self.row, alone.last_check(self.row)
        may_be = self.is_draft and not self.is_waiting
        if row.source or row.state == JournalState.DISCARDED or (check is None and not may_be):
            return {}
        is_now = check is None or may_be
        if is_now:
            result = alone.examine(row, by=row.prepared_by, at=timezone.now())
            found_, passed = [asdict(one) for one in result.conditions], result.is_posted
        else:
            assert check is not None  # noqa: S101 - the line above
            found_, passed = check.conditions, check.is_passed
        n = sum(not one["is_met"] for one in found_)
        lead = f"{counted(n, 'condition is', 'conditions are')} not met, so "
        if is_now:
            lead = "Every condition is met: it is posted when proposed." if passed else f"{lead}others approve it."
        else:
            lead = "Every condition was met when it was proposed." if passed else f"{lead}others were asked."
        return {
            "alone_lead": lead, "alone_headings": ALONE_HEADINGS,
            "alone": [
                [
                    {"text": one["title"], "hint": one["words"], "is_header": True},
                    {"text": "Yes" if one["is_met"] else "No"},
                ]
                for one in found_
            ],
        }  # fmt: skip

    def _sampled(self) -> list[dict[str, Any]]:
        """Say under which rule it was posted without an approver, and what was found of it afterwards."""
        check = alone.last_check(self.row) if self.row.state == JournalState.POSTED else None
        if check is None or not check.is_passed:
            return []
        facts: list[dict[str, Any]] = [{
            "key": "Approval", "value": f"Posted without approval under rule {RULE}", "hint": "Why stands below",
        }]  # fmt: skip
        drawn = sampling.sampled_of(self.row)
        if drawn is not None:
            facts.append({
                "key": "Sampled", "value": drawn.get_state_display(), "action": "Open",
                "href": self.url("sampled_journal", sampled_journal=drawn.uuid),
            })  # fmt: skip
        return facts

    def _comes_from(self) -> dict[str, Any]:
        """Say what posted it, with the way to its document for those who may open it."""
        row, source = self.row, sources.of(self.row.source)
        if (paper := documents.of(row)) is not None:
            fact: dict[str, Any] = {"key": "Comes from", "value": paper.words}
            if self.may(paper.permission):
                fact |= {"href": self.url(paper.url_name, **{paper.argument: paper.value}), "action": "Open"}
            return fact
        if source is None:
            return {"key": "Comes from", "value": f"{row.source} {row.source_ref}"}
        if not self.may(source.permission):
            return {"key": "Comes from", "value": source.words}
        given = {"partner_code": self.partner.code, source.argument: row.source_ref}
        href = reverse(source.url_name, kwargs=given)
        return {"key": "Comes from", "value": source.words, "href": href, "action": "Open"}

    def _totals(self) -> list[dict[str, Any]]:
        total = {"text": money(self.row.total), "is_numeric": True}
        return [{"text": "Total", "is_header": True}, *({"text": ""} for _ in range(3)), total, total]


class _Decide(OneJournal):
    permission = "journals.decide"

    def load(self) -> None:
        """Find it with its request. :raises Http404: without either."""
        super().load()
        if self.request_row is None:
            raise Http404

    @property
    def asked_row(self) -> ChangeRequest:
        """The request that is decided."""
        assert self.request_row is not None  # noqa: S101 - load has seen to it
        return self.request_row


class ApproveJournal(_Decide, PartnerActionView):
    """Approve exactly what one has seen; the last approval posts it."""

    def perform(self) -> str:
        """Approve; say whether it is posted, waits for another, or has been overtaken."""
        row = changes.approve(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        self.success_message = {
            "APPLIED": "The journal is approved and posted.",
            "WAITING": "Your approval is recorded. The journal waits for another person.",
            "CONFLICT": f"The journal went back to {row.made_by}: it has changed since it was proposed.",
        }[row.state]
        return self.page


class RefuseJournal(_Decide, PartnerFormView):
    """Return a journal with comments, or reject it."""

    http_method_names = ["post", "options"]
    form_class = DecisionForm
    template_name = "finance/journal.html"

    def perform(self, form: Form) -> str:
        """Call the operation that the button names."""
        decide = changes.reject if self.request.POST.get("decision") == "reject" else changes.send_back
        row = decide(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""),
            comment=form.cleaned_data["comment"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = (
            "The journal is rejected." if row.state == "REJECTED" else f"It went back to {row.made_by}."
        )
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the journal's page again, with the error."""
        return _page_again(self, **kwargs)


class ProposeJournal(OneJournal, PartnerFormView):
    """Ask for a draft to be posted."""

    permission = "journals.prepare"
    http_method_names = ["post", "options"]
    form_class = ProposeForm
    prefix = "propose"
    template_name = "finance/journal.html"
    success_message = "The journal waits for approval."

    def perform(self, form: Form) -> str:
        """Submit it, as it stands; say whether it is posted or waits."""
        made = auto_posting.submit(
            journal=self.row.uuid, lines_hash=self.row.lines_hash, reason=form.cleaned_data["reason"], by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        if made.is_posted:
            self.success_message = "The journal needs no approver: it is posted. The page says why."
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the journal's page again, with the error."""
        kwargs["propose_form"] = kwargs.pop("form")
        return _page_again(self, **kwargs)


def _page_again(view: OneJournal, **kwargs: Any) -> dict[str, Any]:
    page = JournalPage()
    page.setup(view.request, **view.kwargs)
    page.load()
    return page.get_context_data(**kwargs)


class WithdrawJournal(OneJournal, PartnerActionView):
    """Take back what one has proposed: the draft can be changed and proposed again."""

    permission = "journals.prepare"
    success_message = "Your request is withdrawn. The journal is a draft again."

    def load(self) -> None:
        """Find it with its request. :raises Http404: without either."""
        super().load()
        if self.request_row is None:
            raise Http404

    def perform(self) -> str:
        """Withdraw it."""
        assert self.request_row is not None  # noqa: S101 - load has seen to it
        changes.withdraw(change=self.request_row.uuid, by=self.user, at=timezone.now())
        return self.page


class DiscardJournal(OneJournal, PartnerActionView):
    """Put a draft away."""

    permission = "journals.prepare"
    success_message = "The draft is discarded. It stays readable."

    def perform(self) -> str:
        """Discard it."""
        journals.discard(journal=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class ReverseJournal(OneJournal, PartnerFormView):
    """Write the mirror of a posted journal, to be approved like any other."""

    permission = "journals.prepare"
    form_class = ReverseForm
    template_name = "partners/form_page.html"
    success_message = "The reversal is written. Propose it, so that others approve it."

    def get_initial(self) -> dict[str, Any]:
        """Date it today."""
        return {"accounting_date": timezone.localdate(), "description": f"Reversal of {self.row.description}"[:200]}

    def perform(self, form: Form) -> str:
        """Write it."""
        made = journals.draft_reversal(journal=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.url("journal", journal=made.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Reverse this journal", submit="Write the reversal", cancel_href=self.page,
            lead=f"{self.row.description}: {money(self.row.total)} in {counted(self.row.n_lines, 'line', 'lines')}. "
            "Each line is posted the other way round, in a period that is open.",
            breadcrumbs=self.trail(("Journals", self.url("journals")), (self.row.description, self.page),
                                   ("Reverse", "")),
            **kwargs,
        )  # fmt: skip


def _cells(one: found.LineRow) -> list[dict[str, Any]]:
    return [
        {"text": one.code, "hint": one.name, "is_header": True},
        {"text": one.cost_centre or "None", "hint": " ".join(filter(None, (one.project, one.counterparty)))},
        {"text": one.fund}, {"text": one.narrative or one.reference},
        *_sides(one.amount),
    ]  # fmt: skip


def _sides(amount: Decimal | None) -> list[dict[str, Any]]:
    """Return the debit and the credit of a line; without an amount, that it is withheld."""
    if amount is None:
        return [{"text": "Withheld", "hint": "Fewer than three people", "is_numeric": True}, {"text": ""}]
    texts = (money(amount) if amount > 0 else "", money(-amount) if amount < 0 else "")
    return [{"text": text, "is_numeric": True} for text in texts]


def step_cells(one: requests.StepRow) -> list[dict[str, Any]]:
    """Return a row of a table of approvals: who decided, or whom it waits for."""
    who = one.decided_by or (f"Waits for {', '.join(one.who[:3])}" if one.who else "Nobody here may")
    when = day(timezone.localdate(one.decided_at)) if one.decided_at else "Open"
    return [{"text": one.title, "hint": one.why, "is_header": True}, {"text": who}, {"text": when}]
