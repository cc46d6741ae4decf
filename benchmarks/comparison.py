"""One release for every county, read, checked and set in one table: seconds and memory."""

import hashlib
import resource
import sys
import tempfile
import time
from pathlib import Path

from kelan_analysis import compare_releases
from kelan_analysis.regions import table
from kelan_analysis.releases import NO_NOTE

COUNTIES, SECONDS, MEGABYTES = 2844, 20, 1000
PROSE = (
    "{year}年，全{kind}地区生产总值{gdp}亿元，增长5.4%。其中，第一产业增加值{one}亿元，第二产业增加值{two}亿元，"
    "第三产业增加值{three}亿元。社会消费品零售总额{retail}亿元，增长{growth}%。"
    "城镇居民人均可支配收入{town}元，增长5.5%。新建项目64个，开工59个，开工率92.2%。"
)


def make_releases(project, count):
    """Write a synthetic release for each of `count` counties."""
    counties = [r for r in table() if not r.until and not r.code.endswith("00")][:count]
    (project / "notebooks").mkdir(parents=True)
    for at, place in enumerate(counties):
        one, two, three = 5 + at % 7, 20 + at % 11, 30 + at % 13
        text = PROSE.format(
            year=2023, kind=place.name[-1], gdp=one + two + three, one=one, two=two, three=three,
            retail=10 + at % 9, growth=round(2 + at % 50 / 10, 1), town=30000 + at,
        )  # fmt: skip
        folder = project / "data" / f"{place.code}-{place.latin or 'x'}-2023"
        folder.mkdir(parents=True)
        (folder / "source.txt").write_text(text, "utf-8")
        facts = {
            "title": "公报", "publisher": "统计局", "region": place.name, "period": "2023",
            "region_code": place.code, "rounding": NO_NOTE,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }  # fmt: skip
        lines = "".join(f'{name} = "{value}"\n' for name, value in facts.items())
        (folder / "source.toml").write_text(lines, "utf-8")


def main():
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        make_releases(project, int(sys.argv[1]) if len(sys.argv) > 1 else COUNTIES)
        start = time.perf_counter()
        comparison = compare_releases(project=project)
        frame = comparison.table()
        seconds = time.perf_counter() - start
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        mine = resource.getrusage(resource.RUSAGE_SELF)
        used = (mine.ru_maxrss + 2 * children.ru_maxrss) / 1000
        computed = mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime
        print(f"{len(comparison.releases)} releases, {len(frame)} figures: {seconds:.1f} s on the "
              f"clock, {computed:.1f} s of processors, {used:.0f} MB "
              f"(aims: {SECONDS} s, {MEGABYTES} MB)")  # fmt: skip


if __name__ == "__main__":
    main()
