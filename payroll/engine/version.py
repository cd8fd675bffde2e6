"""The version of the calculation, stored with every payslip that it made."""

ENGINE_VERSION = "1.0.0"
