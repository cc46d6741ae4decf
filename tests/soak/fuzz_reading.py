"""Let a coverage-guided fuzzer look for a text that breaks a law of reading.

Run from the project folder: ``python tests/soak/fuzz_reading.py [seconds]``. Atheris is no
dependency of the project: where it is missing it is installed into a temporary folder first (the
network is needed; it exists for Linux and macOS). The run starts from the labelled texts and ends
with status 0 after `seconds` (60), or at the first text that breaks a law, that takes longer than
10 seconds or more than 2 GB; that text is kept in ``tests/soak/found/`` and is read again with
``python tests/soak/fuzz_reading.py FILE``.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "found"
REQUIREMENT = "atheris==3.0.0"
WORDS = (
    "亿元 万人 个百分点 千分点 百分之 分之 翻两番 倍 成 第 位 由 提高到 分别 比上年 增长 下降 收窄 持平 占 比重为 其中 "
    "全部复工 超额完成 连续 届 城乡 三次产业结构 : ∶ % ‰ — 余 多 近 超 以上 2023年 1-6月 一是 十四五 | （ ） “ ”"
).split()


def text_of(data: bytes) -> str:
    """Make any bytes a text: what is no UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def fuzz(seconds: int, folder: Path) -> None:
    """Fuzz in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["kelan_analysis.reading", "kelan_analysis.numerals",
                                             "kelan_analysis.units"]):  # fmt: skip
        from reading_laws import check_laws
    from scoring import labelled_texts

    corpus = folder / "corpus"
    corpus.mkdir()
    for i, (_, text, _) in enumerate(labelled_texts()):
        (corpus / f"{i}.txt").write_text(text[:400], "utf-8", newline="")
    words = folder / "words.txt"
    coded = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in coded), "ascii")
    KEPT.mkdir(parents=True, exist_ok=True)
    options = ["-max_len=1200", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]
    options += [f"-max_total_time={seconds}", f"-artifact_prefix={KEPT}/", f"-dict={words}"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: check_laws(text_of(data)))
    atheris.Fuzz()


def main() -> None:
    """Fuzz for some seconds, or read one kept text again."""
    sys.path.insert(0, str(TESTS))
    argument = sys.argv[1] if len(sys.argv) > 1 else "60"
    if not argument.isdecimal():
        from reading_laws import check_laws

        check_laws(text_of(Path(argument).read_bytes()))
        return
    with tempfile.TemporaryDirectory(prefix="kelan-fuzz-") as folder:
        if importlib.util.find_spec("atheris"):
            fuzz(int(argument), Path(folder))
            return
        target = Path(folder, "atheris")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", str(target), REQUIREMENT], check=True)
        path = os.pathsep.join(filter(None, [str(target), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path}
        sys.exit(subprocess.run([sys.executable, __file__, argument], env=environment).returncode)


if __name__ == "__main__":
    main()
