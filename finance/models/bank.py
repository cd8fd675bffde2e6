"""Statements of the bank, what in the ledger they are matched with, and the reconciliation of a period (FIN-09).

A line of a statement never changes. Where it stands follows from its match: none, proposed, matched, or reconciled with
a period. PostgreSQL holds a match to the penny, a line in one match at a time, and statements in a chain without a gap
(migrations/sql/bank_guards.sql).
"""

from django.db import models
from django.db.models import F, Q

from finance.models.bank_accounts import BankAccount
from finance.models.calendar import Period
from finance.models.journals import JournalLine
from finance.states import MatchState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class BankLayout(PublicId, PartnerOwned):
    """How a bank names the columns of its CSV files, kept under a name."""

    name = models.CharField(max_length=60)
    columns = models.JSONField(help_text="Our name of a column, and the heading that the bank gives it")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "name"], name="finance_banklayout_name"),
            append_only=True, referenced=False,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class BankStatement(PublicId, PartnerOwned):
    """A statement as the bank sent it: each after the one before, without a gap."""

    class Source(models.TextChoices):
        """What it came as."""

        CAMT = "CAMT", "CAMT.053"
        CSV = "CSV", "CSV file"

    account = PartnerForeignKey(BankAccount)
    previous = PartnerForeignKey("finance.BankStatement", null=True, blank=True)
    number = models.CharField(max_length=35, help_text="As the bank numbers it")
    starts_on = models.DateField()
    ends_on = models.DateField()
    opening = MoneyField()
    closing = MoneyField()
    n_lines = models.IntegerField()
    source = models.CharField(max_length=4, choices=Source)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "account", "number"], name="finance_bankstatement_once"),
            models.UniqueConstraint(
                fields=["partner", "account", "previous"], nulls_distinct=False, name="finance_bankstatement_follows"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), n_lines__gte=0), name="finance_bankstatement_order"
            ),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"Statement {self.number}"


class BankLine(PartnerOwned):
    """A line of a statement: pounds above nought came in, below nought went out. Number 0 is what was there before."""

    statement = PartnerForeignKey(BankStatement)
    account = PartnerForeignKey(BankAccount)
    number = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = MoneyField()
    charges = MoneyField(default=0, help_text="What the bank kept of a card settlement")
    reference = models.CharField(max_length=64, blank=True)
    narrative = models.CharField(max_length=200, blank=True)
    bank_reference = models.CharField(max_length=35, blank=True)
    line_hash = models.CharField(max_length=64, help_text="SHA-256 over what it says")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "statement", "number"], name="finance_bankline_number"),
            models.UniqueConstraint(fields=["partner", "statement", "line_hash"], name="finance_bankline_once"),
            models.CheckConstraint(condition=~Q(amount=0) & Q(charges__gte=0), name="finance_bankline_moves"),
            audited=False,
            append_only=True,
        )
        indexes = [models.Index(fields=["partner", "account", "booked_on"], name="finance_bankline_days")]

    def __str__(self) -> str:
        return f"line {self.number}"


class BankRule(PublicId, PartnerOwned):
    """What lines with certain words are posted to. It counts once another person has agreed."""

    class Kind(models.TextChoices):
        """What it is about; only the first two may be posted without anybody looking."""

        CHARGES = "CHARGES", "Bank charges"
        INTEREST = "INTEREST", "Interest"
        OTHER = "OTHER", "Other"

    legal_entity = PartnerForeignKey(LegalEntity)
    words = models.CharField(max_length=60, help_text="In the narrative, in capitals or not")
    kind = models.CharField(max_length=8, choices=Kind)
    subjective = models.CharField(max_length=5)
    cost_centre = models.CharField(max_length=20, blank=True)
    is_automatic = models.BooleanField(default=False, help_text="Posted without anybody looking")
    most = MoneyField(help_text="The largest amount that it is for")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_human = models.UUIDField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(most__gt=0) & ~Q(words=""), name="finance_bankrule_says"),
            models.CheckConstraint(
                condition=Q(is_automatic=False) | Q(kind__in=["CHARGES", "INTEREST"]),
                name="finance_bankrule_automatic",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_human__isnull=True, agreed_at__isnull=True)
                | (
                    Q(agreed_by__isnull=False, agreed_human__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_human=F("made_human"))
                ),
                name="finance_bankrule_second_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="finance_bankrule_ended_pair",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.words


class BankReconciliation(PublicId, PartnerOwned):
    """The statement of a period that leads from the ledger's balance to the bank's; frozen once both have signed."""

    class State(models.TextChoices):
        """Who has signed."""

        PREPARED = "PREPARED", "Signed by its preparer"
        REVIEWED = "REVIEWED", "Signed by both"
        RETURNED = "RETURNED", "Sent back"

    account = PartnerForeignKey(BankAccount)
    period = PartnerForeignKey(Period)
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    ledger = MoneyField(help_text="Balance of the cash account")
    unpresented = MoneyField(help_text="Payments that the bank has not paid yet")
    not_credited = MoneyField(help_text="Lodgements that the bank has not credited yet")
    credits = MoneyField(help_text="What came in and is not in the ledger yet")
    charges = MoneyField(help_text="What went out and is not in the ledger yet")
    bank = MoneyField(help_text="Balance of the statement")
    items = models.JSONField(help_text="Each item with its day, words, amount, owner and note")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 over sums, items and matches")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_human = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "account", "period"], condition=~Q(state="RETURNED"), name="finance_bankrec_once"
            ),
            models.CheckConstraint(
                condition=Q(bank=F("ledger") + F("unpresented") - F("not_credited") + F("credits") - F("charges")),
                name="finance_bankrec_proof",
            ),
            models.CheckConstraint(
                condition=Q(unpresented__gte=0, not_credited__gte=0, credits__gte=0, charges__gte=0),
                name="finance_bankrec_sides",
            ),
            models.CheckConstraint(
                condition=Q(state="PREPARED", reviewed_by__isnull=True, reviewed_human__isnull=True,
                            reviewed_at__isnull=True, returned_reason="")
                | (Q(state__in=["REVIEWED", "RETURNED"], reviewed_by__isnull=False, reviewed_human__isnull=False,
                     reviewed_at__isnull=False) & ~Q(reviewed_human=F("prepared_human"))),
                name="finance_bankrec_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="RETURNED") & ~Q(returned_reason="") | ~Q(state="RETURNED") & Q(returned_reason=""),
                name="finance_bankrec_returned_why",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"reconciliation {self.pk}"


class BankMatch(PublicId, PartnerOwned):
    """Lines of statements and lines of the ledger that are the same money. Undone, it stays readable."""

    class Rule(models.TextChoices):
        """How it was found, in the order in which they are tried."""

        REFERENCE = "REFERENCE", "Same reference and amount"
        AMOUNT = "AMOUNT", "Same amount, within three days"
        BATCH = "BATCH", "Total of a batch"
        NARRATIVE = "NARRATIVE", "Rule by narrative"
        MANUAL = "MANUAL", "By hand"

    account = PartnerForeignKey(BankAccount)
    rule = models.CharField(max_length=9, choices=Rule)
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in MatchState])
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_human = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reconciliation = PartnerForeignKey(BankReconciliation, null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=(Q(state="UNDONE", undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason=""))
                | (~Q(state="UNDONE") & Q(undone_by__isnull=True, undone_at__isnull=True, undone_reason="")),
                name="finance_bankmatch_undone_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_human__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_human__isnull=False, confirmed_at__isnull=False),
                name="finance_bankmatch_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", confirmed_by__isnull=True)
                | Q(state="UNDONE") | Q(state__in=["MATCHED", "RECONCILED"], confirmed_by__isnull=False),
                name="finance_bankmatch_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state="RECONCILED", reconciliation__isnull=False)
                | (~Q(state="RECONCILED") & Q(reconciliation__isnull=True)),
                name="finance_bankmatch_of_period",
            ),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "account", "state"], name="finance_bankmatch_state")]

    def __str__(self) -> str:
        return f"match {self.pk}"


class BankMatchLine(PartnerOwned):
    """One line of a match, of a statement or of the ledger."""

    match = PartnerForeignKey(BankMatch)
    line = PartnerForeignKey(BankLine, null=True, blank=True)
    journal_line = PartnerForeignKey(JournalLine, null=True, blank=True)
    amount = MoneyField(help_text="Above nought came in, below nought went out")
    is_live = models.BooleanField(default=True, help_text="Until the match is undone")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(line__isnull=False, journal_line__isnull=True)
                | Q(line__isnull=True, journal_line__isnull=False),
                name="finance_bankmatchline_side",
            ),
            models.UniqueConstraint(
                fields=["partner", "line"], condition=Q(is_live=True), name="finance_bankmatchline_bank_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "journal_line"], condition=Q(is_live=True), name="finance_bankmatchline_ledger_once"
            ),
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "match"], name="finance_bankmatchline_match")]

    def __str__(self) -> str:
        return f"£{self.amount}"


class BankItemNote(PartnerOwned):
    """Who looks after a line that has no match, and what is known of it. The newest counts."""

    line = PartnerForeignKey(BankLine, null=True, blank=True)
    journal_line = PartnerForeignKey(JournalLine, null=True, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(line__isnull=False, journal_line__isnull=True)
                | Q(line__isnull=True, journal_line__isnull=False),
                name="finance_bankitemnote_side",
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "line", "-id"], name="finance_bankitemnote_line"),
            models.Index(fields=["partner", "journal_line", "-id"], name="finance_bankitemnote_ledger"),
        ]

    def __str__(self) -> str:
        return self.note
