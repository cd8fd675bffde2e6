"""Mail profiles, letters, batches and what comes back."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0017_covert_scope"),
    ]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(
                choices=[
                    ("EMPLOYEE", "Employee"),
                    ("LINE_MANAGER", "Line manager"),
                    ("HR_MANAGER", "Partner HR manager"),
                    ("HR_ADMIN", "HR administrator"),
                    ("PAYROLL_PROCESSOR", "Payroll processor"),
                    ("PAYROLL_RELEASER", "Payroll releaser"),
                    ("SUPPLIER_MAINTAINER", "Supplier maintainer"),
                    ("SUPPLIER_VERIFIER", "Supplier and bank verifier"),
                    ("REQUISITIONER", "Requisitioner"),
                    ("RECEIVER", "Receiver"),
                    ("BUDGET_HOLDER", "Budget holder"),
                    ("AP_CLERK", "Accounts payable clerk"),
                    ("PAYMENT_RELEASER", "Payment releaser"),
                    ("JOURNAL_PREPARER", "Journal preparer"),
                    ("JOURNAL_APPROVER", "Journal approver"),
                    ("PERIOD_CONTROLLER", "Period controller"),
                    ("AR_CLERK", "Accounts receivable clerk"),
                    ("BANK_RECONCILER", "Bank reconciler"),
                    ("PROCUREMENT_OFFICER", "Procurement officer"),
                    ("USER_ADMIN", "User administrator"),
                    ("AUDITOR", "Auditor"),
                    ("CASE_OFFICER", "Case officer"),
                    ("MIGRATION_LEAD", "Migration lead"),
                    ("DATA_OWNER", "Data owner"),
                    ("SECTION_151", "Section 151 officer"),
                    ("HR_DIRECTOR", "HR director"),
                    ("DATA_PROTECTION_OFFICER", "Data protection officer"),
                    ("FRAUD_OFFICER", "Fraud officer"),
                    ("SENSITIVE_POSTS", "Sensitive posts officer"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="outboundmessage",
            name="address",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name="outboundmessage",
            name="channel",
            field=models.CharField(
                choices=[("EMAIL", "E-mail"), ("TEXT", "Text message"), ("POST", "Letter")],
                default="EMAIL",
                max_length=5,
            ),
        ),
        migrations.AddConstraint(
            model_name="outboundmessage",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="partners_outboundmessage_partner_id"),
        ),
        migrations.CreateModel(
            name="MailProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("valid_from", models.DateField()),
                (
                    "shows_organisation",
                    models.BooleanField(default=False, help_text="The organisation may stand on an envelope"),
                ),
                ("sender_name", models.CharField(help_text="Who mail comes from", max_length=60)),
                (
                    "return_address",
                    models.TextField(blank=True, help_text="Where a letter goes that nobody takes", max_length=300),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="The subject of mail whose own would name the organisation", max_length=100
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second person"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=200)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_mailprofile_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="partner",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_mailprofile_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "APPROVED")),
                        fields=("partner", "legal_entity", "valid_from"),
                        name="partners_mailprofile_day",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PROPOSED")),
                        fields=("partner", "legal_entity"),
                        name="partners_mailprofile_proposed_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                                ("state", "PROPOSED"),
                            ),
                            models.Q(
                                models.Q(("state", "PROPOSED"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_mailprofile_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["APPROVED", "REFUSED"]), _negated=True),
                            models.Q(("decided_human", models.F("made_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_mailprofile_second_person",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="partners_mailprofile_legal_entity_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("BUILT", "Made, waits for release"),
                            ("RELEASED", "Released for printing"),
                            ("PRINTED", "Printed"),
                            ("POSTED", "Posted"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default="BUILT",
                        max_length=10,
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False)),
                ("n_letters", models.IntegerField()),
                ("n_pages", models.IntegerField()),
                ("n_builds", models.IntegerField(default=1, help_text="So often was its file made")),
                ("file", models.CharField(blank=True, help_text="The sealed file, while it is kept", max_length=120)),
                ("digest", models.CharField(help_text="SHA-256 of the PDF", max_length=64)),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("released_human", models.UUIDField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("printed_at", models.DateTimeField(blank=True, null=True)),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                ("discarded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "discarded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "letter batches",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "state"], name="partners_letterbatch_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_letterbatch_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_letterbatch_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_letterbatch_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="partners_letterbatch_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_released_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("printed_at__isnull", True), ("printed_by__isnull", True)),
                            models.Q(("printed_at__isnull", False), ("printed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_printed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("posted_at__isnull", True), ("posted_by__isnull", True)),
                            models.Q(("posted_at__isnull", False), ("posted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_posted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("discarded_at__isnull", True), ("discarded_by__isnull", True)),
                            models.Q(("discarded_at__isnull", False), ("discarded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_discarded_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_human__isnull", True),
                            models.Q(("released_human", models.F("made_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["RELEASED", "PRINTED", "POSTED"]), _negated=True),
                            ("released_at__isnull", False),
                            _connector="OR",
                        ),
                        name="partners_letterbatch_released_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n_letters__gte", 0), ("n_pages__gte", models.F("n_letters"))),
                        name="partners_letterbatch_counts",
                    ),
                    partners.rls.Narrowed(
                        name="partners_letterbatch_narrowed", using="NOT is_restricted OR NOT app_hides_covert()"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, help_text="The person in hr to whom it goes", null=True),
                ),
                ("about_id", models.BigIntegerField(blank=True, help_text="The person in hr who has died", null=True)),
                ("template_code", models.CharField(max_length=30)),
                ("template_from", models.DateField(help_text="From when the words of the template are")),
                ("title", models.CharField(max_length=120)),
                (
                    "addressee",
                    sharedservices.common.fields.SealedTextField(
                        blank=True, default="", help_text="Name and lines of the address, one a line"
                    ),
                ),
                ("address_index", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                ("place", models.IntegerField(blank=True, help_text="Its place in the batch, from 1", null=True)),
                ("first_page", models.IntegerField(blank=True, null=True)),
                ("n_pages", models.IntegerField(blank=True, null=True)),
                ("pulled_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "returned",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GONE_AWAY", "Addressee gone away"),
                            ("UNKNOWN", "Addressee unknown"),
                            ("INCOMPLETE", "Address incomplete or no such address"),
                            ("REFUSED", "Refused"),
                            ("NOT_CALLED_FOR", "Not called for"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.outboundmessage",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "pulled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.letterbatch",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "batch"], name="partners_letter_batch"),
                    models.Index(fields=["partner", "person_id"], name="partners_letter_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_letter_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_letter_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_letter_team"),
                    partners.audit_ddl.Audited(
                        hide=("addressee", "address_index", "title"), name="partners_letter_audited"
                    ),
                    models.UniqueConstraint(fields=("partner", "message"), name="partners_letter_message"),
                    models.UniqueConstraint(
                        condition=models.Q(("batch__isnull", False)),
                        fields=("partner", "batch", "place"),
                        name="partners_letter_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("batch__isnull", True),
                                ("first_page__isnull", True),
                                ("n_pages__isnull", True),
                                ("place__isnull", True),
                            ),
                            models.Q(
                                ("batch__isnull", False), ("first_page__gte", 1), ("n_pages__gte", 1), ("place__gte", 1)
                            ),
                            _connector="OR",
                        ),
                        name="partners_letter_in_batch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pulled_at__isnull", True), ("pulled_by__isnull", True)),
                            models.Q(
                                ("batch__isnull", False), ("pulled_at__isnull", False), ("pulled_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="partners_letter_pulled_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned", ""), ("returned_at__isnull", True), ("returned_by__isnull", True)),
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                models.Q(("returned", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_letter_returned_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person_id__isnull", True), ("about_id__isnull", True), _connector="OR"),
                        name="partners_letter_to_one",
                    ),
                    partners.fk.SamePartnerForeignKey(field="message", name="partners_letter_message_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="partners_letter_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="batch", name="partners_letter_batch_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, help_text="The person in hr whose address it is", null=True),
                ),
                ("address_index", sharedservices.common.fields.BlindIndexField()),
                ("noted_at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                ("mended_how", models.CharField(blank=True, max_length=200)),
                (
                    "mended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.letter",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_addressstop_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_addressstop_team"),
                    partners.audit_ddl.Audited(hide=("address_index",), name="partners_addressstop_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("mended_at__isnull", True)),
                        fields=("partner", "address_index"),
                        name="partners_addressstop_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mended_at__isnull", True), ("mended_by__isnull", True), ("mended_how", "")),
                            models.Q(
                                ("mended_at__isnull", False),
                                ("mended_by__isnull", False),
                                models.Q(("mended_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_addressstop_mended_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="letter", name="partners_addressstop_letter_same_partner"),
                ],
            },
        ),
    ]
