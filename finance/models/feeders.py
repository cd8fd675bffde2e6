"""Files that other systems write: suppliers' invoices and purchase-card transactions, row by row (domain FIN-06).

What a row said is kept as it stood there. PostgreSQL keeps a row from landing twice, and lets a file be closed only
when every row has landed or says why not (migrations/sql/feeders.sql).
"""

from django.db import models
from django.db.models import Q

from finance.engine.feeders import CARDS, INVOICES
from finance.models.invoices import SupplierInvoice
from finance.models.journals import Journal
from finance.states import FeederState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class FeederFile(PublicId, PartnerOwned):
    """A file of another system, and how it is read."""

    class Kind(models.TextChoices):
        """What its rows are."""

        INVOICES = INVOICES, "Suppliers’ invoices"
        CARDS = CARDS, "Purchase-card transactions"

    legal_entity = PartnerForeignKey(LegalEntity)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120, help_text="Of the file, as it was handed in")
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    headings = models.JSONField()
    layout = models.JSONField(default=dict, help_text="Which heading says what, and what is charged to which codes")
    control_total = MoneyField(help_text="What the other system says that it comes to")
    n_rows = models.IntegerField()
    total = MoneyField(default=0, help_text="Of the rows whose amount can be read")
    n_landed = models.IntegerField(default=0)
    total_landed = MoneyField(default=0)
    state = models.CharField(
        max_length=9, choices=[(one.value, one.value.capitalize()) for one in FeederState], default=FeederState.TAKEN
    )
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    landed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    landed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "kind", "file_hash"], condition=~Q(state="DISCARDED"),
                name="finance_feederfile_once",
            ),
            models.CheckConstraint(
                condition=Q(state="LANDED", landed_by__isnull=False, landed_at__isnull=False)
                | (~Q(state="LANDED") & Q(landed_by__isnull=True, landed_at__isnull=True, n_landed=0, total_landed=0)),
                name="finance_feederfile_landed",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class FeederRow(PartnerOwned):
    """A row of such a file: what stood there, what was read, and what came of it."""

    class State(models.TextChoices):
        """Where it stands."""

        TAKEN = "TAKEN", "Not read yet"
        READY = "READY", "Ready"
        REFUSED = "REFUSED", "Refused"
        LANDED = "LANDED", "Landed"

    file = PartnerForeignKey(FeederFile)
    number = models.IntegerField(help_text="As in a spreadsheet: headings are row 1")
    values = models.JSONField(help_text="The cells as they stood there, in the order of the headings")
    row_hash = models.CharField(max_length=64)
    on = models.DateField(null=True, blank=True)
    amount = MoneyField(null=True, blank=True, help_text="Pounds spent; below nought what came back")
    payee = models.CharField(max_length=160, blank=True)
    payee_key = models.CharField(max_length=60, blank=True, help_text="The payee’s number in the other system")
    reference = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=160, blank=True)
    words = models.CharField(max_length=200, blank=True)
    subjective = models.CharField(max_length=5, blank=True)
    cost_centre = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.TAKEN)
    column = models.CharField(max_length=10, blank=True, help_text="Which column speaks against it")
    problem = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    invoice = PartnerForeignKey(SupplierInvoice, null=True, blank=True)
    journal = PartnerForeignKey(Journal, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "file", "number"], name="finance_feederrow_number"),
            models.UniqueConstraint(
                fields=["partner", "row_hash"], condition=Q(state="LANDED"), name="finance_feederrow_once"
            ),
            models.CheckConstraint(
                condition=Q(state="LANDED", problem="", invoice__isnull=False, journal__isnull=True)
                | Q(state="LANDED", problem="", invoice__isnull=True, journal__isnull=False)
                | (~Q(state="LANDED") & Q(invoice__isnull=True, journal__isnull=True)),
                name="finance_feederrow_landed",
            ),
            models.CheckConstraint(
                condition=(Q(state="REFUSED") & ~Q(problem="")) | (~Q(state="REFUSED") & Q(problem="")),
                name="finance_feederrow_refused",
            ),
            audited=False,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "file", "state"], name="finance_feederrow_state"),
            models.Index(fields=["partner", "payee_key"], name="finance_feederrow_payee"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
