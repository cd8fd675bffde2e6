"""The rules of fixed assets: one class a rule (domain FIN-14)."""

from sharedservices.common.rules import Rule


class AssetSays(Rule):
    """Source: domain FIN-14: class, description, custodian, life."""

    code, source = "ASSET-SAYS", "domain FIN-14"
    sentence = "This asset cannot be kept: {why}."
    remedy = "Choose a class and a cost centre of the legal entity; each component has a name, a cost and a life."


class AboveTheLeast(Rule):
    """Source: domain FIN-14, de-minimis parameter."""

    code, field, source = "ASSET-LEAST", "cost", "domain FIN-14"
    sentence = "A cost of {cost} is below {least}, the least that is kept as an asset."
    remedy = "Charge it to a revenue code instead: reclassify the posted line."


class CostIsPosted(Rule):
    """Source: domain FIN-13, the register reconciles to the ledger: what is added is a posted line, once."""

    code, field, source = "ASSET-POSTED", "line", "domain FIN-13"
    sentence = "The posted line has {left} left to be registered on {code}, and the components come to {cost}."
    remedy = "Choose components that come to no more than the line, on the code of the class or of construction."


class ControlTotals(Rule):
    """Source: domain FIN-02, files with a control total."""

    code, field, source = "ASSET-CONTROL", "control_cost", "domain FIN-02"
    sentence = "The file comes to {cost} of cost and {depreciation} of depreciation."
    remedy = "Compare with the system before: a row may be missing or twice."


class StandsSo(Rule):
    """Source: domain FIN-14, under construction, in use, disposed of."""

    code, source = "ASSET-STANDS", "domain FIN-14"
    sentence = "{asset} is {state}: that cannot be done to it."
    remedy = "Open its page to see what may be done now."


class DayHasCome(Rule):
    """Source: domain FIN-14: what is recorded has happened."""

    code, field, source = "ASSET-DAY", "on", "domain FIN-14"
    sentence = "{on} lies ahead."
    remedy = "Enter the day on which it happened, once it has."


class OneAtATime(Rule):
    """Source: domain SEC-04, what is approved is what was seen."""

    code, source = "ASSET-ONE", "domain SEC-04"
    sentence = "Another change of {what} waits for approval."
    remedy = "Have it approved or refused first."


class StillAsSeen(Rule):
    """Source: domain SEC-04, what is approved is what was seen."""

    code, source = "ASSET-SEEN", "domain SEC-04"
    sentence = "The values have changed since this was asked for."
    remedy = "Refuse it, and ask anew with the values of today."


class AnotherDecides(Rule):
    """Source: domain SEC-04, FIN-02: maker and checker."""

    code, source = "ASSET-ANOTHER", "domain SEC-04"
    sentence = "You asked for this change."
    remedy = "Another person approves it."


class OwnIsTakenBack(Rule):
    """Source: domain SEC-04: who approves refuses, who asked takes back."""

    code, source = "ASSET-OWN", "domain SEC-04"
    sentence = "Another person asked for this change."
    remedy = "Refuse it, if you may approve changes of assets."


class ChargedBefore(Rule):
    """Source: domain FIN-14: depreciation up to the change is charged on the value before it."""

    code, field, source = "ASSET-CHARGED", "on", "domain FIN-14"
    sentence = "Depreciation up to {month} has to be posted before that: {missing} is missing."
    remedy = "Post the months before, then come back. Values and lives change on the last day of a month."


class NotChargedSince(Rule):
    """Source: domain FIN-14: a change is not dated before depreciation that rests on the value before it."""

    code, field, source = "ASSET-SINCE", "on", "domain FIN-14"
    sentence = "Something of a later day has been approved already."
    remedy = "Choose a later day, or reverse what came after."


class LastDayOfMonth(Rule):
    """Source: domain FIN-14, straight line by months."""

    code, field, source = "ASSET-MONTH-END", "on", "domain FIN-14"
    sentence = "Values and lives change on the last day of a month that has come."
    remedy = "Enter the last day of the month."


class MonthIsCharged(Rule):
    """Source: domain FIN-14: a month is charged once."""

    code, field, source = "ASSET-MONTH-CHARGED", "period", "domain FIN-14"
    sentence = "{month} is charged."
    remedy = "What was registered since is made up with the next month. Reverse the month first to charge it anew."


class NothingToCharge(Rule):
    """Source: domain FIN-14."""

    code, field, source = "ASSET-NOTHING", "period", "domain FIN-14"
    sentence = "Nothing is to be charged for {month}."
    remedy = "Its depreciation is posted, or no asset is in use."


class PartOfCost(Rule):
    """Source: domain FIN-14, disposal of the whole or a part."""

    code, field, source = "ASSET-PART", "part", "domain FIN-14"
    sentence = "The part of the cost lies above nought and is at most {cost}."
    remedy = "Leave it empty for all of the asset."


class ReversedLast(Rule):
    """Source: domain FIN-02, correction is a reversal; the last change first."""

    code, source = "ASSET-REVERSED", "domain FIN-02"
    sentence = "Only the last approved change of its assets is reversed, and once."
    remedy = "Reverse what came after it first."
