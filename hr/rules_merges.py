"""The rules of merging two records of one human being."""

from hr.rules import Rule


class TwoRecords(Rule):
    """Source: domain HR-03: a merge is of two records."""

    code, field = "HR-MERGE-TWO", None
    sentence = "A record is not merged with itself."
    remedy = "Choose the other record of the same person."
    source = "domain HR-03"


class NothingStandsInTheWay(Rule):
    """Source: domain HR-03, HR-09, HR-13: what goes on about either of the two comes to its end first."""

    code, field = "HR-MERGE-FREE", None
    sentence = "{what}."
    remedy = "Finish that first. Then propose it again."
    source = "domain HR-03"


class OnlyOnceEach(Rule):
    """Source: domain HR-03: what somebody can have once, two records of one person may have twice."""

    code, field = "HR-MERGE-ONCE", None
    sentence = "Both records have {what}, and one person has that only once at a time."
    remedy = "End it on one of the two records. Then propose it again."
    source = "domain HR-03"


class LastMergeFirst(Rule):
    """Source: domain HR-03: merges are parted in the order in which they can be."""

    code, field = "HR-MERGE-STANDS", None
    sentence = "This merge was parted already, or the record that was kept has been merged into another one since."
    remedy = "Part the later merge first."
    source = "domain HR-03"
