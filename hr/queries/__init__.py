"""What is read of people and pay terms. Everything here runs inside partner_scope()."""
