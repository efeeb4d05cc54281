"""Tables and a chart of what was measured, to read and to keep."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from xml.sax.saxutils import escape

from bench.files import Race
from bench.pages import MOST_BYTES, MOST_MS, MOST_QUERIES, Page
from bench.starting import MOST_MEGABYTES, MOST_SECONDS, Start

WIDE, ROW, LEFT = 900, 18, 330


def pages_table(pages: Sequence[Page], peer: Page) -> str:
    """One line a page, the slowest first."""
    lines = [
        "| page | p50 ms | p95 ms | p95 of the processor, ms | times the peer | queries | kB | kB at first load | |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for page in sorted(pages, key=lambda page: -page.p95):
        lines.append(
            f"| {_kind(page)} | {page.p50:.1f} | {page.p95:.1f} | {page.cpu:.1f} | {page.p50 / peer.p50:.0f} | {page.queries} "
            f"| {page.bytes / 1000:.1f} | {page.first_load / 1000:.1f} | {'' if page.is_good else 'over'} |"
        )
    lines.append(
        f"| *peer: one query, one template, no middleware* | {peer.p50:.2f} | {peer.p95:.2f} | {peer.cpu:.2f} | 1 | 1 | | | |"
    )
    return "\n".join(lines)


def starts_table(starts: Sequence[Start]) -> str:
    """One line a way to start."""
    lines = ["| start | first page, s | idle memory, MB |", "|---|---:|---:|"]
    return "\n".join(
        [*lines, *(f"| {start.what} | {start.seconds:.2f} | {start.megabytes:.0f} |" for start in starts)]
    )


def races_table(races: Sequence[Race]) -> str:
    """One line a race."""
    lines = [
        "| what | Sentby, a second | peer | the peer's, a second | times | goal |",
        "|---|---:|---|---:|---:|---:|",
    ]
    for race in races:
        goal = f"{race.goal:g}{'' if race.is_won else ', missed'}" if race.goal else ""
        speeds = f"{race.ours:,.0f} | {race.peer} | {race.theirs:,.0f}"
        lines.append(f"| {race.what} | {speeds} | {race.ratio:.2f} | {goal} |")
    return "\n".join(lines)


def verdicts(pages: Sequence[Page], peer: Page, starts: Sequence[Start], races: Sequence[Race]) -> list[str]:
    """The goals, whether they were met, and whether the machine was quiet enough to say so."""
    raced = [race for race in races if race.goal]
    good, there = [page for page in pages if page.is_good], starts[0]
    said = [
        f"V5: {sum(race.is_won for race in raced)} of {len(raced)} races with files won",
        f"V7: {len(good)} of {len(pages)} pages within {MOST_MS:.0f} ms (p95), {MOST_QUERIES} queries, "
        f"{MOST_BYTES // 1000} kB at first load, and no request to a third party",
        f"V9: first page after {there.seconds:.2f} s (goal {MOST_SECONDS:.0f}), "
        f"idle memory {there.megabytes:.0f} MB (goal {MOST_MEGABYTES:.0f})",
    ]
    noisy = "NOISY: the machine was busy with something else. These times do not count; run it again."
    return [*said, noisy] if _is_noisy(pages, peer) else said


def goals_are_met(pages: Sequence[Page], peer: Page, starts: Sequence[Start], races: Sequence[Race]) -> bool:
    """Whether every page, every race and the start keep their goals, in a run that counts."""
    there, won = starts[0], all(race.is_won for race in races)
    starts_well = there.seconds <= MOST_SECONDS and there.megabytes <= MOST_MEGABYTES
    return (
        bool(pages)
        and all(page.is_good for page in pages)
        and starts_well
        and won
        and not _is_noisy(pages, peer)
    )


def _is_noisy(pages: Sequence[Page], peer: Page) -> bool:
    return peer.is_noisy or sum(page.is_noisy for page in pages) > len(pages) / 4


def keep(
    folder: Path, pages: Sequence[Page], peer: Page, starts: Sequence[Start], races: Sequence[Race]
) -> None:
    """Write tables, figures and the chart."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [pages_table(pages, peer), starts_table(starts), races_table(races)]
    tables += verdicts(pages, peer, starts, races)
    (folder / "tables.md").write_text("\n\n".join(tables) + "\n")
    figures = {
        "pages": [asdict(page) for page in pages],
        "peer": asdict(peer),
        "starts": [asdict(start) for start in starts],
        "races": [asdict(race) for race in races],
    }
    (folder / "figures.json").write_text(json.dumps(figures, indent=1))
    (folder / "pages.svg").write_text(chart(pages, peer))


def chart(pages: Sequence[Page], peer: Page) -> str:
    """A bar for each page's p95 with a mark at its median, and a line at the goal."""
    ordered = [*sorted(pages, key=lambda page: -page.p95), peer]
    longest = max(MOST_MS * 1.1, *(page.p95 for page in ordered))
    scale = (WIDE - LEFT - 60) / longest
    goal = LEFT + MOST_MS * scale
    height = ROW * (len(ordered) + 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height}" font-family="sans-serif" font-size="11">',
        "<title>Time on the server, p95 in milliseconds, with the median as a mark</title>",
        f'<rect width="{WIDE}" height="{height}" fill="#fff"/>',
    ]
    for place, page in enumerate(ordered):
        top = ROW * (place + 1)
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(_kind(page))}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{page.p95 * scale:.1f}" height="{ROW - 6}" fill="#7d8f86"/>',
            f'<rect x="{LEFT + page.p50 * scale:.1f}" y="{top + 1}" width="2" height="{ROW - 2}" fill="#22332b"/>',
            f'<text x="{LEFT + page.p95 * scale + 6:.1f}" y="{top + 12}">{page.p95:.1f}</text>',
        ]
    parts.append(
        f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="0" y2="{height}" stroke="#a33a2c" stroke-dasharray="4 3"/>'
    )
    parts.append(f'<text x="{goal + 4:.1f}" y="12" fill="#a33a2c">{MOST_MS:.0f} ms</text></svg>')
    return "\n".join(parts)


def _kind(page: Page) -> str:
    return f"{page.name} {page.path}" if len(page.path) < 28 else page.name
