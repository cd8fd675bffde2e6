"""What is read in finance."""
