"""Forms of finance."""
