"""Which posts the accounts report by themselves: chief officers and relevant police officers (domain FIN-15)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.models.organisation import Post
from hr.models.spans import has_start, no_overlap
from hr.states import SeniorPostState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class SeniorPost(PublicId, PartnerOwned):
    """That a post is a senior employee’s between two dates, as one person proposed and another agreed."""

    class Kind(models.TextChoices):
        """Source: Accounts and Audit Regulations 2015 (SI 2015/234) Sch 1."""

        HEAD = "HEAD", "Head of paid service"
        STATUTORY = "STATUTORY", "Statutory chief officer"
        CHIEF = "CHIEF", "Chief officer, or answers to the head of paid service"
        POLICE = "POLICE", "Relevant police officer"

    post = PartnerForeignKey(Post)
    kind = models.CharField(max_length=9, choices=Kind)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.label) for one in SeniorPostState], default=SeniorPostState.PROPOSED
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_human = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="Why it was refused, or ended")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_seniorpost_no_overlap", "post", condition=~Q(state="REFUSED")),
            has_start("hr_seniorpost_starts"),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_by__isnull=True, decided_human__isnull=True,
                            decided_at__isnull=True)
                | (~Q(state="PROPOSED") & Q(decided_by__isnull=False, decided_human__isnull=False,
                                            decided_at__isnull=False)),
                name="hr_seniorpost_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED") | ~Q(decided_human=F("proposed_human")), name="hr_seniorpost_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(words=""), name="hr_seniorpost_refused_why"),
            referenced=False,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()
