"""Notebooks of a few cells, so that a run costs little more than the start of a kernel."""

import nbformat
import nbformat.v4 as v4

TITLE = (
    "from IPython.display import display, HTML\nHTML(\"<h1>岢岚县</h1><p class='lead'>好。</p>\")"
)
FILES = (
    '{"files": [{"name": "figures.csv", "media": "text/csv", "about": "数", "text": "id\\n", '
    '"relationship": "data"}], "inputs": [{"name": "a.txt", "sha256": "00", "bytes": 1}]}'
)
CLOSE = (
    f'display({{"application/vnd.kelan.attachment+json": {FILES}, '
    '"application/vnd.kelan.closing+json": {}, "text/html": "<p>完</p>"}, raw=True)'
)
PARAMETERS = (
    'release = "a"  # a folder of data/\nlanguage = "zh"  # one of "zh", "en"; the language'
)


def code(source, *tags, outputs=()):
    return v4.new_code_cell(
        source, metadata={"tags": list(tags)}, outputs=nbformat.from_dict(list(outputs))
    )


def prose(source, *tags):
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def shown(data, metadata=None):
    return v4.new_output("display_data", data=data, metadata=metadata or {})


def book(*cells, kernel="python3", **metadata):
    spec = {"name": kernel, "display_name": kernel, "language": "python"}
    return v4.new_notebook(cells=list(cells), metadata={"kernelspec": spec, **metadata})


def brief(*sources, parameters=PARAMETERS, close=CLOSE, kernel="python3"):
    """A whole brief: parameters, title, the given cells, and the closing mark."""
    cells = [code(parameters, "parameters", "hide"), code(TITLE, "hide-input")]
    cells += [code(source, "hide-input") for source in sources]
    cells += [code(close, "hide-input")] if close else []
    return book(*cells, kernel=kernel)


def written(notebook, folder, name="brief.ipynb"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    nbformat.write(notebook, path)
    return path
