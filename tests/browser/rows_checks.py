"""Rows for the pages of DBS checks, registrations and training."""

from hr.models import DbsCheck, DutyBar, JobRequirement, SafetyRecord, WorkingTimeOptOut
from partners.models import Partner
from tests.browser.rows import Arguments


def checks(_partner: Partner) -> Arguments:
    """Something that jobs need, and a bar from duties."""
    made: Arguments = [{"requirement": one.uuid} for one in JobRequirement.objects.order_by("id")[:1]]
    return made + [{"bar": one.uuid} for one in DutyBar.objects.filter(ended_on=None).order_by("id")[:1]]


def checks_of_people(_partner: Partner) -> Arguments:
    """Somebody whose certificate was weighed."""
    rows = DbsCheck.objects.filter(withdrawn_at=None, result="CONTENT_REVIEWED").select_related("person").order_by("id")
    return [
        {"person": one.person.uuid, "dbs_check": one.uuid, "check_kind": "dbs", "record": one.uuid} for one in rows[:1]
    ]


def opt_outs_of_people(_partner: Partner) -> Arguments:
    """Somebody who has agreed to longer hours."""
    rows = WorkingTimeOptOut.objects.filter(withdrawn_on=None).select_related("person").order_by("id")
    return [{"person": one.person.uuid, "opt_out": one.uuid} for one in rows[:1]]


def safety_records(_partner: Partner) -> Arguments:
    """Exposure that goes on."""
    rows = SafetyRecord.objects.filter(kind="EXPOSURE", ended_on=None, withdrawn_at=None).order_by("id")
    return [{"safety_record": one.uuid} for one in rows[:1]]
