"""The role of whoever manages accounts receivable."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0034_limited_access"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessproposal",
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
                    ("FINANCE_MANAGER", "Finance manager"),
                    ("DEPUTY_FINANCE_OFFICER", "Deputy chief finance officer"),
                    ("AR_CLERK", "Accounts receivable clerk"),
                    ("AR_MANAGER", "Accounts receivable manager"),
                    ("BANK_RECONCILER", "Bank reconciler"),
                    ("PROCUREMENT_OFFICER", "Procurement officer"),
                    ("USER_ADMIN", "User administrator"),
                    ("AUDITOR", "Auditor"),
                    ("CASE_OFFICER", "Case officer"),
                    ("MIGRATION_LEAD", "Migration lead"),
                    ("DATA_OWNER", "Data owner"),
                    ("SECTION_151", "Section 151 officer"),
                    ("HR_DIRECTOR", "HR director"),
                    ("MONITORING_OFFICER", "Monitoring officer"),
                    ("DATA_PROTECTION_OFFICER", "Data protection officer"),
                    ("FRAUD_OFFICER", "Fraud officer"),
                    ("SENSITIVE_POSTS", "Sensitive posts officer"),
                ],
                max_length=30,
            ),
        ),
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
                    ("FINANCE_MANAGER", "Finance manager"),
                    ("DEPUTY_FINANCE_OFFICER", "Deputy chief finance officer"),
                    ("AR_CLERK", "Accounts receivable clerk"),
                    ("AR_MANAGER", "Accounts receivable manager"),
                    ("BANK_RECONCILER", "Bank reconciler"),
                    ("PROCUREMENT_OFFICER", "Procurement officer"),
                    ("USER_ADMIN", "User administrator"),
                    ("AUDITOR", "Auditor"),
                    ("CASE_OFFICER", "Case officer"),
                    ("MIGRATION_LEAD", "Migration lead"),
                    ("DATA_OWNER", "Data owner"),
                    ("SECTION_151", "Section 151 officer"),
                    ("HR_DIRECTOR", "HR director"),
                    ("MONITORING_OFFICER", "Monitoring officer"),
                    ("DATA_PROTECTION_OFFICER", "Data protection officer"),
                    ("FRAUD_OFFICER", "Fraud officer"),
                    ("SENSITIVE_POSTS", "Sensitive posts officer"),
                ],
                max_length=30,
            ),
        ),
    ]
