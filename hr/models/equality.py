"""Equality monitoring: what people say about themselves, of their own free will (domain HR-14)."""

from django.db import models

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, owned
from partners.rls import Narrowed

# Together with the policy of the partner this lets no row through, and it still refuses to answer without a scope.
NOBODY = "NOT (partner_id = ANY ((SELECT app_partner_ids())::bigint[]))"


class EqualityAnswers(PartnerOwned):
    """What one person answered, by the code of the question (hr.engine.equality).

    Only the person reads it and writes it, through the functions of the database. For everybody else there is no row
    here at all: figures come from a function that counts, and leaves out what is small.
    """

    person = PartnerForeignKey(Person)
    answers = models.JSONField()
    saved_on = models.DateField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "person"], name="hr_equalityanswers_once"),
            Narrowed(name="hr_equalityanswers_narrowed", using=NOBODY),
            self_service="person_id",
            hide=("answers", "person_id"),
            referenced=False,
        )

    def __str__(self) -> str:
        return "equality answers"
