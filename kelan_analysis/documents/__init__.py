"""Any document to a text: what `kelan add` takes in.

`read_document` reads .txt, .md, .html, .docx, .pdf, .csv and .xlsx; a table's cells keep their
places in the file that they came from.
"""

from kelan_analysis.documents.bylines import byline_of, rounding_note
from kelan_analysis.documents.document import Cell, Document
from kelan_analysis.documents.forms import FORMS, read_document

__all__ = ["FORMS", "Cell", "Document", "byline_of", "read_document", "rounding_note"]
