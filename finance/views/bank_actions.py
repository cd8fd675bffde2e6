"""What is done at the bank: accounts, statements, matches, rules and signatures."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.forms.bank import (
    AccountForm,
    CloseForm,
    LayoutForm,
    LoadForm,
    MatchForm,
    NoteForm,
    PostForm,
    ReceiveForm,
    RuleForm,
    WordsForm,
)
from finance.models import BankLayout, BankLine, BankMatch, BankReconciliation, BankRule
from finance.operations import bank_accounts, bank_matching, bank_reconciliations, bank_rules, bank_statements
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.bank_rules import RuleWanted
from finance.queries import bank, receivables_pages
from finance.queries import bank_pages as found
from finance.views.bank import BankView, OneAccount
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import counted, day, money

MOST_SHOWN, MOST_POSTINGS = 100, 20
UNKNOWN = "There is no customer with this number at the legal entity. Look it up in the list of customers."
HEADINGS = [{"label": "How"}, {"label": "By"}, {"label": "State"}, {"label": "Why it was undone"}]


class _Form(BankView, PartnerFormView):
    template_name = "partners/form_page.html"
    title, submit, lead = "", "", ""

    def steps(self) -> list[tuple[str, str]]:
        """Return the breadcrumbs before this page."""
        return []

    def cancel(self) -> str:
        """Return where to go without doing anything."""
        return self.url("bank")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "submit": self.submit, "lead": self.lead, "cancel_href": self.cancel(),
            "breadcrumbs": self.trail(*self.steps(), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class _AtAccount(OneAccount, _Form):
    def steps(self) -> list[tuple[str, str]]:
        """Name the account."""
        return [(str(self.row), self.page)]

    def cancel(self) -> str:
        """Go to the account."""
        return self.page


# --- accounts and statements -----------------------------------------------------------------------------------------
class AddAccount(_Form):
    """Lay down an account of a legal entity."""

    permission = "banking.accounts"
    form_class = AccountForm
    title, submit = "Add a bank account", "Add it"
    lead = "It counts once another person has compared it with the bank’s letter and agreed."
    success_message = "The account is laid down. It counts once another person has agreed."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Add it."""
        given = dict(form.cleaned_data)
        row = bank_accounts.add(
            legal_entity=given.pop("entity"), wanted=BankAccountWanted(**given), by=self.user, at=timezone.now()
        )
        return self.url("bank_account", bank_account=row.uuid)


class AgreeAccount(_AtAccount):
    """Agree to an account that another person laid down."""

    permission = "banking.accounts"
    form_class = Form
    title, submit = "Agree to this bank account", "Agree"
    success_message = "The account counts from now on. Load its first statement."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what to compare."""
        row = self.row
        user = f", Bacs service user number {row.service_user_number}" if row.service_user_number else ""
        words = (
            f"Compare it with the bank’s letter: {row.holder} at {row.bank}, ending in {row.last_four}{user}. Its cash"
            f" account in the ledger is {row.subjective.code}. {row.made_by.full_name} laid it down."
        )
        return super().get_context_data(lead=words, **kwargs)

    def perform(self, form: Form) -> str:
        """Agree."""
        bank_accounts.agree(account=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class RefuseAccount(_AtAccount):
    """Refuse an account, or take one’s own back."""

    permission = "banking.accounts"
    form_class = WordsForm
    title, submit = "Refuse this bank account", "Refuse it"
    lead = "It stays readable with your reason. Its name and its code are free for another."
    success_message = "The account is refused."

    def perform(self, form: Form) -> str:
        """Refuse it."""
        words = form.cleaned_data["words"]
        bank_accounts.refuse(account=self.row.uuid, reason=words, by=self.user, at=timezone.now())
        return self.page


class CloseAccount(_AtAccount):
    """Close an account."""

    permission = "banking.accounts"
    form_class = CloseForm
    title, submit = "Close this bank account", "Close it"
    success_message = "The account is closed."

    def perform(self, form: Form) -> str:
        """Close it."""
        bank_accounts.close(account=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page


class LoadStatement(_AtAccount):
    """Load a file of statements."""

    permission = "banking.match"
    form_class = LoadForm
    title, submit = "Load a bank statement", "Load it"
    lead = "All of the file is loaded, or nothing. A statement that is here already lands once."
    success_message = "The file is loaded."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer layouts."""
        rows = BankLayout.objects.of(self.partner.pk).order_by("name")
        return {**super().get_form_kwargs(), "layouts": [(str(one.uuid), one.name) for one in rows]}

    def perform(self, form: Form) -> str:
        """Load it."""
        given = form.cleaned_data
        bank_statements.load(
            account=self.row.uuid, file=given["file"].file, layout=given["layout"] or None, number=given["number"],
            by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.page


class KeepLayout(_Form):
    """Keep how a bank names its columns."""

    permission = "banking.match"
    form_class = LayoutForm
    title, submit = "Keep a layout of CSV files", "Keep it"
    lead = "Copy the headings from the first row of the bank’s file. Leave those empty that it has not."
    success_message = "The layout is kept."

    def perform(self, form: Form) -> str:
        """Keep it."""
        assert isinstance(form, LayoutForm)  # noqa: S101 - the form of this view
        bank_statements.keep_layout(
            partner_id=self.partner.pk, name=form.cleaned_data["name"], columns=form.columns(), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.url("bank")


# --- matching --------------------------------------------------------------------------------------------------------
class RunMatching(OneAccount, PartnerActionView):
    """Match what can be matched."""

    permission = "banking.match"

    def perform(self) -> str:
        """Run the cascade."""
        told = bank_matching.run(account=self.row.uuid, by=self.user, at=timezone.now())
        self.success_message = (
            f"{counted(told.n_matched, 'line is', 'lines are')} matched, {told.n_proposed} proposed, "
            f"{told.n_posted} posted by rule, {told.n_open} still open."
        )
        return self.page

    def back(self) -> str:
        """Go to the account."""
        return self.page


class MatchByHand(_AtAccount):
    """Choose lines of both sides that are the same money."""

    permission = "banking.match"
    form_class = MatchForm
    title, submit = "Match by hand", "Match these"
    lead = "Choose lines of the statement and of the ledger that come to the same. The oldest stand first."
    success_message = "They are matched."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the open lines of both sides, the oldest hundred of each."""
        here, there = bank.open_bank(self.row), bank.open_ledger(self.row)
        lines = [
            (str(one.id), f"{day(one.on)} · {money(one.amount)} · {one.reference} {one.narrative}".strip())
            for one in here[:MOST_SHOWN]
        ]
        journal_lines = [
            (str(one.id), f"{day(one.on)} · {money(one.amount)} · {one.reference} {one.narrative}".strip())
            for one in there[:MOST_SHOWN]
        ]
        return {**super().get_form_kwargs(), "lines": lines, "journal_lines": journal_lines}

    def perform(self, form: Form) -> str:
        """Match them."""
        given = form.cleaned_data
        bank_matching.match(
            account=self.row.uuid, lines=[int(one) for one in given["lines"]],
            journal_lines=[int(one) for one in given["journal_lines"]], by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("bank_match_new", bank_account=self.row.uuid)


class OneLine(BankView):
    """Something about one line of a statement."""

    row: BankLine

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        names = ("statement", "account", "account__legal_entity")
        try:
            self.row = BankLine.objects.select_related(*names).get(pk=self.kwargs["bank_line"])
        except BankLine.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the line's page."""
        return self.url("bank_line", bank_line=self.row.pk)

    def rules(self) -> list[tuple[str, str]]:
        """Return the rules that count at its legal entity."""
        rows = bank.rules_of(self.row.account.legal_entity_id, partner_id=self.partner.pk)
        return [(str(one.uuid), f"{one.words}: {one.subjective} {one.cost_centre}") for one in rows]


class LinePage(OneLine, TemplateView):
    """One line: what it says, what it is matched with, and what may be done."""

    template_name = "finance/bank_line.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything."""
        row, matches = self.row, found.matches_of(self.row)
        live = next((one for one in matches if one.state != "UNDONE"), None)
        title = f"Line {row.number} of statement {row.statement.number}"
        facts = [
            {"key": "Amount", "value": money(row.amount), "hint": "Came in" if row.amount > 0 else "Went out"},
            {"key": "Booked", "value": day(row.booked_on)},
            {"key": "Narrative", "value": row.narrative or "None", "hint": row.reference},
            {"key": "State", "value": live.get_state_display() if live else "Unmatched"},
            *(
                {"key": "Looked after by", "value": one.owner.full_name, "hint": one.note}
                for one in found.notes_of(row)[:1]
            ),
        ]  # fmt: skip
        facts += self._postings(live) if live else []
        history = [
            [{"text": one.get_rule_display(), "is_header": True}, {"text": one.made_by.full_name},
             {"text": one.get_state_display()}, {"text": one.undone_reason}]
            for one in matches
        ]  # fmt: skip
        account = self.url("bank_account", bank_account=row.account.uuid)
        given = {
            "title": title, "caption": str(row.account), "facts": facts, "history": history, "headings": HEADINGS,
            "breadcrumbs": self.trail((str(row.account), account), (title, "")), **self._offers(live),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))

    def _postings(self, live: BankMatch) -> list[dict[str, Any]]:
        """Return the lines of the ledger that it is matched with, each leading to its journal."""
        facts: list[dict[str, Any]] = []
        for one in found.postings_of(live, most=MOST_POSTINGS):
            journal = one.journal_line.journal
            fact = {"key": "Matched with", "value": journal.description, "hint": f"{journal}, {money(one.amount)}"}
            if self.may("ledger.view"):
                fact |= {"href": self.url("journal", journal=journal.uuid), "action": "Open"}
            facts.append(fact)
        return facts

    def _offers(self, live: BankMatch | None) -> dict[str, Any]:
        if not self.may("banking.match") or (live and live.state == "RECONCILED"):
            return {}
        if live is not None:
            href = self.url("bank_undo", bank_match=live.uuid)
            undo = {"heading": "Undo the match", "href": href, "form": WordsForm(prefix="undo"), "button": "Undo it"}
            confirm = self.url("bank_confirm", bank_match=live.uuid) if live.state == "PROPOSED" else ""
            return {"forms": [undo], "confirm_href": confirm}
        key: dict[str, Any] = {"bank_line": self.row.pk}
        offered: list[dict[str, Any]] = []
        if self.row.amount > 0:
            form = ReceiveForm(prefix="receive")
            offered.append({"heading": "Record it as a receipt", "href": self.url("bank_receive", **key), "form": form,
                            "button": "Record the receipt"})  # fmt: skip
        if rules := self.rules():
            post = PostForm(prefix="post", rules=rules)
            offered.append({"heading": "Post it by a rule", "href": self.url("bank_post", **key), "form": post,
                            "button": "Post it"})  # fmt: skip
        note = NoteForm(prefix="note")
        offered.append({"heading": "Look after it yourself", "href": self.url("bank_note", **key), "form": note,
                        "button": "I look after it"})  # fmt: skip
        return {"forms": offered}


class _OnLine(OneLine, PartnerFormView):
    permission = "banking.match"
    http_method_names = ["post", "options"]
    template_name = "finance/bank_line.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the line's page again, with the error beside the form it is of."""
        page = LinePage()
        page.setup(self.request, **self.kwargs)
        page.load()
        form = kwargs.pop("form")
        given = page.get_context_data(**kwargs)
        for one in given.get("forms", []):
            if one["form"].prefix == form.prefix:
                one["form"] = form
        return given


class Receive(_OnLine):
    """Record money that came in as a receipt."""

    form_class = ReceiveForm
    prefix = "receive"
    success_message = "The receipt is recorded, and the line matched with it."

    def perform(self, form: Form) -> str:
        """Record it."""
        words, entity = form.cleaned_data["customer"], self.row.account.legal_entity.uuid
        debtor = None
        if words:
            debtor = receivables_pages.customer_by_number(partner_id=self.partner.pk, words=words, entity=entity)
            if debtor is None:
                raise DomainError(UNKNOWN, field="customer")
        bank_matching.receive(
            line=self.row.pk, customer=debtor.uuid if debtor else None, by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.page


class PostLine(_OnLine):
    """Post a line by a rule."""

    form_class = PostForm
    prefix = "post"
    success_message = "It is posted, and the line matched with it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the rules."""
        return {**super().get_form_kwargs(), "rules": self.rules()}

    def perform(self, form: Form) -> str:
        """Post it."""
        bank_matching.post_line(line=self.row.pk, rule=form.cleaned_data["rule"], by=self.user, at=timezone.now())
        return self.page


class NoteLine(_OnLine):
    """Say what is known of an open line, and look after it."""

    form_class = NoteForm
    prefix = "note"
    success_message = "You look after this line."

    def perform(self, form: Form) -> str:
        """Keep the note."""
        bank_matching.note(
            line=self.row.pk, journal_line=None, owner=self.user, words=form.cleaned_data["words"], by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.page


class _OneMatch(BankView):
    permission = "banking.match"
    row: BankMatch

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = BankMatch.objects.select_related("account").get(uuid=self.kwargs["bank_match"])
        except BankMatch.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its account's page."""
        return self.url("bank_account", bank_account=self.row.account.uuid)


class ConfirmMatch(_OneMatch, PartnerActionView):
    """Say that a proposed match is right."""

    success_message = "The match is confirmed."

    def perform(self) -> str:
        """Confirm it."""
        bank_matching.confirm(match=self.row.uuid, by=self.user, at=timezone.now())
        return self.page

    def back(self) -> str:
        """Go to the account."""
        return self.page


class UndoMatch(_OneMatch, _Form):
    """Take a match apart."""

    form_class = WordsForm
    prefix = "undo"
    title, submit = "Undo this match", "Undo it"
    lead = "Its lines are open again. The match stays readable, with your reason."
    success_message = "The match is undone. Its lines are open again."

    def cancel(self) -> str:
        """Go to the account."""
        return self.page

    def perform(self, form: Form) -> str:
        """Undo it."""
        bank_matching.undo(match=self.row.uuid, reason=form.cleaned_data["words"], by=self.user, at=timezone.now())
        return self.page


# --- rules -----------------------------------------------------------------------------------------------------------
class MakeRule(_Form):
    """Make a rule by narrative."""

    permission = "banking.match"
    form_class = RuleForm
    title, submit = "Make a rule by narrative", "Make it"
    success_message = "The rule is made. It counts once another person has agreed."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Make it."""
        given = dict(form.cleaned_data)
        bank_rules.make(
            legal_entity=given.pop("entity"), wanted=RuleWanted(**given), by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.url("bank_rules")


class _OneRule(_Form):
    permission = "banking.review"
    form_class = Form
    row: BankRule

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = BankRule.objects.get(uuid=self.kwargs["bank_rule"])
        except BankRule.DoesNotExist:
            raise Http404 from None

    def steps(self) -> list[tuple[str, str]]:
        """Come from the list of rules."""
        return [("Rules by narrative", self.url("bank_rules"))]

    def cancel(self) -> str:
        """Go to the list of rules."""
        return self.url("bank_rules")


class AgreeRule(_OneRule):
    """Agree to a rule that another person made."""

    title, submit = "Agree to this rule", "Agree"
    success_message = "The rule counts from now on."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        unseen = "without anybody looking" if self.row.is_automatic else "when somebody says so"
        words = (
            f"Lines with “{self.row.words}” up to {money(self.row.most)} are posted to {self.row.subjective} {unseen}."
        )
        return super().get_context_data(lead=words, **kwargs)

    def perform(self, form: Form) -> str:
        """Agree."""
        bank_rules.agree(rule=self.row.uuid, by=self.user, at=timezone.now())
        return self.url("bank_rules")


class EndRule(_OneRule):
    """End a rule."""

    title, submit = "End this rule", "End it"
    success_message = "The rule has ended. What it posted stays."

    def perform(self, form: Form) -> str:
        """End it."""
        bank_rules.end(rule=self.row.uuid, by=self.user, at=timezone.now())
        return self.url("bank_rules")


# --- signatures ------------------------------------------------------------------------------------------------------
class Prepare(OneAccount, PartnerActionView):
    """Sign a reconciliation as its preparer."""

    permission = "banking.prepare"
    success_message = "You have signed it. A reviewer signs next."

    def perform(self) -> str:
        """Sign it."""
        if self.of_period is None:
            raise WrongState("There is no period to sign for yet.", action="prepare", state="")
        bank_reconciliations.prepare(
            account=self.row.uuid, period=self.of_period.uuid, by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.back()

    def back(self) -> str:
        """Go to the reconciliation."""
        asked = {"period": self.request.POST.get("period", "")}
        return self.url("bank_reconciliation", query=asked, bank_account=self.row.uuid)


class _OneReconciliation(BankView):
    permission = "banking.review"
    row: BankReconciliation

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = BankReconciliation.objects.select_related("account", "period").get(
                uuid=self.kwargs["bank_reconciliation"]
            )
        except BankReconciliation.DoesNotExist:
            raise Http404 from None

    def cancel(self) -> str:
        """Go to the reconciliation."""
        asked = {"period": f"{self.row.period.year}-{self.row.period.number}"}
        return self.url("bank_reconciliation", query=asked, bank_account=self.row.account.uuid)

    def back(self) -> str:
        """Go to the reconciliation."""
        return self.cancel()


class Review(_OneReconciliation, PartnerActionView):
    """Sign a reconciliation as its reviewer."""

    success_message = "Both have signed. It is frozen."

    def perform(self) -> str:
        """Sign it."""
        bank_reconciliations.review(reconciliation=self.row.uuid, by=self.user, at=timezone.now())
        return self.back()


class SendBack(_OneReconciliation, _Form):
    """Send a reconciliation back to its preparer."""

    form_class = WordsForm
    title, submit = "Send this reconciliation back", "Send it back"
    success_message = "It is sent back, to be prepared anew."

    def perform(self, form: Form) -> str:
        """Send it back."""
        bank_reconciliations.send_back(
            reconciliation=self.row.uuid, reason=form.cleaned_data["words"], by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.back()
