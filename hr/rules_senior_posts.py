"""The rules of posts that the accounts report by themselves: one class a rule (domain FIN-15)."""

from sharedservices.common.rules import Rule


class SaysWhy(Rule):
    """Source: domain SEC-04."""

    code, field, source = "SP-REASON", "reason", "domain SEC-04"
    sentence = "It needs a reason of 5 to 200 characters."
    remedy = "Say which rule makes the post one, or why it is none."


class NoOther(Rule):
    """Source: domain FIN-15: a post is reported once."""

    code, field, source = "SP-ONCE", "first_day", "domain FIN-15"
    sentence = "{post} is proposed or agreed to be a senior post for some of these days already."
    remedy = "End that first, or choose later days."


class DaysFollow(Rule):
    """Source: domain FIN-15."""

    code, field, source = "SP-DAYS", "last_day", "domain FIN-15"
    sentence = "The last day cannot be before the first one, nor after the day on which it was to end."
    remedy = "Choose a day from the first one on."


class AnotherDecides(Rule):
    """Source: domain SEC-04: what one person proposes, another decides."""

    code, source, is_refusal = "SP-SECOND", "domain SEC-04", True
    sentence = "You proposed this, by whichever login. Somebody else decides it."
    remedy = "Ask a colleague who may agree to senior posts."


ALL_RULES: tuple[type[Rule], ...] = (SaysWhy, NoOther, DaysFollow, AnotherDecides)
