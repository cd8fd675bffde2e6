"""What is done with fixed assets: registering, taking on, use, values, lives, disposal, depreciation, decisions."""

from collections.abc import Sequence
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils import timezone

from finance.forms.assets import (
    AddAssetForm,
    DepreciateForm,
    DisposeForm,
    LifeForm,
    RefuseMoveForm,
    ReverseMoveForm,
    TakeOnForm,
    UseForm,
    ValueForm,
)
from finance.models import JournalLine
from finance.operations import asset_decisions, asset_files, assets
from finance.operations.asset_files import TakeOn
from finance.operations.assets import AssetWanted, ValueWanted
from finance.queries import assets as found
from finance.views.assets import AssetsView, OneAsset, OneMove
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.formatting import day, money
from sharedservices.common.imports import ImportRefused

ASKED = "It is asked for. Another person approves it."
MOST_FAULTS = 100
FAULT_HEADINGS = [
    {"label": "Row"}, {"label": "Column"}, {"label": "Value"}, {"label": "What is wrong"}, {"label": "What to do"},
]  # fmt: skip


class _Form(AssetsView, PartnerFormView):
    permission = "assets.prepare"
    template_name = "partners/form_page.html"
    title, submit, lead = "", "Ask for it", ""
    success_message = ASKED

    def steps(self) -> list[tuple[str, str]]:
        """Return the breadcrumbs before this page."""
        return []

    def cancel(self) -> str:
        """Return where to go without doing anything."""
        return self.url("assets")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "submit": self.submit, "lead": self.lead, "cancel_href": self.cancel(),
            "breadcrumbs": self.trail(*self.steps(), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))

    def at_move(self, move: Any) -> str:
        """Return the address of a change."""
        return self.url("asset_move", asset_move=move.uuid)


class RegisterLine(_Form):
    """Keep what a posted line paid for as an asset."""

    form_class = AddAssetForm
    title = "Register an asset"
    line: JournalLine

    def load(self) -> None:
        """Find the line. :raises Http404: when there is none that is posted on a code of assets."""
        rows = JournalLine.objects.of(self.partner.pk).select_related(
            "journal__legal_entity", "coding__subjective", "coding__project"
        )
        try:
            self.line = rows.get(
                pk=self.kwargs["asset_line"], journal__state="POSTED", coding__subjective__group="NON_CURRENT"
            )
        except JournalLine.DoesNotExist:
            raise Http404 from None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer classes."""
        kept = [(str(one.uuid), f"{one} {one.name}") for one in found.to_add_to(self.line)]
        return {**super().get_form_kwargs(), "on": self.line.journal.accounting_date, "assets": kept}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the line says."""
        line = self.line
        left = line.debit - line.credit - found.registered(line)
        words = line.narrative or line.journal.description
        project = line.coding.project.code if line.coding.project else ""
        return {"name": words[:120], "part_1": "Whole", "cost_1": left, "project": project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what was posted."""
        line = self.line
        words = (
            f"{money(line.debit - line.credit)} on {line.coding.subjective} were posted on "
            f"{day(line.journal.accounting_date)}, {line.journal}. Another person approves the asset."
        )
        return super().get_context_data(lead=words, **kwargs)

    def steps(self) -> list[tuple[str, str]]:
        """Come from the list."""
        return [("Posted and not registered yet", self.cancel())]

    def cancel(self) -> str:
        """Go to the list."""
        return self.url("assets_to_register")

    def perform(self, form: Form) -> str:
        """Ask for it."""
        given = form.cleaned_data
        assert isinstance(form, AddAssetForm)  # noqa: S101 - its own form
        if given["existing"]:
            return self.at_move(assets.propose_more(
                line=self.line.pk, asset=given["existing"], components=form.components(), reason=given["reason"],
                by=self.user, at=timezone.now(),
            ))  # fmt: skip
        wanted = AssetWanted(
            legal_entity=self.line.journal.legal_entity.uuid, components=form.components(),
            **{name: given[name] for name in ("asset_class", "name", "custodian", "location", "project")},
            in_use_on=given["in_use_on"], lease_ends_on=given["lease_ends_on"],
        )  # fmt: skip
        return self.at_move(assets.propose_addition(
            line=self.line.pk, wanted=wanted, reason=given["reason"], by=self.user, at=timezone.now()
        ))  # fmt: skip


class TakeAssetsOn(_Form):
    """Take the assets of the system before on from a file."""

    form_class = TakeOnForm
    template_name = "finance/asset_take_on.html"
    title, submit = "Take assets on from a file", "Load this file"
    lead = (
        "A row for each component. The ledger has their balances already; another person approves all of them at once."
    )
    problems: Sequence[Any] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def form_valid(self, form: Form) -> HttpResponse:
        """Load it, or show every fault by row and column."""
        try:
            return super().form_valid(form)
        except ImportRefused as refused:
            self.request.refused = refused  # type: ignore[attr-defined]
            self.problems = refused.problems
            form.add_error("file", "Nothing of this file is kept: the table below says what is wrong.")
            return self.form_invalid(form)

    def perform(self, form: Form) -> str:
        """Load it."""
        given = dict(form.cleaned_data)
        source, entity = given.pop("file").file, given.pop("entity")
        wanted = TakeOn(legal_entity=entity, **given)
        return self.at_move(asset_files.load(wanted=wanted, source=source, by=self.user, at=timezone.now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the file takes, and what is wrong with the one that came."""
        faults = [
            [{"text": str(one.row or "")}, {"text": one.column}, {"text": one.value_masked}, {"text": one.message},
             {"text": one.remedy}]
            for one in self.problems[:MOST_FAULTS]
        ]  # fmt: skip
        return super().get_context_data(
            faults=faults, fault_headings=FAULT_HEADINGS, n_faults=len(self.problems), columns=asset_files.COLUMNS,
            **kwargs,
        )  # fmt: skip


class Depreciate(_Form):
    """Work a month's depreciation out."""

    form_class = DepreciateForm
    title, submit = "Charge depreciation", "Work it out"
    lead = "Every asset in use is charged a month in equal parts of its life. Another person approves all of it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer months that are not charged, of each legal entity."""
        on = timezone.localdate()
        months = [
            (f"{entity.uuid}:{one.year}:{one.number}", f"{one.covers.lower:%B %Y}, {entity.legal_name}")
            for entity in self.entities
            for one in found.months_to_charge(entity, on=on)
        ]
        return {**super().get_form_kwargs(), "months": months}

    def perform(self, form: Form) -> str:
        """Work it out."""
        entity, year, number = form.cleaned_data["month"].split(":")
        return self.at_move(assets.propose_depreciation(
            legal_entity=entity, year=int(year), number=int(number), by=self.user, at=timezone.now()
        ))  # fmt: skip


# --- one asset --------------------------------------------------------------------------------------------------------
class _OfAsset(OneAsset, _Form):
    def steps(self) -> list[tuple[str, str]]:
        """Come from the asset."""
        return [(self.name, self.page)]

    def cancel(self) -> str:
        """Go to the asset."""
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the asset in the title."""
        return super().get_context_data(title=f"{self.title}: {self.name}", **kwargs)


class BringIntoUse(_OfAsset):
    """Bring an asset under construction into use."""

    form_class = UseForm
    title = "Bring into use"
    lead = "Its cost leaves assets under construction. It is charged from the month after."

    def perform(self, form: Form) -> str:
        """Ask for it."""
        return self.at_move(
            assets.propose_use(asset=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        )


class ValueAsset(_OfAsset):
    """Value an asset anew."""

    form_class = ValueForm
    title = "Value"
    lead = "A gain is a reserve, after losses that were charged are made good. A loss takes the reserve first."

    def perform(self, form: Form) -> str:
        """Ask for it."""
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        return self.at_move(assets.propose_value(
            asset=self.row.uuid, wanted=ValueWanted(**given), reason=reason, by=self.user, at=timezone.now()
        ))  # fmt: skip


class ChangeLife(_OfAsset):
    """Change how long a component lasts."""

    form_class = LifeForm
    title = "Change the life"
    lead = "What is carried is spread anew from the month after. What was charged stays."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer components."""
        parts = [(one.number, one.name) for one in found.components(self.row)]
        return {**super().get_form_kwargs(), "components": parts}

    def perform(self, form: Form) -> str:
        """Ask for it."""
        return self.at_move(
            assets.propose_life(asset=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        )


class DisposeOfAsset(_OfAsset):
    """Let an asset leave the register."""

    form_class = DisposeForm
    title = "Dispose of"
    lead = "What is carried is written off, outside the general fund. Proceeds above £10,000 are a capital receipt."

    def perform(self, form: Form) -> str:
        """Ask for it."""
        return self.at_move(
            assets.propose_disposal(asset=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        )


# --- one change -------------------------------------------------------------------------------------------------------
class ApproveMove(OneMove, PartnerActionView):
    """Approve a change."""

    permission = "assets.approve"
    success_message = "It is approved and counts."

    def perform(self) -> str:
        """Approve it."""
        asset_decisions.approve(move=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class _OfMove(OneMove, _Form):
    def steps(self) -> list[tuple[str, str]]:
        """Come from the change."""
        return [("Changes of fixed assets", self.url("asset_moves")), (self.name, self.page)]

    def cancel(self) -> str:
        """Go to the change."""
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the change in the title."""
        return super().get_context_data(title=f"{self.title}: {self.name}", **kwargs)


class RefuseMove(_OfMove):
    """Refuse a change."""

    permission = "assets.approve"
    form_class = RefuseMoveForm
    title, submit = "Refuse", "Refuse it"
    lead = "It stays readable with your reason, and does nothing."
    success_message = "It is refused."

    def perform(self, form: Form) -> str:
        """Refuse it."""
        asset_decisions.refuse(move=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=timezone.now())
        return self.page


class WithdrawMove(_OfMove):
    """Take one's own change back."""

    form_class = RefuseMoveForm
    title, submit = "Take back", "Take it back"
    lead = "It stays readable with your reason, and does nothing."
    success_message = "It is taken back."

    def perform(self, form: Form) -> str:
        """Take it back."""
        asset_decisions.withdraw(
            move=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.page


class ReverseMove(_OfMove):
    """Ask for an approved change to be undone."""

    form_class = ReverseMoveForm
    title = "Reverse"
    lead = "What it did is done the other way round on the day that you choose. Another person approves that, too."

    def perform(self, form: Form) -> str:
        """Ask for it."""
        return self.at_move(
            assets.propose_reversal(move=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        )
