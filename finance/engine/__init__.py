"""What finance works out, purely."""
