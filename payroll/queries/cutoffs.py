"""By when a change has to be approved to be in a pay run (domain HR-07, effective-dating rule 4)."""

from datetime import date

from django.db.models import Exists, OuterRef

from hr.engine.pay_cutoff import cut_off_of
from hr.models import Employment
from partners.change_kinds import Cutoff
from payroll.models import PayPeriod, PayRun
from payroll.states import RunState
from sharedservices.common.formatting import day

MOST = 12


def of_change(*, partner_id: int, person_id: int, starts: date, today: date) -> Cutoff | None:
    """Return the cut-off of the first run that a change of somebody's pay from a day on belongs to.

    None without an employment or a calendar. It is missed when its day has gone by or its run is approved already:
    then the next run pays, and what is due for the time before is arrears.
    """
    groups = Employment.objects.of(partner_id).filter(person_id=person_id).values("pay_group_id")
    done = PayRun.objects.of(partner_id).filter(
        period=OuterRef("pk"), number=1, state__in=[RunState.APPROVED, RunState.RELEASED]
    )
    periods = PayPeriod.objects.of(partner_id).filter(pay_group_id__in=groups, covers__endswith__gt=starts)
    rows = periods.annotate(is_done=Exists(done)).order_by("pay_date", "id")
    own = rows.first()
    if own is None:
        return None
    closes = cut_off_of(own.pay_date)
    if not own.is_done and today <= closes:
        return Cutoff(is_missed=False, words=f"In the pay of {own}, if it is approved by {day(closes)}.", closes=closes)
    open_rows = rows.filter(pay_date__gte=today, is_done=False)[:MOST]
    coming = next((row for row in open_rows if today <= cut_off_of(row.pay_date)), None)
    run = f"the pay of {coming}, by {day(cut_off_of(coming.pay_date))}" if coming else "a run of a calendar to come"
    return Cutoff(
        is_missed=True,
        words=f"Next run: the cut-off of {own}, {day(closes)}, has passed. It comes in {run}, with arrears.",
    )
