"""How far long work is, while its own transaction cannot be seen yet.

The job's row in the database is the truth about its end; this is a glance at its middle, kept in the cache. A lost
cache loses nothing but the bar.
"""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.core.cache import cache

KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `stage` in words, `n_done` of `n_total` steps (0 when not known), seconds since it began."""

    stage: str
    n_done: int
    n_total: int
    seconds: float

    @property
    def percent(self) -> int:
        """Whole per cent done, 0 to 100."""
        return min(100, 100 * self.n_done // self.n_total) if self.n_total else 0

    @property
    def rate(self) -> float:
        """Steps a second so far."""
        return self.n_done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> int | None:
        """Seconds to go at this rate, or None when nobody can say."""
        return int((self.n_total - self.n_done) / self.rate) if self.rate and self.n_total else None


def put(job: UUID, progress: Progress) -> None:
    """Show how far a job is."""
    cache.set(_key(job), asdict(progress), KEPT_SECONDS)


def get(job: UUID) -> Progress | None:
    """Return how far a job is, or None when it has not said so."""
    found = cache.get(_key(job))
    return Progress(**found) if found else None


def clear(job: UUID) -> None:
    """Forget a job that has ended: its row says everything now."""
    cache.delete(_key(job))


def _key(job: UUID) -> str:
    return f"progress:{job}"
