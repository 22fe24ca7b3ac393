"""From the list of questions to published files."""
