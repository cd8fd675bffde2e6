"""Who may do what; what happened; what runs."""

from partners.queries.grants import Access, access, needs_mfa, suspended_everywhere

__all__ = ["Access", "access", "needs_mfa", "suspended_everywhere"]
