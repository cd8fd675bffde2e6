"""Pure rules of hours, salary and part periods."""
