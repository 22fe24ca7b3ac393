"""What the words of a source say; knows no table."""
