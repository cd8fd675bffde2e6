"""By when a pay run is fixed: the one cut-off that changes, bank changes and reminders count from."""

from datetime import date

from sharedservices.common.workingdays import add_working_days

CUT_OFF_WORKING_DAYS = 5
"""So many working days before pay day. Source: what the shared service asks of its partners (domain HR-07, rule 4)."""


def cut_off_of(pay_date: date) -> date:
    """Return the last day on which a change can be approved for the run that pays on a day."""
    return add_working_days(pay_date, -CUT_OFF_WORKING_DAYS)
