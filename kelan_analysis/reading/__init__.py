"""Reading: from a text to its figures, with spans into the untouched source."""

from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.reader import read_figures
from kelan_analysis.reading.result import Reading

__all__ = ["Figure", "Reading", "read_figures"]
