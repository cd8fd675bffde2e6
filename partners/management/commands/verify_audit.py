"""Recompute the audit trail's hash chain and name every row that was altered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners import audit
from partners.models import AuditSeal


class Command(BaseCommand):
    """verify_audit: exit 0 when the chain is whole, 1 with a line for each problem."""

    help = "Verify the audit trail's hash chain; name every event that was altered or deleted."

    def add_arguments(self, parser: Any) -> None:
        """Take the digest that was noted outside the database."""
        parser.add_argument("--expect", metavar="DIGEST", help="a digest noted earlier, which the chain must contain")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal what is open, verify, report."""
        audit.seal()
        problems = list(audit.verify())
        audit.check(in_full=True)
        for one in problems:
            self.stderr.write(f"seal {one.seal_id or '-'} event {one.event_id or '-'}: {one.problem}")
        if (digest := options["expect"]) and not AuditSeal.objects.filter(digest=digest).exists():
            raise CommandError(f"No seal has the digest {digest}: the chain was replaced.")
        if problems:
            raise CommandError(f"{len(problems)} problem(s) in the audit trail.", returncode=1)
        last = AuditSeal.objects.order_by("-id").first()
        digest = last.digest if last else "none"
        self.stdout.write(f"The audit trail is whole: {AuditSeal.objects.count()} seals; latest digest {digest}")
