"""The rules of journals and settlements between legal entities of one partner: one class a rule (domain FIN-11)."""

from sharedservices.common.rules import Rule


class EntityIsKnown(Rule):
    """Source: domain FIN-01, coding block: a line is charged to a legal entity of the partner."""

    code, source = "IE-ENTITY", "domain FIN-01"
    sentence = "Line {line}: there is no legal entity {value} here."
    remedy = "Take the code of a legal entity of this partner, or leave it out for the journal’s own."


class TwoEntities(Rule):
    """Source: domain FIN-11: an agreement is between two legal entities, and so is a journal."""

    code, field, source = "IE-TWO", "lines", "domain FIN-11"
    sentence = "The lines are of more than two legal entities: {names}."
    remedy = "Write a journal for each pair."


class OwnLines(Rule):
    """Source: domain FIN-11: a journal stands in the books of the entity that it names first."""

    code, field, source = "IE-OWN", "lines", "domain FIN-11"
    sentence = "None of the lines is of {entity}, whose journal it is."
    remedy = "Choose the other legal entity above the lines, and leave it out on them."


class AgreementCovers(Rule):
    """Source: domain FIN-02, FIN-11: lines of another entity are rejected when no agreement covers them."""

    code, field, source = "IE-AGREEMENT", "lines", "domain FIN-02, FIN-11"
    sentence = "No agreement between {first} and {second} covers {kind} journals on {on}."
    remedy = "Propose an agreement first, or write a journal in the books of each. Agreements stand under the ledger."


class PairHasCodes(Rule):
    """Source: domain FIN-01, FIN-11: what is due stands on the inter-entity account, with the other’s counterparty."""

    code, source = "IE-CODES", "domain FIN-01"
    sentence = "{what} is missing on {on}, which the due-from and due-to lines need."
    remedy = "Ask whoever keeps the chart of accounts to open it."


class OnlyByPeople(Rule):
    """Source: domain FIN-11: what the system posts by itself is of one legal entity."""

    code, source = "IE-ONE", "domain FIN-11"
    sentence = "{what} is of one legal entity: none of its lines is of another."
    remedy = "Write a journal between the two instead."


class PostedTogether(Rule):
    """Source: domain FIN-11: both entities balance, so both parts are decided and posted together."""

    code, source = "IE-TOGETHER", "domain FIN-11"
    sentence = "{journal} is the other entity’s part of a journal between two."
    remedy = "Open {lead} and do it there: it holds for both."


class SettlementStays(Rule):
    """Source: domain FIN-11: a settlement pays exactly what both owe each other."""

    code, source = "IE-SETTLEMENT-STAYS", "domain FIN-11"
    sentence = "{journal} settles what two legal entities owe each other: its lines stay."
    remedy = "Discard it and propose the settlement again, if the figures have changed."


class AgreementBetweenTwo(Rule):
    """Source: domain FIN-11."""

    code, field, source = "IE-PAIR", "to_entity", "domain FIN-11"
    sentence = "An agreement is between two different legal entities."
    remedy = "Choose another one."


class AgreementKinds(Rule):
    """Source: domain FIN-11: an agreement says which kinds of journal it covers."""

    code, field, source = "IE-KINDS", "kinds", "domain FIN-11"
    sentence = "An agreement covers one kind of journal or more, of those that people write."
    remedy = "Choose the kinds."


class OneAgreement(Rule):
    """Source: domain FIN-11: on each day it is clear which agreement holds."""

    code, field, source = "IE-ONCE", "first_day", "domain FIN-11"
    sentence = "{names} have an agreement from {first} {until}."
    remedy = "End that one first, or begin this one after it."


class AgreementDays(Rule):
    """Source: domain FIN-11: valid from and to."""

    code, field, source = "IE-DAYS", "last_day", "domain FIN-11"
    sentence = "The last day, {last}, is before the first, {first}."
    remedy = "Enter a last day from the first on."


class AgreementRuns(Rule):
    """Source: domain FIN-11: what has ended stays as it was ended."""

    code, field, source = "IE-ENDED", "last_day", "domain FIN-11"
    sentence = "This agreement {why}."
    remedy = "Enter a day on which it holds; one that has ended is not ended again."


class NothingAfterEnd(Rule):
    """Source: domain FIN-11: what was posted was covered on its day."""

    code, field, source = "IE-END-AFTER", "last_day", "domain FIN-11"
    sentence = "A journal between the two is dated {on}, after {last}."
    remedy = "End it on that day or later, or have the journal reversed first."


class NetMonthly(Rule):
    """Source: domain FIN-11: settlement as agreed."""

    code, source = "IE-NET", "domain FIN-11"
    sentence = "{first} and {second} have no agreement in {period} that is settled net each month."
    remedy = "Settle by a journal between the two, as they agree."


class BothAgree(Rule):
    """Source: domain FIN-11: A’s due from B is B’s due to A, to the penny, before it is paid."""

    code, source = "IE-DIFFERENCE", "domain FIN-11"
    sentence = "{first} and {second} differ by £{difference:,.2f} in {period}."
    remedy = "Look at the lines behind the difference first, and settle when both say the same."


class SomethingOwed(Rule):
    """Source: domain FIN-11."""

    code, source = "IE-NOTHING", "domain FIN-11"
    sentence = "{first} and {second} owe each other nothing at the end of {period}."
    remedy = "There is nothing to settle."


class SettledOnce(Rule):
    """Source: domain FIN-11: settled once for each month and pair."""

    code, source = "IE-SETTLED", "domain FIN-11"
    sentence = "{period} is settled between {first} and {second} already, or waits to be."
    remedy = "Open that settlement. If it is wrong, discard it while it is a draft, or reverse it."


class EarlierFirst(Rule):
    """Source: domain FIN-11: one month after the other, so that nothing is paid twice."""

    code, source = "IE-EARLIER", "domain FIN-11"
    sentence = "The settlement of {earlier} between the two is not posted yet."
    remedy = "Have that approved or discarded first."


class SettledAfterMonth(Rule):
    """Source: domain FIN-11: what is owed is known when the month is over."""

    code, field, source = "IE-MONTH", "accounting_date", "domain FIN-11"
    sentence = "{period} is settled after it is over, by a payment dated after {last}."
    remedy = "Wait for the end of the month, and date the payment after it."


class SettledByBank(Rule):
    """Source: domain FIN-09, FIN-11: each entity pays from, and into, a cash account of its own."""

    code, source = "IE-BANK", "domain FIN-09"
    sentence = "{entity} has no bank account {code} of its own that is open on {on}."
    remedy = "Choose an account of that legal entity."
