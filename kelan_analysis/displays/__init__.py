"""Rich views of a report, section by section, for notebooks and for the brief.

Each function takes a report and a language and returns something that shows itself in
JupyterLab. The HTML carries meaning in its class names; the exporters give it its looks.
"""

from kelan_analysis.displays.cards import contradictions, explanation_card, undecided
from kelan_analysis.displays.changes import changes
from kelan_analysis.displays.closing import close
from kelan_analysis.displays.opening import masthead, verdict
from kelan_analysis.displays.page import Page, picture
from kelan_analysis.displays.pictures import composition, growth, relations
from kelan_analysis.displays.reasons import limits, method, provenance
from kelan_analysis.displays.source import annotated_text, mark_figures
from kelan_analysis.displays.tables import derived_figures, key_figures

__all__ = [
    "Page",
    "annotated_text",
    "changes",
    "close",
    "composition",
    "contradictions",
    "derived_figures",
    "explanation_card",
    "growth",
    "key_figures",
    "limits",
    "mark_figures",
    "masthead",
    "method",
    "picture",
    "provenance",
    "relations",
    "undecided",
    "verdict",
]
