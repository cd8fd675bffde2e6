"""What people are employed and paid by, as lists: roles, terms and conditions, pay groups, employers’ PAYE schemes."""

from collections.abc import Mapping
from typing import Any

from hr.engine.pro_rata import DayRule, HourlyRule
from hr.forms.lists import DatedFilter
from hr.queries import reference
from hr.views.reference import LOADED, ReferencePage
from sharedservices.common.formatting import number
from sharedservices.common.periods import Frequency
from sharedservices.common.tables import Column, EmptyState, Kind, Table

DAY_RULES = {
    DayRule.CALENDAR: "By calendar days",
    DayRule.WORKING_DAYS: "By Mondays to Fridays",
    DayRule.DAYS_365: "One 365th of the year a day",
    DayRule.DAYS_365_OR_366: "One 365th of the year a day, in leap years one 366th",
}
HOURLY_RULES = {HourlyRule.DIRECT: "Of the year, rounded once", HourlyRule.BY_WEEK: "Of the rounded week"}


class RolesTable(Table):
    """Roles, and what they need."""

    caption, nouns, filename = "Roles", ("role", "roles"), "roles"
    filter_form, default_sort = DatedFilter, "title"
    empty = EmptyState("There are no roles", LOADED)
    columns = (
        Column("title", "Role", sort="title", header=True, hint=lambda row: row.code, export=lambda row: row.title),
        Column("code", "Code", is_shown=False),
        Column("terms", "Terms", sort="staff_group__name", value=lambda row: row.staff_group.name),
        Column("grade", "Grade", sort="grade__code", value=lambda row: row.grade.code if row.grade else ""),
        Column(
            "score", "Evaluation", kind=Kind.NUMBER, sort="evaluation_score", value=lambda row: row.evaluation_score
        ),
        Column("dbs", "DBS check", value=lambda row: row.get_dbs_display()),
        Column("vetting", "Vetting", value=lambda row: row.get_vetting_display()),
        Column("registration", "Register", sort="registration"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
    )


class Roles(ReferencePage):
    """Roles."""

    name, table_class = "roles", RolesTable
    lead = "What the work is, on which terms, and what somebody needs who does it."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        """Return what the filters leave."""
        on = filters.get("on") or self.on
        return reference.roles(partner_id=self.partner.pk, on=on, text=filters.get("q", ""))


class TermsTable(Table):
    """Terms and conditions."""

    caption, nouns, filename = "Terms and conditions", ("set of terms", "sets of terms"), "terms-and-conditions"
    filter_form, default_sort = DatedFilter, "name"
    empty = EmptyState("There are no terms and conditions", LOADED)
    columns = (
        Column("name", "Terms", sort="name", header=True, hint=lambda row: row.code, export=lambda row: row.name),
        Column("code", "Code", is_shown=False),
        Column("full_time_hours", "Full-time hours a week", kind=Kind.NUMBER, sort="full_time_hours"),
        Column("weeks_in_year", "Weeks in a year", value=lambda row: number(row.weeks_in_year), sort="weeks_in_year"),
        Column("day_rule", "Part of a month", value=lambda row: DAY_RULES.get(row.day_rule, row.day_rule)),
        Column("hourly", "Hourly rate", value=lambda row: HOURLY_RULES[HourlyRule(row.hourly_rule)]),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
    )


class TermsOfWork(ReferencePage):
    """Terms and conditions."""

    name, table_class = "terms_of_work", TermsTable
    lead = "Full-time hours, weeks in the year, and how part of a month is paid."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        """Return what the filters leave."""
        on = filters.get("on") or self.on
        return reference.staff_groups(partner_id=self.partner.pk, on=on, text=filters.get("q", ""))


class PayGroupsTable(Table):
    """Pay groups."""

    caption, nouns, filename = "Pay groups", ("pay group", "pay groups"), "pay-groups"
    filter_form, default_sort = DatedFilter, "name"
    empty = EmptyState("There are no pay groups", LOADED)
    columns = (
        Column("name", "Pay group", sort="name", header=True, hint=lambda row: row.code, export=lambda row: row.name),
        Column("code", "Code", is_shown=False),
        Column("employer", "Employer", sort="legal_entity__legal_name", value=lambda row: row.legal_entity.legal_name),
        Column("scheme", "PAYE scheme", value=lambda row: row.paye_scheme.employer_reference),
        Column("frequency", "Paid", sort="frequency", value=lambda row: Frequency(row.frequency).label),
        Column("n_people", "Employments", kind=Kind.NUMBER, sort="n_people"),
    )


class PayGroups(ReferencePage):
    """Pay groups."""

    name, table_class = "pay_groups", PayGroupsTable
    lead = "Employments that are paid together: one employer, one PAYE scheme, one frequency."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        """Return what the filters leave."""
        on = filters.get("on") or self.on
        return reference.pay_groups(partner_id=self.partner.pk, on=on, text=filters.get("q", ""))


class PayeSchemesTable(Table):
    """Employers and their PAYE schemes."""

    caption, nouns, filename = "Employers and PAYE schemes", ("PAYE scheme", "PAYE schemes"), "paye-schemes"
    filter_form, default_sort = DatedFilter, "employer"
    empty = EmptyState("There are no PAYE schemes", LOADED)
    columns = (
        Column("name", "PAYE scheme", sort="name", header=True),
        Column("employer", "Employer", sort="legal_entity__legal_name", value=lambda row: row.legal_entity.legal_name),
        Column("kind", "Kind of employer", value=lambda row: row.legal_entity.get_kind_display()),
        Column("employer_reference", "PAYE reference", sort="employer_reference"),
        Column("accounts_office_reference", "Accounts office reference"),
        Column("n_groups", "Pay groups", kind=Kind.NUMBER, sort="n_groups"),
    )


class PayeSchemes(ReferencePage):
    """Employers and PAYE schemes."""

    name, table_class = "paye_schemes", PayeSchemesTable
    lead = "Who employs people on the date in view, and under which references HMRC knows them."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        """Return what the filters leave."""
        on = filters.get("on") or self.on
        return reference.paye_schemes(partner_id=self.partner.pk, on=on, text=filters.get("q", ""))
