"""Projects of many releases: texts of the same build, each with a name and figures of its own."""

import hashlib
import shutil
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RELEASE = "140929-kelan-2023"
SIGNS = "东南西北中上下左右前后山川河海江湖田林草"


def make_project(folder, count, *, notebook=None):
    """Write a project of so many releases; return its folder and their names."""
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    shutil.copy(notebook or REPOSITORY / "notebooks" / "brief.ipynb", folder / "notebooks" / "brief.ipynb")
    (folder / "data").mkdir(exist_ok=True)
    return folder, [add_release(folder, number) for number in range(count)]


def add_release(folder, number):
    """Write a release: the Kelan text for another county, with other figures that hold."""
    text = (REPOSITORY / "data" / RELEASE / "source.txt").read_text("utf-8")
    place = SIGNS[number // 400 % 20] + SIGNS[number // 20 % 20] + SIGNS[number % 20]
    text = text.replace("岢岚", place).replace("50.9亿元", f"{50 + number / 10:.1f}亿元")
    text = text.replace("5.4%", f"{1 + number % 90 / 10:.1f}%")
    return write_release(folder, f"{100_000 + number}-c{number}-2023", text, place + "县")


def write_release(folder, name, text, region="甲县"):
    home = folder / "data" / name
    home.mkdir(parents=True, exist_ok=True)
    raw = text.encode("utf-8")
    (home / "source.txt").write_bytes(raw)
    about = {
        "title": f"{region}2023年经济运行情况", "publisher": f"{region}统计局", "region": region,
        "region_code": name[:6], "period": "2023", "published": "2024-02-01",
        "sha256": hashlib.sha256(raw).hexdigest(), "rounding": "none printed",
    }  # fmt: skip
    lines = [f'{key} = "{value}"\n' for key, value in about.items()]
    (home / "source.toml").write_text("".join(lines), "utf-8")
    return name


def make_notebook(path, *sources):
    """Write a brief of few cells that reads its release; faults come in as further cells."""
    from small_notebooks import book, code

    cells = [
        code('release = "a"  # a folder of data/\nlanguage = "zh"  # one of "zh", "en"; the language',
             "parameters", "hide"),
        code("from kelan_analysis import displays, load_release, read_figures, run_checks\n"
             "report = run_checks(read_figures(load_release(release)))", "hide"),
        code("displays.masthead(report, language)", "hide-input"),
        *(code(source, "hide-input") for source in sources),
        code("displays.close(report, language, release=release)", "hide-input"),
    ]  # fmt: skip
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book(*cells), path)
    return path
