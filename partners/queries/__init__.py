"""Who may do what; what happened; what runs."""

from partners.queries.grants import Access, access, needs_mfa

__all__ = ["Access", "access", "needs_mfa"]
