"""To whom letters about somebody who has died go (domain HR-09)."""

from django.db import models

from hr.models.deaths import DeathCase
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, User, owned


class FamilyCorrespondent(PartnerOwned):
    """Whoever acts for somebody who has died: name, relation, address, and how we know. The newest one holds."""

    class Relation(models.TextChoices):
        """Why we write to them."""

        EXECUTOR = "EXECUTOR", "Executor or administrator of the estate"
        NEXT_OF_KIN = "NEXT_OF_KIN", "Next of kin"
        SOLICITOR = "SOLICITOR", "Solicitor of the family"

    case = PartnerForeignKey(DeathCase)
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=20, choices=Relation)
    address = models.CharField(max_length=300, help_text="Lines, one a line; the postcode last")
    evidence = models.CharField(max_length=200, help_text="How we know that they act")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, hide=("name", "address", "evidence"), referenced=False)
        indexes = [models.Index(fields=["partner", "case"], name="hr_familycorrespondent_case")]

    def __str__(self) -> str:
        return self.name
