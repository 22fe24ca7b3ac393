"""The research record: figures and quotations that lead back to the words that reported them."""

__version__ = "0.1.0"
