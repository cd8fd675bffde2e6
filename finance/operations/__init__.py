"""What is done in finance."""
