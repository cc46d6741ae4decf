"""The review panel: every figure in its sentence; a misreading is put right and recorded."""

from kelan_analysis.panel.review import Review

__all__ = ["Review", "ReviewPanel"]


def __getattr__(name: str) -> object:
    # The widget library is loaded when a panel is asked for, not with the rules of a review.
    if name == "ReviewPanel":
        from kelan_analysis.panel.widget import ReviewPanel

        return ReviewPanel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
