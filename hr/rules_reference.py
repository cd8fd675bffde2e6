"""The rules of reference data (domain HR-02, HR-04): what a row of a sheet may name, and what it may not change."""

from hr.rules import Rule


class ReferenceIsThere(Rule):
    """Source: domain HR-02: a grade without its scale, a pay group without its employer pays nobody."""

    code, field = "HR-REF-THERE", None
    sentence = "There is no {what} {code}."
    remedy = "Correct the code, or bring that sheet first."
    source = "domain HR-02"


class ReferenceIsNew(Rule):
    """Source: domain SEC-04: what is in use is changed by a request of its own, not overwritten by a file."""

    code, field = "HR-REF-NEW", None
    sentence = "{what} {code} is there already."
    remedy = "Leave the row out: a file brings what is new."
    source = "domain SEC-04"


class LaterValueStays(Rule):
    """Source: domain HR-04: a value holds until the next one; what holds later is not overwritten."""

    code, field = "HR-REF-LATER", "from"
    sentence = "{what} has a value from {since} already."
    remedy = "Use a later day."
    source = "domain HR-04"


class ReferenceFitsTogether(Rule):
    """Source: domain HR-04: a grade runs upwards within one scale; SEC-01: a scheme belongs to one employer."""

    code, field = "HR-REF-FITS", None
    sentence = "{why}"
    remedy = "Correct the row."
    source = "domain HR-04, SEC-01"
