"""What follows a leaving: the P45, after which pay is taxed without allowances, and overpayments worked out by hand."""

from django.db import models
from django.db.models import F, Q

from hr.models.leaving import Leaving, OverpaymentCase
from hr.models.people import Employment, Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class IssuedP45(PublicId, PartnerOwned):
    """That the one P45 of an employment was issued, and up to which pay date it counts. Payroll reads it.

    Whatever is paid on a later pay date goes with code 0T, week 1/month 1, and there is no second P45. A record that
    was made in error is withdrawn with the reason, and stays.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    leaving = PartnerForeignKey(Leaving)
    issued_on = models.DateField()
    paid_to = models.DateField(help_text="Pay date of the last payment on it")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "P45 that was issued"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "leaving"], condition=Q(withdrawn_at__isnull=True), name="hr_issuedp45_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="hr_issuedp45_withdrawn_pair",
            ),
            referenced=False,
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_issuedp45_person")]

    def __str__(self) -> str:
        return f"P45 of {self.issued_on:%d.%m.%Y}"


class OverpaymentFigure(PublicId, PartnerOwned):
    """What a payslip paid too much, worked out by hand because it could not be worked out again, as it was approved.

    Never changed: another one that is approved takes its place.
    """

    case = PartnerForeignKey(OverpaymentCase)
    person = PartnerForeignKey(Person)
    gross = MoneyField()
    net = MoneyField()
    guide = MoneyField(help_text="Net by calendar days, as it stood beside it")
    reason = models.CharField(max_length=200)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "overpayment worked out by hand"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(net__gte=0, gross__gte=F("net")) & ~Q(reason=""), name="hr_overpaymentfigure_sensible"
            ),
            append_only=True,
            referenced=False,
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "case"], name="hr_overpaymentfigure_case")]

    def __str__(self) -> str:
        return f"Figures by hand of {self.case}"
