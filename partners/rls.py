"""Row level security as a model constraint: one policy a role, never an OR.

The runtime role sees the partners in scope; the owner role, which migrates, sees all; the self-service role sees the
rows of the people in scope. The filter function stands in a sub-select, so that PostgreSQL evaluates it once a query.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model

from partners.ddl import Guard, Quote

IN_SCOPE = "= ANY ((SELECT app_partner_ids())::bigint[])"
OWN = "= ANY ((SELECT app_person_ids())::bigint[])"
# A manager's scope names units; the functions say whether it does, and who works there.
OF_THE_TEAM = "(SELECT app_whole_partner()) OR {column} IN (SELECT app_team_people())"
# People in covert roles, where the scope hides them. A table that is older than the functions got it by migration.
COVERT = """DO $do$ BEGIN
  IF to_regprocedure('public.app_hidden_people()') IS NOT NULL THEN
    CREATE POLICY covert ON {table} AS RESTRICTIVE FOR ALL TO {role}
      USING (({column} = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE)
      WITH CHECK (({column} = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE);
  END IF;
END $do$"""


class SecondPartner(NamedTuple):
    """A partner whom a row names in a column: it reads the row under one condition, and may sign it under two."""

    reader: str
    reader_if: str
    signer_if: tuple[str, str] | None = None


class PartnerIsolation(Guard):
    """Enable and force row level security on a partner-owned table.

    Options: `self_service` is None (employees never see the table), "partner" (its rows of the partner are harmless
    reference data) or a column name that holds the person's id; `self_only_if` is a further SQL condition for
    employees; `self_insert` lets them add rows about themselves; `self_update` names the columns that they may change
    in them, and `self_update_if` what a row must say after that.

    `reader` names a column with a second partner who reads the row where `reader_if` holds, and `signer_if` gives two
    conditions: which rows that partner may change, and what they must be afterwards. Each is a policy of its own;
    what else a signer may not change is the business of the table's trigger.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: one option for each policy
        self,
        *,
        name: str,
        self_service: str | None = None,
        self_only_if: str = "",
        self_insert: bool = False,
        self_update: tuple[str, ...] = (),
        self_update_if: str = "",
        reader: str = "",
        reader_if: str = "",
        signer_if: tuple[str, str] | None = None,
    ) -> None:
        # What a table does not use does not stand in its migrations.
        more: dict[str, Any] = (
            {"self_update": tuple(self_update), "self_update_if": self_update_if} if self_update else {}
        )
        if reader:
            more |= {"reader": reader, "reader_if": reader_if, "signer_if": signer_if}
        super().__init__(
            name=name, self_service=self_service, self_only_if=self_only_if, self_insert=self_insert, **more
        )

    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the policies of the three roles and the grants that go with them."""
        table, rows = quote(model._meta.db_table), f"partner_id {IN_SCOPE}"
        app, owner = quote(settings.DB_APP_ROLE), quote(settings.DB_OWNER_ROLE)
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY partner_isolation ON {table} FOR ALL TO {app} USING ({rows}) WITH CHECK ({rows})",
            # Under FORCE the owner is filtered too: then foreign keys validate over rows nobody sees.
            f"CREATE POLICY owner_sees_all ON {table} FOR ALL TO {owner} USING (true) WITH CHECK (true)",
            *self._self_service(table, rows, quote),
            *self._second_partner(table, app, quote),
        ]

    def _second_partner(self, table: str, app: str, quote: Quote) -> list[str]:
        """Return the policies of the other partner whom a row names."""
        reader: str = self.options.get("reader", "")
        if not reader:
            return []
        theirs = f"{quote(reader)} {IN_SCOPE}"
        rows = f"{theirs} AND ({self.options['reader_if']})"
        found = [f"CREATE POLICY named_reader ON {table} FOR SELECT TO {app} USING ({rows})"]
        if signs := self.options["signer_if"]:
            before, after = signs
            found.append(
                f"CREATE POLICY named_signer ON {table} FOR UPDATE TO {app} "
                f"USING ({theirs} AND ({before})) WITH CHECK ({theirs} AND ({after}))"
            )
        return found

    def _self_service(self, table: str, rows: str, quote: Quote) -> list[str]:
        kind = self.options["self_service"]
        if kind is None:
            return []
        own = rows if kind == "partner" else f"{rows} AND {quote(kind)} {OWN}"
        if extra := self.options["self_only_if"]:
            own += f" AND ({extra})"
        role = quote(settings.DB_SELF_ROLE)
        policies = [
            f"CREATE POLICY self_service ON {table} FOR SELECT TO {role} USING ({own})",
            f"GRANT SELECT ON {table} TO {role}",
        ]
        if self.options["self_insert"]:
            sequence = quote(f"{table.strip(chr(34))}_id_seq")
            policies += [
                f"CREATE POLICY self_service_insert ON {table} FOR INSERT TO {role} WITH CHECK ({own})",
                f"GRANT INSERT ON {table} TO {role}",
                f"GRANT USAGE ON SEQUENCE {sequence} TO {role}",
            ]
        return policies + self._self_update(table, own, role, quote)

    def _self_update(self, table: str, own: str, role: str, quote: Quote) -> list[str]:
        columns = self.options.get("self_update", ())
        if not columns:
            return []
        then = f"{own} AND ({self.options['self_update_if']})" if self.options["self_update_if"] else own
        return [
            f"CREATE POLICY self_service_update ON {table} FOR UPDATE TO {role} USING ({own}) WITH CHECK ({then})",
            f"GRANT UPDATE ({', '.join(quote(one) for one in columns)}) ON {table} TO {role}",
        ]

    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that drops the policies and the row security."""
        table = quote(model._meta.db_table)
        return [
            f"REVOKE ALL ON {table} FROM {quote(settings.DB_SELF_ROLE)}",
            f"DROP POLICY IF EXISTS self_service ON {table}",
            f"DROP POLICY IF EXISTS self_service_insert ON {table}",
            f"DROP POLICY IF EXISTS self_service_update ON {table}",
            f"DROP POLICY IF EXISTS named_reader ON {table}",
            f"DROP POLICY IF EXISTS named_signer ON {table}",
            f"DROP POLICY owner_sees_all ON {table}",
            f"DROP POLICY partner_isolation ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]


class TeamOnly(Guard):
    """Narrow a table of what belongs to people to a manager's own team, whenever the scope names units.

    And take people in covert roles out of it, whenever the scope hides them. Both are restrictive policies: they can
    only take away from what PartnerIsolation lets through.
    """

    def __init__(self, *, name: str, column: str) -> None:
        super().__init__(name=name, column=column)

    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the two policies."""
        table, app, column = quote(model._meta.db_table), quote(settings.DB_APP_ROLE), quote(self.options["column"])
        rows = OF_THE_TEAM.format(column=column)
        return [
            f"CREATE POLICY team ON {table} AS RESTRICTIVE FOR ALL TO {app} USING ({rows}) WITH CHECK ({rows})",
            COVERT.format(table=table, role=app, column=column),
        ]

    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that drops them."""
        table = quote(model._meta.db_table)
        return [f"DROP POLICY team ON {table}", f"DROP POLICY IF EXISTS covert ON {table}"]


class Narrowed(Guard):
    """A second policy of the runtime role, beside that of the partner: both must let a row through.

    `using` is a condition on a row, so that even a page with a fault shows nobody what is not for them.
    """

    def __init__(self, *, name: str, using: str) -> None:
        super().__init__(name=name, using=using)

    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the restrictive policy."""
        table, app, using = quote(model._meta.db_table), quote(settings.DB_APP_ROLE), self.options["using"]
        policy = f"CREATE POLICY narrowed ON {table} AS RESTRICTIVE FOR ALL TO {app}"
        return [f"{policy} USING ({using}) WITH CHECK ({using})"]

    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that drops it."""
        return [f"DROP POLICY narrowed ON {quote(model._meta.db_table)}"]
