"""Briefs to readers: a static site with an Atom feed, and mail with the PDF attached."""
