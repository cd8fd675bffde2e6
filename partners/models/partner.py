"""Partners and the legal entities and PAYE schemes inside them (domain SEC-01)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from partners.fk import PartnerForeignKey
from partners.models.base import PartnerOwned, PublicId, owned


class Partner(models.Model):
    """An organisation of the partnership: the tenant, the wall of visibility."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        COUNTY = "COUNTY", "County council"
        LONDON_BOROUGH = "LONDON_BOROUGH", "London borough"
        POLICE = "POLICE", "Police"
        FIRE = "FIRE", "Fire and rescue"
        UNITARY = "UNITARY", "Unitary council"
        OTHER = "OTHER", "Other"

    class Colour(models.TextChoices):
        """The swatch that marks the partner in view; never the only mark."""

        BLUE = "blue", "Blue"
        GREEN = "green", "Green"
        PURPLE = "purple", "Purple"
        ORANGE = "orange", "Orange"
        TURQUOISE = "turquoise", "Turquoise"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind)
    colour = models.CharField(max_length=20, choices=Colour, default=Colour.BLUE)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    mail_from_name = models.CharField(max_length=60, blank=True, help_text="The name that mail comes from")
    mail_is_neutral = models.BooleanField(default=False, help_text="No organisation in sender or subject of mail")

    def __str__(self) -> str:
        return self.name


class LegalEntity(PublicId, PartnerOwned):
    """An employer and taxpayer. A police partner has two: the commissioner and the chief constable."""

    class Kind(models.TextChoices):
        """What the law calls it."""

        COUNCIL = "COUNCIL", "Council"
        PCC = "PCC", "Police and crime commissioner"
        CHIEF_CONSTABLE = "CHIEF_CONSTABLE", "Chief constable"
        FIRE_AUTHORITY = "FIRE_AUTHORITY", "Fire and rescue authority"
        PENSION_FUND = "PENSION_FUND", "Pension fund"
        CHARITY_TRUST = "CHARITY_TRUST", "Charity or trust"
        COMPANY = "COMPANY", "Company"
        JOINT_COMMITTEE = "JOINT_COMMITTEE", "Joint committee"

    code = models.CharField(max_length=20)
    legal_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    address = models.TextField(blank=True)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="partners_legalentity_code"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.legal_name


class PayeScheme(PublicId, PartnerOwned):
    """An employer's PAYE scheme at HMRC."""

    legal_entity = PartnerForeignKey(LegalEntity)
    employer_reference = models.CharField(max_length=14, help_text="HMRC office number / reference, like 123/AB456")
    accounts_office_reference = models.CharField(max_length=13, blank=True)
    name = models.CharField(max_length=100)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "employer_reference"], name="partners_payescheme_reference"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.employer_reference})"
