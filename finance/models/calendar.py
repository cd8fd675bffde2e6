"""The fiscal calendar of each legal entity (domain FIN-03): fourteen periods and one for opening balances."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from finance.states import PeriodState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned

STATES = [(state.value, state.value.replace("_", "-").capitalize()) for state in PeriodState]


class Period(PublicId, PartnerOwned):
    """A period of a legal entity's financial year, 1 April to 31 March: P01 is April, P12 March.

    P00 holds the opening balances of the year, on 1 April. P13 takes the adjustments of closing down, P14 those of the
    audit; both have 31 March as their only day.
    """

    legal_entity = PartnerForeignKey(LegalEntity)
    year = models.IntegerField(help_text="The year in which the financial year begins: 2026 for 2026-27")
    number = models.IntegerField()
    covers = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "year", "number"], name="finance_period_once"),
            models.CheckConstraint(condition=Q(number__gte=0, number__lte=14), name="finance_period_number"),
        )

    def __str__(self) -> str:
        return f"P{self.number:02} {self.year}-{(self.year + 1) % 100:02}"


class PeriodModule(PartnerOwned):
    """How far a period is closed for one module of the ledger."""

    class Module(models.TextChoices):
        """A part of finance that posts, and is shut by itself."""

        GENERAL = "GL", "General ledger"
        PAYABLES = "AP", "Accounts payable"
        RECEIVABLES = "AR", "Accounts receivable"
        PAYROLL = "PAYROLL", "Payroll"
        BANK = "BANK", "Bank"

    period = PartnerForeignKey(Period)
    module = models.CharField(max_length=8, choices=Module)
    state = models.CharField(max_length=11, choices=STATES, default=PeriodState.FUTURE)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "period", "module"], name="finance_periodmodule_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PeriodState]), name="finance_period_state"),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.module} {self.state}"


class PeriodEvent(PartnerOwned):
    """The log of a period: who moved it, when and why."""

    period = PartnerForeignKey(Period)
    module = models.CharField(max_length=8, choices=PeriodModule.Module)
    action = models.CharField(max_length=12)
    from_state = models.CharField(max_length=11)
    to_state = models.CharField(max_length=11)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=~Q(action="reopen") | ~Q(reason=""), name="finance_periodevent_reopening_says_why"
            ),
            models.CheckConstraint(condition=~Q(from_state=F("to_state")), name="finance_periodevent_moves"),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "period", "id"], name="finance_periodevent_log")]

    def __str__(self) -> str:
        return f"{self.action}"
