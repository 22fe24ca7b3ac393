"""Calculations on figures, and what can be said of them."""
