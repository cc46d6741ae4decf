"""Tell whether published official figures hold together."""

__version__ = "0.1.0"
