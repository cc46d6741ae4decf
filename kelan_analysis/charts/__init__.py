"""Pictures of a report: growth, parts and wholes, and each relation as two ranges."""

from kelan_analysis.charts.composition import composition_charts
from kelan_analysis.charts.growth import growth_charts
from kelan_analysis.charts.intervals import interval_charts
from kelan_analysis.charts.picture import Picture, draw_picture

__all__ = ["Picture", "composition_charts", "draw_picture", "growth_charts", "interval_charts"]
