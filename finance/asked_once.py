"""A thing waits for approval once: whoever proposes it again, or at the same moment, is told so."""

from collections.abc import Callable

from django.db import connection

from partners.change_kinds import Payload
from partners.models import ChangeRequest, User
from sharedservices.common.flow import WrongState


def asked_once(kind: str, attribute: Callable[[Payload], str]) -> Callable[[Payload, User], None]:
    """Return what refuses to propose a thing of a kind while a request about it waits. Holds until the commit.

    What it returns raises WrongState.
    """

    def vet(payload: Payload, _by: User) -> None:
        about = attribute(payload)
        with connection.cursor() as cursor:  # two who propose at once follow each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind} {about}"])
        if ChangeRequest.objects.filter(kind=kind, attribute=about, state="WAITING").exists():
            raise WrongState(
                "This waits for approval already.", action="propose", state="WAITING",
                remedy="Withdraw that request first, if it is to be asked for otherwise.",
            )  # fmt: skip

    return vet
