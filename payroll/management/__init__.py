"""Commands of the payroll."""
