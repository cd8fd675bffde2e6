"""Nobody is put on a post, or given more hours, beyond what is established (domain HR-02): the partner says how hard.

    with room.kept(partner_id=…, posts=[…], since=…):
        … whatever fills a post …

Where the partner lets HR manager and finance override, what happens here has their approval: see the effect of a
change request on the establishment. Files have nobody's approval: they are refused then, too.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from hr import rules
from hr import rules_organisation as org_rules
from hr.engine.establishment import Verdict, verdict
from hr.models import Post
from hr.queries import establishment
from sharedservices.common.formatting import number
from sharedservices.common.money import round_half_up


@contextmanager
def kept(*, partner_id: int, posts: Collection[int], since: date, field: str | None = None) -> Iterator[None]:
    """Look at what is vacant in posts from a day on, before and after what happens inside.

    :raises RuleBroken: PostHasRoom, when a post would be over its establishment and the partner refuses that
    """
    before = establishment.worst(partner_id=partner_id, posts=posts, since=since)
    yield
    mode = establishment.mode_on(partner_id=partner_id, on=since)
    after = establishment.worst(partner_id=partner_id, posts=posts, since=since)
    for post, now in after.items():
        then = before[post].vacant if post in before else None
        found = verdict(mode, before=now.vacant + 1 if then is None else then, after=now.vacant)
        if found is Verdict.REFUSED:
            raise refusal(post=post, on=now.on, vacant=now.vacant, before=then, field=field)


def refusal(
    *, post: int, on: date, vacant: Decimal, before: Decimal | None, field: str | None = None
) -> rules.RuleBroken:
    """Return the refusal in words: by how much, from when, and how much is left."""
    left = max(before or Decimal(0), Decimal(0))
    return org_rules.PostHasRoom.broken(
        post=Post.objects.get(pk=post).post_no,
        over=number(round_half_up(-vacant, 2)),
        on=on,
        vacant=number(round_half_up(left, 2)),
        field=field,
    )
