"""What a reviewer does with what is kept apart in an answer to an access request."""

from partners.operations import sar_files
from partners.queries import sar


def decide_apart(case, *, by, at, exemption="OUT_OF_SCOPE"):
    """Leave out, or with an empty exemption show, everything that nobody has decided about; return what it was."""
    decided = sar.decisions(case)
    left = sar.undecided(sar.draft(case), decided)
    begun = {"/".join(part.split("/")[:2]) for part in decided}
    wholes = {"/".join(part.split("/")[:2]) for part in left}
    for part in sorted(wholes - begun) if exemption else left:
        sar_files.decide(case=case.uuid, part=part, exemption=exemption, words="Not asked for", by=by, at=at)
    for part in sar.undecided(sar.draft(case), sar.decisions(case)):
        sar_files.decide(case=case.uuid, part=part, exemption=exemption, words="Not asked for", by=by, at=at)
    return left
