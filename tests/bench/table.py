"""One table: what was measured, against what, and whether that is good enough."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`ratio` is to the reference that the target names; None for a reference itself."""

    work: str
    figure: str
    ratio: float | None = None
    queries: str = ""
    target: str = ""
    is_met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = {None: "", True: "met", False: "NOT MET"}[self.is_met]
        return (self.work, self.figure, ratio, self.queries, self.target, verdict)


HEAD = ("work", "measured", "ratio", "queries", "target", "")


def render_table(rows: list[Row]) -> str:
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    left = {0, 4, 5}
    cells = [
        cell.ljust(width) if column in left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
