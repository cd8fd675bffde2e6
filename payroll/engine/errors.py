"""Errors of the calculation. Each message is for the payroll officer: what is wrong and what to do."""


class EngineError(Exception):
    """Something that makes one calculation impossible."""


class RatesMissing(EngineError):
    """A statutory figure has no value for a date. Last year's is never used instead."""


class RatesBroken(EngineError):
    """A rates file breaks its own rules, so nothing may be calculated from it."""


class TaxCodeInvalid(EngineError):
    """A tax code is not of a form that HMRC issues."""


class NiCategoryInvalid(EngineError):
    """A National Insurance category letter does not exist."""


class LoanPlanInvalid(EngineError):
    """A student loan plan does not exist or is not collected through payroll on the date."""


class PayInputInvalid(EngineError):
    """A figure given to a calculation cannot be right (a period that does not exist, more than 52 director weeks)."""


class CasesUnreadable(EngineError):
    """A file of cases has headings from which no case can be read."""
