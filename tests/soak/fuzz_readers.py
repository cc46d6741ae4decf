"""Let a coverage-guided fuzzer look for an input that breaks a law of a reader.

Run from the project folder: ``python tests/soak/fuzz_readers.py [READER] [RUNS]``; without a reader
all of them, in turn, each with a million runs or ``KELAN_FUZZ_RUNS``. The readers and their laws
stand in ``tests/reader_laws.py``. Atheris is no dependency of the project: where it is missing it
is installed into a temporary folder first (the network is needed; it exists for Linux and macOS).

A run ends with status 0, or at the first input that breaks a law, that takes longer than 10
seconds or more than 2 GB; that input is kept in ``tests/soak/found/`` and is read again with
``python tests/soak/fuzz_readers.py READER FILE``. It belongs into ``tests/cases/found.json`` once it
is put right.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "found"
REQUIREMENT = "atheris==3.0.0"
# Bytes of an input: enough for every construction, and few enough for a million inputs.
LONGEST = {"numerals": 96, "relations": 256, "reading": 400, "workbooks": 4096, "documents": 4096}
WORDS = {
    "reading": "亿元 万人 个百分点 千分点 百分之 分之 翻两番 倍 成 第 位 由 提高到 分别 比上年 增长 下降 收窄 持平 占 "
    "比重为 其中 全部复工 超额完成 连续 届 城乡 三次产业结构 : ∶ % ‰ — 余 多 近 超 以上 2023年 1-6月 一是 十四五 | （ ） “ ”",
    "numerals": "亿元 万 千 百 十 亿 零 〇 两 点 分之 百分之 千分之 个百分点 元/人 余 多 来 几 , . · ， ． － − 1 5 0 ％ ‰",
    "relations": "+ - * / = <= >= ( ) 「 」 F01 0.5 1/3 ^",
    "tables": '" , \r\n \n ; \t \' =',
    "registers": "kept corrected struck added F01 F02 growth share -0 1/3 true false {} 万元 % 2023",
    "checks": "[[relation]] formula reason note ignore = [ ] { } \" ''' partial F01 F02 + - * / true 1",
    "origins": "title publisher region region_code period sha256 rounding restated excerpt = \" ''' [ ] { } true",
    "parameters": "one of ; # [ ] { } ( ) : = None True 1e9 -1 0x1 b'' f'' \"nbformat\": \"cells\": \"metadata\" \\ud800",
    "workbooks": "PK\x03\x04 PK\x01\x02 PK\x05\x06 xl/workbook.xml xl/worksheets/ <c r=\"A1\" <!DOCTYPE .rels ..",
    "documents": '%PDF-1.7 obj endobj stream /Names /EmbeddedFiles /EF /F << >> "outputs": "inputs": "name": "sha256": '
    '"checks": "summary": "verdict": "exact" "formula": "operands": null []',
}  # fmt: skip


def fuzz(reader: str, runs: int, folder: Path) -> None:
    """Fuzz one reader in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["kelan_analysis"]):
        from reader_laws import LAWS, SEEDS
    from scoring import labelled_texts

    seeds = list(SEEDS[reader])
    if reader == "reading":
        seeds += [text[:400].encode("utf-8", "surrogatepass") for _, text, _ in labelled_texts()]
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed)
    words = folder / "words.txt"
    coded = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS[reader].split(" "))
    words.write_text("".join(f'"{word}"\n' for word in coded if word), "ascii")
    KEPT.mkdir(parents=True, exist_ok=True)
    options = [f"-max_len={LONGEST.get(reader, 1024)}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]
    options += [f"-runs={runs}", f"-artifact_prefix={KEPT}/{reader}-", f"-dict={words}"]
    options += ["-verbosity=0", f"-max_total_time={os.environ.get('KELAN_FUZZ_SECONDS', '0')}"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], LAWS[reader])
    atheris.Fuzz()


def fuzz_all(runs: int) -> int:
    """Fuzz every reader, each in a process of its own; return how many broke a law."""
    broken = 0
    for reader in WORDS:
        started = time.monotonic()
        ended = subprocess.run([sys.executable, __file__, reader, str(runs)], capture_output=True,
                               text=True, env=os.environ, check=False)  # fmt: skip
        stats = [line for line in ended.stderr.splitlines() if "number_of_executed_units" in line]
        done = stats[-1].split()[-1] if stats else "no"
        print(f"{reader}: {done} inputs in {time.monotonic() - started:.0f} s, status {ended.returncode}")
        if ended.returncode:
            print(ended.stderr[-2000:])
            broken += 1
    return broken


def main() -> None:
    """Fuzz all readers or one of them, or read one kept input again."""
    sys.path.insert(0, str(TESTS))
    words = sys.argv[1:]
    if len(words) == 2 and not words[1].isdecimal():
        from reader_laws import LAWS

        LAWS[words[0]](Path(words[1]).read_bytes())
        return
    runs = int(words[1] if len(words) == 2 else os.environ.get("KELAN_FUZZ_RUNS", "1000000"))
    with tempfile.TemporaryDirectory(prefix="kelan-fuzz-") as folder:
        if importlib.util.find_spec("atheris"):
            if words:
                fuzz(words[0], runs, Path(folder))
            sys.exit(fuzz_all(runs))
        target = Path(folder, "atheris")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", str(target), REQUIREMENT], check=True)
        path = os.pathsep.join(filter(None, [str(target), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path}
        sys.exit(subprocess.run([sys.executable, __file__, *words], env=environment).returncode)


if __name__ == "__main__":
    main()
