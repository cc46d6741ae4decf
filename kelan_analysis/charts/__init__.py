"""Pictures of a report: growth, parts and wholes, and each relation as two ranges."""

from kelan_analysis.charts.composition import composition_chart
from kelan_analysis.charts.growth import growth_chart
from kelan_analysis.charts.intervals import interval_chart
from kelan_analysis.charts.picture import Picture, draw_picture

__all__ = ["Picture", "composition_chart", "draw_picture", "growth_chart", "interval_chart"]
