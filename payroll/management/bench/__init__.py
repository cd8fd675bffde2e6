"""Measure a month's payroll: a scratch database, its people, the run, and plain COPY of the very same rows."""
