"""Sound texts with sentences left out, and with numbers changed: nobody is accused, nothing breaks.

What is quoted of a bulletin is seldom all of it. A whole that is not quoted must not be taken for
another that is, and no number, however absurd, may end in anything but a verdict.
"""

import json
import random
import re
from pathlib import Path

import pytest

from kelan_analysis import read_figures, run_checks

HERE = Path(__file__).parent
# A sentence that begins so says nothing without the one before it.
HANGS = re.compile(
    r"[\s（）一二三四五六七八九十、.．]*(?:其中|分[^，]{1,6}看|按|从[^，]{1,8}看|上述|以上|[二两三]项|[二三]者|前三|其余|其他)"
)
SENTENCE = re.compile(r"[^。\n]*[。\n]+|[^。\n]+$")
NUMBER = re.compile(r"-?\d[\d,.]*")


def _sound():
    for path in sorted((*HERE.glob("unseen/*.txt"), *HERE.glob("bulletins/*.txt"))):
        labels = json.loads(path.with_suffix(".json").read_text("utf-8"))
        wrong = any(check.get("verdict") == "contradiction" for check in labels.get("checks", []))
        text = path.read_bytes().decode("utf-8")
        if not wrong and "|" not in text:
            yield pytest.param(text, id=path.stem)


SOUND = list(_sound())
PASSAGES = json.loads((HERE / "cases" / "sound_passages.json").read_text("utf-8"))


def test_no_sound_passage_is_accused():
    wrong = {text: found for text in PASSAGES if (found := accused(text))}
    assert not wrong and len(PASSAGES) > 1600


def test_planted_misprints_are_seen_as_often_as_before():
    planted = json.loads((HERE / "cases" / "planted.json").read_text("utf-8"))
    seen = [
        bool(accused(case["text"].replace(old, new, 1)))
        for case in planted for old, new in case["misprints"]
    ]  # fmt: skip
    assert len(seen) > 360 and sum(seen) >= 210  # many stand in no relation that the text prints


def accused(text):
    return {c.formula for c in run_checks(read_figures(text)).checks if c.verdict == "contradiction"}


def excerpts(text, seed):
    """Every text that lacks one sentence, and some that lack a quarter or a half of them."""
    sentences = SENTENCE.findall(text)
    choice = random.Random(seed)
    left_out = [{at} for at in range(len(sentences))]
    for eighths in (2, 4, 4, 6):
        left_out.append(set(choice.sample(range(len(sentences)), max(1, len(sentences) * eighths // 8))))
    for lost in left_out:
        after = {at + 1 for at in lost} - lost
        if not any(at < len(sentences) and HANGS.match(sentences[at]) for at in after):
            yield "".join(s for at, s in enumerate(sentences) if at not in lost)


@pytest.mark.parametrize("text", SOUND)
def test_an_excerpt_of_a_sound_text_is_not_accused(text):
    known = accused(text)
    for excerpt in excerpts(text, seed=len(text)):
        assert accused(excerpt) <= known, excerpt


@pytest.mark.parametrize("text", SOUND[::2])
def test_no_number_breaks_a_check(text):
    choice = random.Random(len(text))
    for _ in range(3):
        changed = text
        for _ in range(choice.choice((1, 2, 4))):
            number = choice.choice(list(NUMBER.finditer(changed)))
            absurd = choice.choice(
                ["0", "0.0", "-100", "100", "-99.99", "1e5", f"-{number[0]}", number[0] + "0",
                 number[0].replace(".", ""), str(choice.randrange(1, 10**12))]
            )  # fmt: skip
            changed = changed[: number.start()] + absurd + changed[number.end() :]
        for check in run_checks(read_figures(changed)).checks:
            assert check.verdict in ("exact", "rounding", "convention", "contradiction", "undecidable")
            assert check.because and check.because_en


# Each of these ended in an unexpected error once: nothing to divide by, or no root to take.
ABSURD = [
    "完成投资23.6亿元，增长4.2%。其中，建设项目投资23.6亿元，增长12.1%；房地产开发投资0亿元，下降100%。",
    "进出口总值131.8亿元、增长5.3%，其中出口131.8亿元、增长19.8%，进口0亿元、下降100%。",
    "常住人口为18.34万人，比2020年的19.16万人下降4.28%，年均下降1.53%。",
    "在建项目93个，总投资0亿元，截至3月底已完成投资31.3亿元。",
    "总投资0.0亿元，其中甲项目0.0亿元，占100%。",
    "进口45.5亿元，下降120%，比上年减少45.5亿元。",
    "货运量完成6852.4万吨，同比增长5.3%，其中公路货运量5124.7万吨，增长-99.99%；水路货运量1727.7万吨，增长6.8%。",
]


@pytest.mark.parametrize("text", ABSURD)
def test_what_has_no_base_ends_in_a_verdict(text):
    assert all(check.because for check in run_checks(read_figures(text)).checks)
