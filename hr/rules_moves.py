"""The rules of moves into another post (domain HR-02, HR-03, HR-07)."""

from hr.rules import Rule


class PostIsThere(Rule):
    """Source: domain HR-02: a post is held on days on which it is there."""

    code, field = "HR-MOVE-POST-THERE", "post"
    sentence = "Post {post} is not there from {on} for as long as the job would be on it."
    remedy = "Choose another post or another day, or have the post extended first."
    source = "domain HR-02"


class SameEmployer(Rule):
    """Source: domain HR-03: an employment is with one legal entity, and so are its jobs."""

    code, field = "HR-MOVE-EMPLOYER", "post"
    sentence = "Post {post} belongs to another employer."
    remedy = "A move to another employer ends this employment and begins another: record a leaver and a starter."
    source = "domain HR-03"


class NotWhileCovering(Rule):
    """Source: domain HR-07: one acts up into somebody else's post; whoever holds it acts up no longer."""

    code, field = "HR-MOVE-COVERING", "effective_from"
    sentence = "The job acts up into post {post} until {until}."
    remedy = "End the acting up first, the day before the move."
    source = "domain HR-07"


class ManagersLookAhead(Rule):
    """Source: partner policy: what has happened already is recorded by HR; a manager proposes what is to come."""

    code, field = "HR-MOVE-AHEAD", "effective_from"
    sentence = "A line manager proposes a move from tomorrow on, not from {on}."
    remedy = "Choose a later day, or ask HR to propose it."
    source = "partner policy"


class GradingIsWhole(Rule):
    """Source: domain HR-07: promotion and regrade name kind, grade, point and job evaluation."""

    code, field = "HR-MOVE-GRADING", "grading"
    sentence = "A new grade needs what it is, its point and the reference of the job evaluation."
    remedy = "Fill in all of them, or leave the pay as it is."
    source = "domain HR-07"


class FirstPostStays(Rule):
    """Source: domain HR-03: a job has a post from its first day on."""

    code, field = "HR-MOVE-FIRST", None
    sentence = "This is the first post of the job: there is none before it to go back to."
    remedy = "Propose a move into the right post, or a correction."
    source = "domain HR-03"
