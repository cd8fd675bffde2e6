"""Leavers whose notice came after a run had worked out their pay: marked on its pages, with what is to be done."""

from datetime import timedelta
from typing import Any

from django.utils.functional import cached_property

from hr.queries import statutory_after
from payroll.queries.late_leavers import LATE, LateLeaver, late_leavers
from payroll.views import runs_words
from payroll.views.runs_base import RunView
from sharedservices.common.formatting import counted, money
from sharedservices.common.periods import DateRange

SHORT = 5
STATUTORY_HEADINGS = [{"label": "Leaver"}, {"label": "What is due in this period"}]
LATE_HEADINGS = [{"label": "Leaver"}, {"label": "What to do"}, {"label": "Net pay", "is_numeric": True}]


class LatePart(RunView):
    """A page of a run that knows its late leavers."""

    @cached_property
    def late(self) -> dict[int, LateLeaver]:
        """Return whom the run pays for days after their last one, by employment."""
        found = late_leavers(
            partner_id=self.partner.pk, run_id=self.run.run_id, period_end=self.run.last_day + timedelta(days=1)
        )
        return {one.employment_id: one for one in found}

    def late_part(self) -> dict[str, Any]:
        """Return who left and was told of late: marked with what is to be done, the case, and how many they are."""
        if not self.late:
            return {}
        rows = list(self.late.values())[:SHORT]
        sees_cases = self.may("leavers.view")
        cells = [
            [
                {
                    "text": one.name, "hint": one.employee_no, "is_header": True,
                    "href": self.url("hr:leaver", leaving=one.leaving) if sees_cases else "",
                },
                {"text": runs_words.late_text(one, self.run, self.today)},
                {"text": money(one.net), "is_numeric": True, "href": self.payslip_href(one.employment_uuid)},
            ]
            for one in rows
        ]  # fmt: skip
        people = counted(len(self.late), "person is", "people are")
        return {
            "late_leavers": cells, "late_headings": LATE_HEADINGS,
            "late_text": f"{people} paid for days after their last one.",
            "late_href": f"{self.at('run_people')}?finding={LATE}",
        }  # fmt: skip

    def statutory_part(self) -> dict[str, Any]:
        """Return the days of statutory family pay that fall into the period for people who have left."""
        due = statutory_after.of_period(
            partner_id=self.partner.pk, period=DateRange(self.run.first_day, self.run.last_day + timedelta(days=1)),
            pay_group_id=self.run.group_id,
        )  # fmt: skip
        if not due:
            return {}
        sees_cases = self.may("leavers.view")
        cells = [
            [
                {
                    "text": one.goes_on.leaving.person.display_name, "is_header": True,
                    "hint": one.goes_on.leaving.employment.employee_no,
                    "href": self.url("hr:leaver", leaving=one.goes_on.leaving.uuid) if sees_cases else "",
                },
                {"text": one.words},
            ]
            for one in due
        ]  # fmt: skip
        return {"statutory_after": cells, "statutory_headings": STATUTORY_HEADINGS}

    def late_warning(self) -> str:
        """Name those whom an approval or a release would stumble over."""
        if not self.late:
            return ""
        shown = ", ".join(one.employee_no for one in list(self.late.values())[:SHORT])
        people = counted(len(self.late), "person", "people")
        return (
            f"Notice of {people} came after this was calculated: {shown}. Nobody is paid for days after the last one."
        )
