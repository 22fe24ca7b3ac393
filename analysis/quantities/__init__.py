"""Numbers as they were hedged, and dates as far as they are known."""
