"""The team calendar: who is away on which day of a month, as a grid of words and as a list."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.forms.absence import CalendarFilter
from hr.queries import organisation
from hr.queries.absence_terms import days_between
from hr.queries.away import Away, PersonAway, away
from hr.queries.leave import holidays_between
from hr.views.base import PeopleView
from hr.views.people import as_options, as_uuid
from sharedservices.common.formatting import day
from sharedservices.common.periods import DateRange, add_months

WORDS = {Away.LEAVE: "On leave", Away.ASKED: "Leave asked for", Away.ABSENT: "Absent"}
MARKS = {Away.LEAVE: "L", Away.ASKED: "?", Away.ABSENT: "A"}
SATURDAY = 5
LIST_HEADINGS = [{"label": "Name"}, {"label": "Why"}, {"label": "First day"}, {"label": "Last day"}]


class LeaveCalendar(PeopleView, TemplateView):
    """Who is away in a month. Nobody sees here why somebody is absent."""

    permission = "absence.view"
    template_name = "hr/leave_calendar.html"

    @cached_property
    def filters(self) -> CalendarFilter:
        """Return the form with month and unit."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return CalendarFilter(self.request.GET, choices={"unit": as_options(units)})

    @cached_property
    def month(self) -> DateRange:
        """Return the month in view: what the address asks for, or this one."""
        wish = self.filters.cleaned_data.get("month") if self.filters.is_valid() else None
        first = (wish or timezone.localdate()).replace(day=1)
        return DateRange(first, add_months(first, 1))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the grid, the list, and the way to the months before and after."""
        unit = as_uuid(self.filters.cleaned_data.get("unit")) if self.filters.is_valid() else None
        found = away(partner_id=self.partner.pk, month=self.month, unit=unit)
        days = list(days_between(self.month.start, self.month.last_day))
        off = holidays_between(days[0], days[-1])
        working = {one for one in days if one.weekday() < SATURDAY and one not in off}
        return super().get_context_data(
            form=self.filters,
            month=f"{self.month.start:%B %Y}",
            days=[{"number": one.day, "name": f"{one:%a}", "is_off": one not in working} for one in days],
            people=[self._person(one, days, working) for one in found],
            totals=[sum(one.why(on) is not None for one in found) if on in working else "" for on in days],
            list_headings=LIST_HEADINGS,
            list_rows=[row for one in found for row in self._stretches(one)],
            earlier=self._href(add_months(self.month.start, -1), unit),
            later=self._href(self.month.end, unit),
            breadcrumbs=self.crumbs(("Annual leave", self.url("leave_list")), ("Team calendar", "")),
            **kwargs,
        )

    def _person(self, one: PersonAway, days: list[date], working: set[date]) -> dict[str, Any]:
        cells = []
        for on in days:
            why = one.why(on) if on in working else None
            cells.append({"mark": MARKS[why], "words": WORDS[why]} if why else {"mark": "", "words": ""})
        return {"name": one.name, "cells": cells}

    def _stretches(self, one: PersonAway) -> list[list[dict[str, Any]]]:
        href = self.url("person_absence", person=one.person)
        return [
            [
                {"text": one.name, "href": href, "is_header": True, "hint": one.assignment_no},
                {"text": WORDS[part.why]},
                {"text": day(part.first_day)},
                {"text": day(part.last_day) if part.last_day else "Not known yet"},
            ]
            for part in one.stretches
        ]

    def _href(self, first: date, unit: Any) -> dict[str, str]:
        query = {"month": first.strftime("%Y-%m"), "unit": str(unit or "")}
        return {"href": self.url("leave_calendar", query=query), "label": f"{first:%B %Y}"}
