"""What an employer pays on top of a salary a year, for whoever decides about a post: National Insurance and pension.

A post has nobody in it yet: category A, paid in twelve equal months, in the main section of the scheme of the role.
"""

from datetime import date
from decimal import Decimal

from hr import on_costs
from hr.models import PensionRates
from hr.on_costs import OnCosts
from payroll.engine.errors import EngineError
from payroll.engine.national_insurance import class1
from payroll.engine.rates import rates_on
from sharedservices.common.money import pence
from sharedservices.common.periods import Frequency

CATEGORY, MONTHS = "A", 12


def of_salary(*, partner_id: int, salary: Decimal, scheme: str, on: date) -> OnCosts | None:
    """Return the on-costs of a salary in pounds a year on a day. One query."""
    try:
        monthly = class1(
            category=CATEGORY, earnings=pence(salary / MONTHS), frequency=Frequency.MONTHLY, rates=rates_on(on)
        )
    except EngineError:
        return None
    rates = PensionRates.objects.of(partner_id).filter(scheme__code=scheme, valid__contains=on).order_by("id").first()
    pension = pence(salary * rates.employer_rate) if rates is not None else None
    return OnCosts(national_insurance=monthly.employer * MONTHS, pension=pension)


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    on_costs.register(of_salary)
