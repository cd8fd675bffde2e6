"""Declared interests: to whom somebody is close, and what else they work at (domain SEC-03).

From then on that login, and every other of the same human being, decides nothing about the person: see
`partners.queries.deciders.barred_people`. Whose relative somebody is stands here alone.
"""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.rls import Narrowed


class DeclaredInterest(PublicId, PartnerOwned):
    """One interest of one login. What it says is never changed: it is ended, and another is declared."""

    class Kind(models.TextChoices):
        """What it is."""

        RELATIVE = "RELATIVE", "Somebody in my family or household"
        CLOSE = "CLOSE", "A close personal relationship"
        WORK = "WORK", "Other work, or a business"

    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Whom it binds")
    person = PartnerForeignKey(Person, null=True, blank=True, help_text="The holder’s own record, where there is one")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120, help_text="Who it is, or which business")
    employee_no = models.CharField(max_length=30, blank=True, help_text="Of the person, if known")
    relation = models.CharField(max_length=200, help_text="What they are to each other, or what the work is")
    about = PartnerForeignKey(Person, null=True, blank=True, related_name="+", help_text="The record of that person")
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(help_text="When the holder, or HR for them, last said that it is still so")
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField(null=True, blank=True, help_text="When HR said whose record it is, or nobody’s")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "declared interest"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(about__isnull=True) | (~Q(kind="WORK") & (Q(person__isnull=True) | ~Q(person=F("about")))),
                name="hr_declaredinterest_about_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, end_reason="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
                name="hr_declaredinterest_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(linked_by__isnull=True, linked_at__isnull=True)
                | Q(linked_by__isnull=False, linked_at__isnull=False),
                name="hr_declaredinterest_linked_pair",
            ),
            Narrowed(name="hr_declaredinterest_narrowed", using="hr_sees_interest(holder_id, about_id)"),
            person="person_id",
            hide=("name", "relation", "employee_no", "about_id"),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_declaredinterest_person"),
            models.Index(fields=["partner", "about"], name="hr_declaredinterest_about"),
            models.Index(fields=["partner", "holder"], name="hr_declaredinterest_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
