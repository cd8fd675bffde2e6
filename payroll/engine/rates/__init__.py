"""Statutory figures by date: `rates_on(pay_date)` for what every payment needs, `figure(...)` for the rest.

The figures are in the TOML files beside this module, each value with its dates and source; docs/rates.md says how a
new year is brought in. A date without a figure is an error that names the file, never last year's figure.
"""

from payroll.engine.rates.build import Rates, rates_on
from payroll.engine.rates.files import DatedValue, all_figures, figure, number, number_table, rates_version
from payroll.engine.rates.pensions import PensionBand, pension_bands, pension_employer_rate
from payroll.engine.rates.tables import Regime

__all__ = [
    "DatedValue",
    "PensionBand",
    "Rates",
    "Regime",
    "all_figures",
    "figure",
    "number",
    "number_table",
    "pension_bands",
    "pension_employer_rate",
    "rates_on",
    "rates_version",
]
