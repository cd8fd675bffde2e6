"""Mail profiles for their page."""

from uuid import UUID

from partners.models import LegalEntity, MailProfile


def every(*, partner_id: int) -> list[MailProfile]:
    """Return the profiles of a partner with their people, the latest day first. One query."""
    rows = MailProfile.objects.of(partner_id).select_related("legal_entity", "made_by", "decided_by")
    return list(rows.order_by("-valid_from", "-id"))


def exists(*, partner_id: int, profile: UUID) -> bool:
    """Return whether there is such a profile. One query."""
    return bool(MailProfile.objects.of(partner_id).filter(uuid=profile).exists())


def entities(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the legal entities as options. One query."""
    rows = LegalEntity.objects.of(partner_id).order_by("legal_name", "id")
    return [(str(uuid), name) for uuid, name in rows.values_list("uuid", "legal_name")]


def n_waiting(*, partner_id: int, human_id: UUID) -> int:
    """Return how many proposals wait that somebody else made. One query."""
    rows = MailProfile.objects.of(partner_id).filter(state=MailProfile.State.PROPOSED)
    count: int = rows.exclude(made_human=human_id).count()
    return count
