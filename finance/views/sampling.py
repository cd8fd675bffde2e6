"""Journals posted without an approver: those sampled, what was found, who is trained, which types are routine."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import auto_posting as engine
from finance.engine import fiscal
from finance.forms.sampling import (
    TRAININGS,
    OfLedger,
    ReviewForm,
    RevokeForm,
    RoutineForm,
    SampledFilter,
    TrainingForm,
    TrainingsFilter,
)
from finance.models import Journal, JournalTraining, SampledJournal
from finance.operations import auto_posting, sampling
from finance.queries import auto_posting as alone
from finance.queries import sampling as found
from finance.states import JournalState, SampledState
from finance.views.base import EMPTY, LedgerView
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries.deciders import holders
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Sampled journals"
TRAINED, ROUTINE = "Trained preparers", "Routine types of journal"


def _named(row: Journal) -> str:
    """Name a journal by kind and number."""
    return f"{row.get_kind_display()} {row.number}"


class SamplingView(LedgerView):
    """A page about journals that are posted without an approver."""

    def steps(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.trail((TITLE, self.url("sampled_journals") if steps else ""), *steps)

    def around(self, here: str) -> list[dict[str, str]]:
        """Return the ways to the other pages about them."""
        pages = (
            ("sampled_journals", TITLE), ("journal_samples", "What was drawn"), ("sample_findings", "By preparer"),
            ("trained_preparers", TRAINED), ("routine_journals", ROUTINE),
        )  # fmt: skip
        return [{"label": label, "href": self.url(name), "kind": "secondary"} for name, label in pages if name != here]


class SampledTable(Table):
    """Sampled journals in a list."""

    stacks = True
    caption, nouns, filename = TITLE, ("journal", "journals"), "sampled-journals"
    filter_form, default_sort = SampledFilter, "-month"
    empty = EmptyState(
        "No journal has been drawn",
        "The morning after each month’s end, some of those posted without an approver are drawn.",
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("description", "Journal", header=True, value=lambda row: row.journal.description,
               href=lambda row: f"{row.uuid}/", hint=lambda row: _named(row.journal)),
        Column("number", "Number", value=lambda row: row.journal.number, is_shown=False),
        Column("public_id", "Public id", value=lambda row: str(row.journal.uuid), is_shown=False),
        Column("entity", "Legal entity", value=lambda row: row.sample.legal_entity.legal_name,
               sort="sample__legal_entity__legal_name"),
        Column("month", "Posted in", value=lambda row: fiscal.name(row.sample.year, row.sample.number),
               sort=("sample__year", "sample__number", "id")),
        Column("total", "Total", kind=Kind.MONEY, value=lambda row: row.journal.total, sort="journal__total"),
        Column("prepared_by", "Prepared by", value=lambda row: row.journal.prepared_by.full_name,
               sort="journal__prepared_by__full_name"),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.get_state_display(), sort="state"),
        Column("finding", "Finding", is_shown=False),
        Column("remedy", "What follows", value=lambda row: row.get_remedy_display(), is_shown=False),
        Column("reviewed_by", "Reviewed by", value=lambda row: row.reviewed_by.full_name if row.reviewed_by else "",
               sort="reviewed_by__full_name"),
        Column("reviewed_on", "Reviewed on", kind=Kind.DATE,
               value=lambda row: timezone.localdate(row.reviewed_at) if row.reviewed_at else None, sort="reviewed_at"),
    )  # fmt: skip


class SampledList(PartnerList, SamplingView, TemplateView):  # type: ignore[misc]
    """Every sampled journal of the partner."""

    template_name = "finance/report.html"
    table_class = SampledTable
    audited_as = "finance_sampledjournal"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities, months and preparers."""
        return {"form_options": {
            "entities": self.entity_choices(), "months": found.month_choices(partner_id=self.partner.pk),
            "preparers": found.preparer_choices(partner_id=self.partner.pk),
        }}  # fmt: skip

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return those that the filters leave."""
        return found.sampled(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many wait."""
        counts = found.counts(partner_id=self.partner.pk)
        waiting, reviewed = counts[SampledState.WAITING], counts[SampledState.IN_ORDER] + counts[SampledState.FINDING]
        tiles = [
            {"label": "Wait for review", "value": f"{waiting}", "kind": "attention" if waiting else "good"},
            {"label": "Reviewed", "value": f"{reviewed}"},
            {"label": "Findings", "value": f"{counts[SampledState.FINDING]}",
             "hint": "Of all that were reviewed", "kind": "problem" if counts[SampledState.FINDING] else "good"},
        ] if waiting or reviewed else []  # fmt: skip
        policy = engine.policy_on(timezone.localdate())
        return super().get_context_data(
            title=TITLE, caption=self.partner.name, tiles=tiles, tabs=self.tabs("finance_reports"),
            lead=f"Of the journals below {money(policy.limit)} that were posted without an approver, "
            f"{policy.sample_percent} in a hundred are drawn after each month, one at least, and looked at by somebody "
            "else than their preparer." if self.entities else EMPTY,
            actions=self.around("sampled_journals"), breadcrumbs=self.steps(), **kwargs,
        )  # fmt: skip


class OneSampled(SamplingView):
    """Something about one sampled journal."""

    row: SampledJournal

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.one(self.kwargs["sampled_journal"])
        except SampledJournal.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("sampled_journal", sampled_journal=self.row.uuid)

    @property
    def why_not(self) -> str:
        """Why this person does not review it now; empty when they do."""
        if self.row.state != SampledState.WAITING:
            return "It has been reviewed: what was found of it stays."
        if self.row.journal.prepared_human == self.user.human_id:
            return "You wrote this journal, so somebody else reviews it."
        return ""


class SampledPage(OneSampled, TemplateView):
    """One sampled journal: what it is, why it needed no approver, what was found of it."""

    template_name = "finance/sampled_journal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, journal = self.row, self.row.journal
        check = alone.last_check(journal)
        may_review = self.may("journals.sample") and not self.why_not
        actions = [{"label": "Review it", "href": self.url("sampled_review", sampled_journal=row.uuid)}]
        reversal = Journal.objects.of(self.partner.pk).filter(reverses=journal).exclude(state="DISCARDED").first()
        return super().get_context_data(
            title=f"Sampled: {journal.description}", row=row,
            caption=f"{_named(journal)}, {journal.legal_entity}",
            facts=self._facts(reversal), actions=actions if may_review else self._remedies(reversal),
            note=self.why_not if self.may("journals.sample") and row.state == SampledState.WAITING else "",
            headings=[{"label": "Posted without an approver when"}, {"label": "Met"}],
            conditions=[
                [{"text": one["title"], "hint": one["words"], "is_header": True},
                 {"text": "Yes" if one["is_met"] else "No"}]
                for one in (check.conditions if check else ())
            ],
            breadcrumbs=self.steps((journal.description, "")), **kwargs,
        )  # fmt: skip

    def _facts(self, reversal: Journal | None) -> list[dict[str, Any]]:
        row, journal, sample = self.row, self.row.journal, self.row.sample
        facts: list[dict[str, Any]] = [
            {"key": "Journal", "value": journal.description, "href": self.url("journal", journal=journal.uuid),
             "action": "Open"},
            {"key": "Total", "value": money(journal.total), "hint": counted(journal.n_lines, "line", "lines")},
            {"key": "Prepared and posted by", "value": journal.prepared_by.full_name,
             "hint": day(timezone.localdate(journal.posted_at)) if journal.posted_at else ""},
            {"key": "Drawn", "value": f"{sample.n_sampled} of {sample.population} of "
             f"{fiscal.name(sample.year, sample.number)}", "hint": day(timezone.localdate(sample.drawn_at))},
        ]  # fmt: skip
        if (training := found.training_behind(journal)) is not None:
            facts.append({
                "key": "Training", "value": str(training), "action": "Open",
                "href": self.url("trained_preparer", journal_training=training.uuid),
                "hint": "Revoked" if training.revoked_at else f"To {day(alone.last_day(training))}",
            })  # fmt: skip
        if row.reviewed_by and row.reviewed_at:
            when = day(timezone.localdate(row.reviewed_at))
            facts.append({"key": "Reviewed by", "value": row.reviewed_by.full_name, "hint": when})
        if row.finding:
            key = "Finding" if row.state == SampledState.FINDING else "Note"
            facts.append({"key": key, "value": row.finding})
        if row.remedy:
            facts.append({"key": "What follows", "value": row.get_remedy_display()})
        if reversal is not None:
            posted = "Posted" if reversal.state == JournalState.POSTED else "Not posted yet"
            facts.append({"key": "Reversed by", "value": reversal.description, "hint": posted, "action": "Open",
                          "href": self.url("journal", journal=reversal.uuid)})  # fmt: skip
        return facts

    def _remedies(self, reversal: Journal | None) -> list[dict[str, str]]:
        """Offer the reversal that a finding asks for, until it is written."""
        wants = self.row.remedy in {SampledJournal.Remedy.REVERSE, SampledJournal.Remedy.BOTH}
        if not wants or reversal is not None or not self.may("journals.prepare"):
            return []
        return [{"label": "Write its reversal", "href": self.url("journal_reverse", journal=self.row.journal.uuid)}]


class ReviewSampled(OneSampled, PartnerFormView):
    """Say what one found of a sampled journal."""

    permission = "journals.sample"
    template_name = "partners/form_page.html"
    form_class = ReviewForm
    success_message = "Your review is recorded."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to whoever may review it now."""
        if self.why_not:
            messages.error(request, self.why_not)
            return HttpResponseRedirect(self.page)
        return super().get(request, *args, **kwargs)

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        row = sampling.review(
            sampled=self.row.uuid, is_in_order=given["result"] == SampledState.IN_ORDER, finding=given["finding"],
            remedy=given["remedy"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = {
            "REVERSE": "Your finding is recorded. Whoever writes journals reverses this one from here.",
            "REVOKE": "Your finding is recorded, and the preparer’s training is revoked.",
            "BOTH": "Your finding is recorded, the training revoked. The journal is to be reversed.",
        }.get(row.remedy, "Your review is recorded.")
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        journal = self.row.journal
        given = {
            "title": f"Review {journal.description}", "submit": "Record it", "cancel_href": self.page,
            "lead": f"{money(journal.total)}, by {journal.prepared_by.full_name}. Compare its lines with what they "
            "rest on: codes, amounts, period and words. What you record stays.",
            "breadcrumbs": self.steps((journal.description, self.page), ("Review", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


# --- what was drawn ---------------------------------------------------------------------------------------------------
class SamplesTable(Table):
    """Samples in a list."""

    stacks = True
    caption, nouns, filename = "Samples", ("sample", "samples"), "samples-of-journals"
    filter_form, default_sort = OfLedger, "-month"
    empty = EmptyState("Nothing has been drawn", "A month with journals posted without an approver is drawn from once.")
    columns: ClassVar[Sequence[Column]] = (
        Column("month", "Posted in", header=True, value=lambda row: fiscal.name(row.year, row.number),
               sort=("year", "number", "id")),
        Column("entity", "Legal entity", value=lambda row: row.legal_entity.legal_name,
               sort="legal_entity__legal_name"),
        Column("population", "Posted without an approver", kind=Kind.NUMBER, sort="population"),
        Column("n_sampled", "Drawn", kind=Kind.NUMBER, sort="n_sampled"),
        Column("n_waiting", "Wait for review", kind=Kind.NUMBER, sort="n_waiting"),
        Column("n_findings", "Findings", kind=Kind.NUMBER, sort="n_findings"),
        Column("drawn_on", "Drawn on", kind=Kind.DATE, value=lambda row: timezone.localdate(row.drawn_at),
               sort="drawn_at"),
        Column("drawn_by", "Drawn by", value=lambda row: row.drawn_by.full_name if row.drawn_by else "The clock"),
        Column("percent", "In a hundred", kind=Kind.NUMBER, is_shown=False),
        Column("key", "Key", is_shown=False),
    )  # fmt: skip


class Samples(PartnerList, SamplingView, TemplateView):  # type: ignore[misc]
    """What was drawn of each month, with the key that draws the same again."""

    template_name = "finance/journal_samples.html"
    table_class = SamplesTable
    audited_as = "finance_journalsample"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the samples."""
        return found.samples(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how it is drawn, and offer to draw what is due."""
        due = found.months_due(partner_id=self.partner.pk, on=timezone.localdate())
        title = "Samples of journals"
        return super().get_context_data(
            title=title, caption=self.partner.name, tabs=self.tabs("finance_reports"),
            lead="A key is made at the drawing and kept with it; nobody knows it before. The journals of the month "
            "stand in the order of SHA-256 over “key|public id of the journal”, and the first are taken. The download "
            "has the key, that of the journals their ids: with both the same are drawn again.",
            due=[f"{fiscal.name(one.year, one.number)}, {one.entity.legal_name}" for one in due],
            may_draw=bool(due) and self.may("journals.sample"),
            draw_href=self.url("journal_samples_draw"), actions=self.around("journal_samples"),
            breadcrumbs=self.steps(("What was drawn", "")), **kwargs,
        )  # fmt: skip


class DrawSamples(SamplingView, PartnerActionView):
    """Draw what is due now."""

    permission = "journals.sample"

    def back(self) -> str:
        """Return to the samples."""
        return self.url("journal_samples")

    def perform(self) -> str:
        """Draw it; say how much."""
        n = len(sampling.draw_due(partner_id=self.partner.pk, by=self.user, at=timezone.now()))
        self.success_message = f"{counted(n, 'sample is', 'samples are')} drawn." if n else "Nothing was left to draw."
        return self.back()


class PreparersTable(Table):
    """What was found by preparer."""

    stacks = True
    caption, nouns, filename = "Findings by preparer", ("preparer", "preparers"), "findings-by-preparer"
    filter_form, default_sort, default_per_page = OfLedger, "", 200
    empty = EmptyState("No journal was posted without an approver", "Trained preparers and routine types come first.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Preparer", header=True),
        Column("entity", "Legal entity"),
        Column("n_posted", "Posted without an approver", kind=Kind.NUMBER),
        Column("n_sampled", "Drawn", kind=Kind.NUMBER),
        Column("n_waiting", "Wait for review", kind=Kind.NUMBER),
        Column("n_in_order", "In order", kind=Kind.NUMBER),
        Column("n_findings", "Findings", kind=Kind.NUMBER),
        Column("share", "Findings in a hundred reviewed",
               value=lambda row: "None reviewed" if row.share is None else f"{row.share}"),
    )  # fmt: skip


class Findings(PartnerList, SamplingView, TemplateView):  # type: ignore[misc]
    """The share of findings of each preparer."""

    template_name = "finance/report.html"
    table_class = PreparersTable
    audited_as = "finance_sampledjournal"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the preparers."""
        return found.preparers(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Findings by preparer", caption=self.partner.name, tabs=self.tabs("finance_reports"),
            lead="Whose journals were posted without an approver, how many of them were looked at, and how many had a "
            "finding. Many findings speak for training anew, or for revoking it.",
            actions=self.around("sample_findings"), breadcrumbs=self.steps(("By preparer", "")), **kwargs,
        )  # fmt: skip


# --- who is trained ---------------------------------------------------------------------------------------------------
class TrainedTable(Table):
    """Trainings in a list."""

    stacks = True
    caption, nouns, filename = TRAINED, ("training", "trainings"), "trained-preparers"
    filter_form, default_sort = TrainingsFilter, "name"
    empty = EmptyState("Nobody is trained yet", "Propose a training: until then others approve every journal.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Preparer", header=True, value=lambda row: row.trained.full_name, sort="trained__full_name",
               href=lambda row: f"{row.uuid}/"),
        Column("entity", "Ledger", value=lambda row: row.legal_entity.legal_name, sort="legal_entity__legal_name"),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.valid.lower, sort="valid"),
        Column("until", "Last day", kind=Kind.DATE, value=alone.last_day, sort="valid__endswith"),
        Column("evidence", "Evidence"),
        Column("agreed_by", "Agreed by", value=lambda row: row.approved_by.full_name, sort="approved_by__full_name"),
        Column("state", "State", kind=Kind.STATUS,
               value=lambda row: dict(TRAININGS)[alone.state_of(row, on=timezone.localdate())]),
        Column("revoke_reason", "Why it was revoked", is_shown=False),
    )  # fmt: skip


class Trained(PartnerList, SamplingView, TemplateView):  # type: ignore[misc]
    """Who is trained for which ledger."""

    template_name = "finance/report.html"
    table_class = TrainedTable
    audited_as = "finance_journaltraining"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the trainings."""
        return alone.trainings(partner_id=self.partner.pk, wanted=filters, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        new = [{"label": "Propose a training", "href": self.url("trained_preparer_new")}]
        may = self.may("journals.train") and bool(self.entities)
        return super().get_context_data(
            title=TRAINED, caption=self.partner.name, tabs=self.tabs("finance_reports"),
            lead="Whoever is trained for a ledger posts its small routine journals without an approver. One person "
            "gives a training, another agrees, neither of them is trained by it; it is revoked at once."
            if self.entities else EMPTY,
            actions=[*(new if may else ()), *self.around("trained_preparers")],
            breadcrumbs=self.steps((TRAINED, "")), **kwargs,
        )  # fmt: skip


class _Propose(SamplingView, PartnerFormView):
    permission = "journals.train"
    template_name = "partners/form_page.html"

    def propose(self, kind: str, payload: dict[str, Any], reason: str) -> str:
        """Ask for it; return the address of the request."""
        proposal = Proposal(kind=kind, payload=payload, reason=reason)
        row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return reverse("change", args=[self.partner.code, row.uuid])


class ProposeTraining(_Propose):
    """Ask for somebody to count as trained."""

    form_class = TrainingForm
    success_message = "It waits for another person to agree. Until then nothing is posted by it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who write journals here, and legal entities."""
        writers = holders(partner_id=self.partner.pk, permission="journals.prepare", on=timezone.localdate())
        people = [(one.email, one.full_name) for one in writers if one.human_id != self.user.human_id]
        return {**super().get_form_kwargs(), "people": people, "entities": self.entity_choices()}

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"first_day": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        return self.propose(alone.TRAINING, {"training": str(uuid4()), **given}, reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Propose a training", "submit": "Propose it", "cancel_href": self.url("trained_preparers"),
            "lead": "It counts when another person has agreed, for one ledger.",
            "breadcrumbs": self.steps((TRAINED, self.url("trained_preparers")), ("Propose", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class OneTraining(SamplingView):
    """Something about one training."""

    row: JournalTraining

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = alone.training(self.kwargs["journal_training"])
        except JournalTraining.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("trained_preparer", journal_training=self.row.uuid)

    @property
    def why_not(self) -> str:
        """Why there is nothing to revoke; empty when there is."""
        return auto_posting.why_not_revoked(self.row, on=timezone.localdate())


class TrainingPage(OneTraining, TemplateView):
    """One training: whose, for what, who agreed, whether it was revoked."""

    template_name = "finance/trained_preparer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer to revoke it."""
        row = self.row
        state = alone.state_of(row, on=timezone.localdate())
        facts = [{"key": key, "value": value} for key, value in alone.training_words(row).items()]
        facts.append({
            "key": "Agreed by", "value": row.approved_by.full_name, "hint": day(timezone.localdate(row.approved_at)),
        })  # fmt: skip
        if row.revoked_by and row.revoked_at:
            facts.append({
                "key": "Revoked by", "value": row.revoked_by.full_name, "hint": day(timezone.localdate(row.revoked_at)),
            })  # fmt: skip
            facts.append({"key": "Why", "value": row.revoke_reason})
        revoke = {"label": "Revoke it", "href": self.url("training_revoke", journal_training=row.uuid),
                  "kind": "warning"}  # fmt: skip
        return super().get_context_data(
            title=f"Training of {row.trained.full_name}", caption=row.legal_entity.legal_name, status=state,
            status_label=dict(TRAININGS)[state], facts=facts,
            actions=[revoke] if self.may("journals.sample") and not self.why_not else [],
            breadcrumbs=self.steps((TRAINED, self.url("trained_preparers")), (row.trained.full_name, "")), **kwargs,
        )  # fmt: skip


class RevokeTraining(OneTraining, PartnerFormView):
    """Have a training count no more, at once."""

    permission = "journals.sample"
    template_name = "partners/form_page.html"
    form_class = RevokeForm
    success_message = "The training is revoked. Others approve every further journal."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while there is something to revoke."""
        if self.why_not:
            messages.error(request, f"This training {self.why_not}.")
            return HttpResponseRedirect(self.page)
        return super().get(request, *args, **kwargs)

    def perform(self, form: Form) -> str:
        """Revoke it."""
        reason = form.cleaned_data["reason"]
        auto_posting.revoke(training=self.row.uuid, reason=reason, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.row.trained.full_name
        given = {
            "title": f"Revoke the training of {name}", "submit": "Revoke it", "kind": "warning",
            "cancel_href": self.page,
            "lead": "It counts no more from this moment. What was posted stays posted, and can be reversed.",
            "breadcrumbs": self.steps((TRAINED, self.url("trained_preparers")), (name, self.page), ("Revoke", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


# --- which types are routine ------------------------------------------------------------------------------------------
class RoutineTable(Table):
    """Decisions on routine types."""

    stacks = True
    caption, nouns, filename = ROUTINE, ("decision", "decisions"), "routine-types-of-journal"
    filter_form, default_sort = OfLedger, "-from"
    empty = EmptyState("No type is routine yet", "Propose which are: until then others approve every journal.")
    columns: ClassVar[Sequence[Column]] = (
        Column("entity", "Ledger", header=True, value=lambda row: row.legal_entity.legal_name,
               sort="legal_entity__legal_name"),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.starts_on, sort=("starts_on", "id")),
        Column("kinds", "Routine types", value=lambda row: alone.kind_words(row.kinds)),
        Column("reason", "Why"),
        Column("agreed_by", "Agreed by", value=lambda row: row.approved_by.full_name, sort="approved_by__full_name"),
        Column("agreed_on", "Agreed on", kind=Kind.DATE, value=lambda row: timezone.localdate(row.approved_at),
               sort="approved_at"),
    )  # fmt: skip


class RoutineTypes(PartnerList, SamplingView, TemplateView):  # type: ignore[misc]
    """Which types are routine in which ledger."""

    template_name = "finance/report.html"
    table_class = RoutineTable
    audited_as = "finance_routinejournals"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the decisions."""
        return alone.routines(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        new = [{"label": "Propose routine types", "href": self.url("routine_journals_new")}]
        may = self.may("journals.train") and bool(self.entities)
        return super().get_context_data(
            title=ROUTINE, caption=self.partner.name, tabs=self.tabs("finance_reports"),
            lead="Of the decisions for a ledger the latest that has begun counts. Where there is none, no type is "
            "routine, and others approve every journal." if self.entities else EMPTY,
            actions=[*(new if may else ()), *self.around("routine_journals")],
            breadcrumbs=self.steps((ROUTINE, "")), **kwargs,
        )  # fmt: skip


class ProposeRoutine(_Propose):
    """Ask for types to be routine."""

    form_class = RoutineForm
    success_message = "It waits for another person to agree. Until then what was decided before counts."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        return self.propose(alone.ROUTINE, {"routine": str(uuid4()), **given}, reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Propose routine types of journal", "submit": "Propose them",
            "cancel_href": self.url("routine_journals"),
            "lead": "They count when another person has agreed, for one ledger and from a day on.",
            "breadcrumbs": self.steps((ROUTINE, self.url("routine_journals")), ("Propose", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))
