"""Record a new partner with the two people who give access to everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.models import Partner
from partners.operations.founding import NewPartner, found
from sharedservices.common.errors import DomainError


class Command(BaseCommand):
    """Record a partner and invite its first two access administrators."""

    help = "Record a new partner, which nobody sees but the two access administrators that are named here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what is needed."""
        parser.add_argument("code", help="the short code in addresses, such as northshire")
        parser.add_argument("--name", required=True, help="the full name")
        parser.add_argument("--short-name", required=True, help="the name in lists")
        parser.add_argument("--kind", required=True, choices=Partner.Kind.values)
        parser.add_argument("--admin", required=True, help="e-mail address of the first access administrator")
        parser.add_argument("--admin-name", required=True, help="their full name")
        parser.add_argument("--second-admin", required=True, help="e-mail address of the second, who approves access")
        parser.add_argument("--second-admin-name", required=True, help="their full name")
        parser.add_argument("--site", required=True, help="where they sign in, such as https://backoffice.example")

    def handle(self, *args: Any, **options: Any) -> None:
        """Record it.

        :raises CommandError: when there is one of this code
        """
        names = ("code", "name", "short_name", "kind", "admin", "admin_name", "second_admin", "second_admin_name")
        wanted = NewPartner(**{name: options[name] for name in names})
        try:
            partner = found(wanted=wanted, site=options["site"].rstrip("/"), at=timezone.now())
        except DomainError as error:
            raise CommandError(error.explanation) from error
        self.stdout.write(
            f"{partner.name} is there. {wanted.admin} and {wanted.second_admin} were invited: one of them proposes "
            f"access for everybody else, the other approves it. Reference data are brought under Partnership, "
            f"Reference data."
        )
