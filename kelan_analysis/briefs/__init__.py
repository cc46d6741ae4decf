"""Run a notebook, print it as HTML and PDF with its data attached, publish it whole.

This floor knows notebooks, not figures. What a notebook wants printed it says in its
outputs: semantic HTML (`class` names of `templates/kelan-html/brief.css`), pictures with alt
text, and two MIME types of our own, one for attached files and one for the closing mark.
"""

from kelan_analysis.briefs.making import Brief, make_brief
from kelan_analysis.briefs.parameters import Parameter, check_parameters, read_parameters

__all__ = ["Brief", "Parameter", "check_parameters", "make_brief", "read_parameters"]
