"""Bounds on what a text may grow into, so that a post costs no more than its length.

Two things in Markdown grow faster than what is written: a table fills the cells that its rows leave
out, and a link definition stands for its whole address wherever its label does. (All the rest is
bounded by the parser: nesting ends at 20 levels, and runs of marks are read once.)
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.token import Token

# Cells that the rows of all tables of a text may have, however short it is; as many as it has
# characters if it is longer. Who writes every cell out cannot reach it.
FREE_CELLS = 1_000
CELLS = "strategy_cells_left"
# Characters of addresses and titles that all references to link definitions may stand for.
MOST_REPEATED = 20_000


def bound_expansion(parser: MarkdownIt) -> None:
    """Let the tables of a text have so many cells, and mark the links made by reference."""
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.options["store_labels"] = True


def repeats_too_much(tokens: Sequence[Token]) -> bool:
    """Whether references to link definitions stand for far more than anybody has written."""
    repeated = 0
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and "label" in child.meta:
                repeated += sum(len(str(value)) for value in child.attrs.values())
    return repeated > MOST_REPEATED


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's own rule, which ends early where no cells are left: further rows stay text."""
    if silent or start + 2 > end:
        return bool(table(state, start, end, silent))
    left = state.env.setdefault(CELLS, max(FREE_CELLS, len(state.src)))
    below = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    columns = below.strip().strip("|").count("|") + 1
    if not table(state, start, min(end, start + 2 + left // columns), silent):
        return False
    state.env[CELLS] = left - columns * (state.line - start - 2)
    return True
