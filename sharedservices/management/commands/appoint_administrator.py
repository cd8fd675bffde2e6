"""Appoint an access administrator of a partner that has fewer than two: nobody there could approve access."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.models import Partner
from partners.operations import founding
from sharedservices.common.errors import DomainError


class Command(BaseCommand):
    """Appoint and invite an access administrator."""

    help = "Appoint an access administrator of a partner that has fewer than two, who propose and approve access."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what is needed."""
        parser.add_argument("code", help="the short code of the partner")
        parser.add_argument("--admin", required=True, help="e-mail address of the administrator")
        parser.add_argument("--admin-name", required=True, help="their full name")
        parser.add_argument("--reason", required=True, help="who asked for it and why; it stands on the audit trail")
        parser.add_argument("--site", required=True, help="where they sign in, such as https://backoffice.example")

    def handle(self, *args: Any, **options: Any) -> None:
        """Appoint them.

        :raises CommandError: for an unknown partner, and when two are there already
        """
        partner = Partner.objects.filter(code=options["code"]).first()
        if partner is None:
            raise CommandError(f"There is no partner {options['code']}.")
        try:
            founding.appoint(
                partner=partner, email=options["admin"], full_name=options["admin_name"], reason=options["reason"],
                site=options["site"].rstrip("/"), at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(error.explanation) from error
        self.stdout.write(f"{options['admin']} was invited as access administrator of {partner.name}.")
