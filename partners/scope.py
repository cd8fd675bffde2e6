"""The partner scope: whose rows the current unit of work may touch.

One scope is one transaction. The ids live in a context variable (for the loud Python layer) and, set locally to the
transaction, in PostgreSQL (for row level security), which forgets them itself at commit or rollback. Outside a scope
every partner-owned table refuses to answer. A nested scope may only narrow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from sharedservices.common.errors import DomainError

SELF_SERVICE_ROLE = "ss_self"


class NoPartnerScope(RuntimeError):
    """A partner-owned table was used outside partner_scope()."""


class ScopeWidened(RuntimeError):
    """A nested scope asked for a partner, a person or a team that the outer one does not hold."""


class BeyondReach(DomainError):
    """Something would be written outside the part of a partner that an office is held for."""

    is_refusal = True

    def __init__(self) -> None:
        super().__init__(
            "This reaches beyond the part of the organisation that your role is for.",
            remedy="Ask somebody whose role is for the whole organisation.",
        )


def _array(ids: frozenset[int]) -> str:
    """Return the ids as a PostgreSQL array literal."""
    return "{" + ",".join(str(int(one)) for one in sorted(ids)) + "}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows, on whose behalf and why.

    With person_ids it is self-service: only those people's own rows. With unit_ids it is a manager's: of what belongs
    to a person, only rows of people who work in these units or below them. With is_office beside them it is that of an
    office held for part of a partner (ADR 0026): posts, vacancies and requests end there, too. With about_ids somebody
    asks for changes of their own record: the same wall, around these people alone. With hides_covert, people in covert
    roles do not exist; with hides_confidential, no column names a unit that is kept off the charts, nor a post in it.
    """

    partner_ids: frozenset[int]
    person_ids: frozenset[int] | None = None
    unit_ids: frozenset[int] | None = None
    actor_id: int | None = None
    reason: str = ""
    correlation_id: str = ""
    about_ids: frozenset[int] | None = None
    hides_covert: bool = False
    hides_confidential: bool = False
    on_behalf_of: int | None = None
    session: str = ""
    is_office: bool = False

    def settings(self) -> dict[str, str]:
        """Return the PostgreSQL settings that carry this scope for one transaction."""
        people, units, about = self.person_ids, self.unit_ids, self.about_ids
        return {
            "app.partner_ids": _array(self.partner_ids),
            "app.person_ids": "" if people is None else _array(people),
            "app.unit_ids": "" if units is None else _array(units),
            "app.about_ids": "" if about is None else _array(about),
            "app.is_office": "on" if self.is_office and units is not None else "",
            "app.hides_covert": "on" if self.hides_covert else "",
            "app.hides_confidential": "on" if self.hides_confidential else "",
            "app.actor_id": "" if self.actor_id is None else str(self.actor_id),
            "app.reason": self.reason[:500],
            "app.correlation_id": self.correlation_id[:64],
            "app.on_behalf_of": "" if self.on_behalf_of is None else str(self.on_behalf_of),
            "app.session": self.session[:16],
            "role": "none" if people is None else SELF_SERVICE_ROLE,
        }


_current: ContextVar[Scope | None] = ContextVar("partner_scope", default=None)
_NOBODY = {**Scope(frozenset()).settings(), "app.partner_ids": ""}
_STAMP = "SELECT " + ", ".join("set_config(%s, %s, true)" for _ in _NOBODY)


def current_scope() -> Scope | None:
    """Return the scope that is open, or None."""
    return _current.get()


def current_partner_ids() -> frozenset[int]:
    """Return the partners in scope.

    :raises NoPartnerScope: outside partner_scope()
    """
    scope = _current.get()
    if scope is None:
        raise NoPartnerScope("Enter partner_scope(partner.id) before using a partner-owned table.")
    return scope.partner_ids


@contextmanager
def partner_scope(  # noqa: PLR0913 - keyword-only: one option for each setting of a transaction
    *partner_ids: int,
    person_ids: frozenset[int] | None = None,
    unit_ids: frozenset[int] | None = None,
    actor_id: int | None = None,
    reason: str = "",
    correlation_id: str = "",
    about_ids: frozenset[int] | None = None,
    hides_covert: bool = False,
    hides_confidential: bool = False,
    on_behalf_of: int | None = None,
    session: str = "",
    is_office: bool = False,
) -> Iterator[Scope]:
    """Open a transaction that may touch exactly these partners' rows; with people or units, only theirs.

    Actor, reason, correlation id, session and on whose behalf somebody acts are inherited from the outer scope when not
    given; the audit trail records them.

    :raises ScopeWidened: when an open scope does not hold what is asked for
    """
    outer = _current.get()
    given = (person_ids, unit_ids, actor_id, reason, correlation_id, about_ids, hides_covert, hides_confidential)
    scope = _narrowed(outer, Scope(frozenset(partner_ids), *given, on_behalf_of, session, is_office))
    token = _current.set(scope)
    try:
        with transaction.atomic():
            nested = bool(connection.savepoint_ids)
            _stamp(scope.settings())
            yield scope
            if nested:  # a released savepoint keeps SET LOCAL, so put the outer scope back
                _stamp(outer.settings() if outer else _NOBODY)
    finally:
        _current.reset(token)


def narrow_to_units(unit_ids: frozenset[int], *, is_office: bool = False) -> None:
    """Narrow the scope that is open to the people of these units, until it closes.

    For a request: what its page needs is known only after the scope was opened, and a template is rendered later still.

    :raises NoPartnerScope: outside partner_scope()
    :raises ScopeWidened: when the scope is narrowed to other units already
    """
    scope = _current.get()
    if scope is None:
        raise NoPartnerScope("There is no scope to narrow.")
    narrower = _narrowed(scope, replace(scope, unit_ids=unit_ids, is_office=is_office))
    _current.set(narrower)
    _stamp(narrower.settings())


def narrow_to_people(person_ids: frozenset[int]) -> None:
    """Narrow the scope that is open to what belongs to these people, until it closes. See narrow_to_units.

    :raises NoPartnerScope: outside partner_scope()
    :raises ScopeWidened: when the scope is narrowed to other people already
    """
    scope = _current.get()
    if scope is None:
        raise NoPartnerScope("There is no scope to narrow.")
    narrower = _narrowed(scope, replace(scope, about_ids=person_ids))
    _current.set(narrower)
    _stamp(narrower.settings())


def _narrowed(outer: Scope | None, wanted: Scope) -> Scope:
    """Return the inner scope: what it leaves open it takes from the outer one.

    :raises ScopeWidened: when it is not within the outer one
    """
    if outer is None:
        return wanted
    if not wanted.partner_ids <= outer.partner_ids:
        raise ScopeWidened(f"partners {sorted(wanted.partner_ids)} are not within {sorted(outer.partner_ids)}")
    people = outer.person_ids if wanted.person_ids is None else wanted.person_ids
    if outer.person_ids is not None and not (people or frozenset()) <= outer.person_ids:
        raise ScopeWidened("a self-service scope may not reach other people")
    units = outer.unit_ids if wanted.unit_ids is None else wanted.unit_ids
    if outer.unit_ids is not None and not (units or frozenset()) <= outer.unit_ids:
        raise ScopeWidened("a manager’s scope may not reach other units")
    about = outer.about_ids if wanted.about_ids is None else wanted.about_ids
    if outer.about_ids is not None and not (about or frozenset()) <= outer.about_ids:
        raise ScopeWidened("whoever asks about their own record may not reach other people")
    return replace(
        wanted,
        person_ids=people,
        unit_ids=units,
        about_ids=about,
        is_office=wanted.is_office or outer.is_office,
        actor_id=outer.actor_id if wanted.actor_id is None else wanted.actor_id,
        reason=wanted.reason or outer.reason,
        correlation_id=wanted.correlation_id or outer.correlation_id,
        on_behalf_of=outer.on_behalf_of if wanted.on_behalf_of is None else wanted.on_behalf_of,
        session=wanted.session or outer.session,
        hides_covert=(wanted.hides_covert or outer.hides_covert) and about is None,  # nobody is hidden from oneself
        hides_confidential=(wanted.hides_confidential or outer.hides_confidential) and about is None,
    )


def beyond_reach(error: Exception | None) -> bool:
    """Return whether the database refused a row that is outside the part of a partner that an office is held for."""
    scope = _current.get()
    code = getattr(getattr(error, "__cause__", None), "pgcode", None)
    return scope is not None and scope.is_office and code == "42501" and "row-level security" in str(error)


def _stamp(settings: dict[str, str]) -> None:
    """Tell PostgreSQL, for this transaction only. What will be rolled back restores the outer values by itself."""
    connection.ensure_connection()
    if connection.needs_rollback or connection.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [part for pair in settings.items() for part in pair])
