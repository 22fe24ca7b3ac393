"""The tables, the rules that hold across them, and their rows as values."""
