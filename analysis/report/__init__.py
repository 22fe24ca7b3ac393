"""What a reader sees: words, charts, pages."""
