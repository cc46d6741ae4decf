"""Registers and editions under any order of what a person may do: nothing decided is ever lost."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kelan_analysis import load_release, read_figures
from kelan_analysis.register import (
    REGISTER,
    Row,
    register_csv,
    reviewed_figures,
    text_hash,
    what_was_read,
    with_value,
)
from kelan_analysis.registration import add_document

ABOUT = {"region": "岢岚县", "period": "2023", "title": "公报", "publisher": "岢岚县统计局"}
SENTENCES = [
    "新建项目64个，开工59个，开工率92.2%。", "粮食产量12.60万吨，下降2.5%。", "产值50.9亿元，增长5.4%。",
    "新增就业315人。", "年末公路里程1204公里。",
]  # fmt: skip
# `make soak` walks further.
FEW = settings(max_examples=6, stateful_step_count=8, deadline=None)
if settings().max_examples > 1000:
    FEW = settings(max_examples=500, stateful_step_count=40, deadline=None)


class Project(RuleBasedStateMachine):
    """A project of one release, on disk."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="kelan-machine-"))
        for name in ("data", "notebooks"):
            (self.folder / name).mkdir()
        self.texts = []

    def put(self, text, encoding="utf-8"):
        """Add a document; the model keeps the bytes."""
        raw = text.encode(encoding)
        source = self.folder / "in.txt"
        source.write_bytes(raw)
        added = add_document(source, self.folder, **ABOUT)
        if self.texts and raw == self.texts[-1]:
            assert added.outcome == "unchanged"
        else:
            assert added.outcome == ("edition" if self.texts else "new")
            self.texts.append(raw)
        return added.release

    def load(self):
        return load_release("140929-kelan-2023", self.folder)

    def teardown(self):
        shutil.rmtree(self.folder)


class Editions(Project):
    """Documents in any order: each text that ever stood there is kept, byte for byte."""

    @rule(
        chosen=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    )
    def add(self, chosen, encoding):
        self.put("\n".join(chosen), encoding)

    @precondition(lambda self: self.texts)
    @rule()
    def add_the_same_again(self):
        before = sorted(self.folder.rglob("*"))
        self.put(self.load().text, self.load().encoding)
        assert sorted(self.folder.rglob("*")) == before

    @precondition(lambda self: self.texts)
    @rule(made=st.sampled_from([REGISTER, "checks.toml"]))
    def a_person_puts_a_file_there(self, made):
        (self.load().path / made).write_bytes(b"kept")

    @precondition(lambda self: self.texts)
    @invariant()
    def every_text_is_there(self):
        release = self.load()
        assert (release.path / "source.txt").read_bytes() == self.texts[-1]
        assert release.edition == len(self.texts)
        for number, raw in enumerate(self.texts[:-1], 1):
            assert (release.path / "editions" / str(number) / "source.txt").read_bytes() == raw
        kept = [path for path in release.path.glob("*") if path.name in (REGISTER, "checks.toml")]
        assert all(path.read_bytes() == b"kept" for path in kept)
        assert not [path for path in (self.folder / "data").iterdir() if path.name.startswith(".")]


class Register(Project):
    """A person reviews while the text changes: a decision is applied or shown, never dropped."""

    def __init__(self):
        super().__init__()
        self.put("\n".join(SENTENCES))
        self.decided = {}

    def rows(self):
        release = self.load()
        reading = read_figures(release)
        sha = text_hash(release.text)
        for figure in reading:
            kind, value = self.decided.get((figure.printed, figure.start), ("kept", None))
            changed = figure if value is None else with_value(figure, value, figure.unit, figure.kind)
            yield Row(changed, kind, "张三", "2024-03-08T10:12:00Z", "据原件", what_was_read(figure, reading), sha)

    @rule(number=st.integers(0, 30), value=st.decimals(0, 999, places=1))
    def correct(self, number, value):
        self.decide(number, ("corrected", value))

    @rule(number=st.integers(0, 30))
    def strike(self, number):
        self.decide(number, ("struck", None))

    @rule(number=st.integers(0, 30))
    def keep(self, number):
        self.decide(number, ("kept", None))

    def decide(self, number, decision):
        figures = list(read_figures(self.load()))
        figure = figures[number % len(figures)]
        if decision[0] == "struck" and any(
            figure.id in (other.relates_to, other.of_part, *other.derived_from) for other in figures
        ):
            return  # what others lean on is struck by a person who changes them, too
        self.decided[figure.printed, figure.start] = decision

    @rule()
    def save(self):
        path = self.load().path / REGISTER
        path.write_text(register_csv(self.rows()), "utf-8-sig", newline="")
        figures = {(f.printed, f.start): f for f in reviewed_figures(self.load())}
        for place, (kind, value) in self.decided.items():
            assert (place in figures) == (kind != "struck")
            if value is not None:
                assert figures[place].value == value

    @precondition(lambda self: (self.load().path / REGISTER).exists())
    @rule(number=st.integers(0, len(SENTENCES)), more=st.sampled_from(["另有项目7个。\n", "以下各项：\n"]))
    def the_text_changes(self, number, more):
        """A sentence is put in: every decision moves along, and is not dropped."""
        release = self.load()
        reviewed = reviewed_figures(release)
        before = sorted((row.review, row.figure.printed, row.figure.value) for row in reviewed.rows)
        lines = release.text.splitlines(keepends=True)
        self.put("".join([*lines[:number], more, *lines[number:]]))
        after = reviewed_figures(self.load())
        found = [(row.review, row.figure.printed, row.figure.value) for row in after.rows]
        told = {note.id for note in after.notes}
        for decision in before:
            assert decision in found or told, decision
        (self.load().path / REGISTER).unlink()
        self.decided = {}


TestEditions = Editions.TestCase
TestEditions.settings = FEW
TestRegister = Register.TestCase
TestRegister.settings = FEW
