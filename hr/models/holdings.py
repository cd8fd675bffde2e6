"""Which post a job is held on, between two dates: the whole life of the job, without gap or overlap."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from hr.models.organisation import Post
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, owned


class PostHolding(PublicId, PartnerOwned):
    """The post that a job is held on between two dates.

    The database makes the first one with the job and keeps them in step with its dates; `Assignment.post` is that of
    today. A move into another post ends one and begins the next.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    post = PartnerForeignKey(Post)
    valid = DateRangeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_postholding_no_overlap", "assignment"),
            has_start("hr_postholding_starts"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "post"], name="hr_postholding_post"),
            models.Index(fields=["partner", "person"], name="hr_postholding_person"),
        ]

    def __str__(self) -> str:
        return str(self.post)
