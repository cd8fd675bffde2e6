"""What changes people and pay terms. Every operation runs inside partner_scope(), keyword-only, with `by` and `at`."""
