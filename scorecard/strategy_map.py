"""Where the cards of the strategy map stand and how its arrows run, in the units of its SVG."""

from collections import defaultdict
from dataclasses import dataclass
from textwrap import shorten, wrap

from .performance import ObjectivePerformance, PerspectivePerformance, ScorecardPerformance

WIDTH = 1120
LABEL_WIDTH = 132
CARD_HEIGHT = 104
CARD_WIDTH = 216
GAP_ACROSS, GAP_DOWN = 20, 56
PADDING = 16
# Average width of a letter of the title, for breaking lines: SVG doesn't.
LETTER = 7.4
TITLE_LINES = 2


@dataclass(frozen=True)
class Card:
    objective: ObjectivePerformance
    x: float
    y: float
    width: float
    title: list[tuple[float, str]]
    height: int = CARD_HEIGHT

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def text_x(self) -> float:
        return self.x + 14

    @property
    def end_x(self) -> float:
        return self.x + self.width - 12

    @property
    def code_y(self) -> float:
        return self.y + 24

    @property
    def edge_y(self) -> float:
        return self.y + 10

    @property
    def edge_height(self) -> int:
        return self.height - 20

    @property
    def foot_y(self) -> float:
        return self.y + self.height - 12


@dataclass(frozen=True)
class Row:
    perspective: PerspectivePerformance
    y: float
    label: list[tuple[float, str]]
    cards: list[Card]
    height: int = CARD_HEIGHT + GAP_DOWN - 8


@dataclass(frozen=True)
class Arrow:
    path: str
    cause: ObjectivePerformance
    effect: ObjectivePerformance


@dataclass(frozen=True)
class StrategyMap:
    rows: list[Row]
    arrows: list[Arrow]
    height: float
    width: int = WIDTH


def lay_out(card: ScorecardPerformance) -> StrategyMap:
    rows = [_row(perspective, index) for index, perspective in enumerate(card.perspectives)]
    cards = {each.objective.objective.pk: each for row in rows for each in row.cards}
    return StrategyMap(rows, _arrows(cards), (CARD_HEIGHT + GAP_DOWN) * len(rows))


def _row(perspective: PerspectivePerformance, index: int) -> Row:
    top = index * (CARD_HEIGHT + GAP_DOWN)
    count = len(perspective.objectives)
    room = WIDTH - LABEL_WIDTH - PADDING
    width = min(CARD_WIDTH, (room - GAP_ACROSS * (count - 1)) / count)
    start = LABEL_WIDTH + (room - (width + GAP_ACROSS) * count + GAP_ACROSS) / 2
    y = top + GAP_DOWN / 2
    cards = [
        _card(objective, start + number * (width + GAP_ACROSS), y, width)
        for number, objective in enumerate(perspective.objectives)
    ]
    label = _lines(perspective.perspective.name, LABEL_WIDTH - PADDING, 3, y + 20)
    return Row(perspective, top + 4, label, cards)


def _card(objective: ObjectivePerformance, x: float, y: float, width: float) -> Card:
    title = _lines(objective.objective.title, width - 28, TITLE_LINES, y + 45)
    return Card(objective, round(x, 1), round(y, 1), round(width, 1), title)


def _lines(text: str, width: float, count: int, y: float) -> list[tuple[float, str]]:
    letters = max(int(width / LETTER), 8)
    lines = wrap(shorten(text, letters * count, placeholder=" …"), letters)[:count]
    return [(y + 18 * number, line) for number, line in enumerate(lines)]


def _arrows(cards: dict[int, Card]) -> list[Arrow]:
    """Arrows leave and enter a card side by side, in the order of where they come from or go to."""
    links = [
        (cause, cards[effect])
        for cause in cards.values()
        for effect in cause.objective.effect_ids
        if effect in cards
    ]
    ends: dict[tuple[int, bool], list[tuple[float, int, bool]]] = defaultdict(list)
    for number, (cause, effect) in enumerate(links):
        is_upward = effect.y < cause.y
        # An arrow uses the top of its cause when it goes up or stays, and the bottom otherwise.
        ends[id(cause), effect.y <= cause.y].append((effect.middle, number, True))
        ends[id(effect), not is_upward].append((cause.middle, number, False))
    at: dict[tuple[int, bool], float] = {}
    middles = {id(card): card for card in cards.values()}
    for (card_id, _is_top), places in ends.items():
        card = middles[card_id]
        for place, (_where, number, is_start) in enumerate(sorted(places), start=1):
            at[number, is_start] = round(card.x + card.width * place / (len(places) + 1), 1)
    return [
        Arrow(
            _curve(cause, effect, at[number, True], at[number, False]),
            cause.objective,
            effect.objective,
        )
        for number, (cause, effect) in enumerate(links)
    ]


def _curve(cause: Card, effect: Card, start_x: float, end_x: float) -> str:
    """A cubic curve that leaves and arrives upright; in one row it bows above the cards."""
    if effect.y == cause.y:
        lift = cause.y - GAP_DOWN * 0.8
        return f"M{start_x} {cause.y}C{start_x} {lift} {end_x} {lift} {end_x} {effect.y - 2}"
    if effect.y < cause.y:
        start_y, end_y = cause.y, effect.y + effect.height + 2
    else:
        start_y, end_y = cause.y + cause.height, effect.y - 2
    bend = round((start_y + end_y) / 2, 1)
    return f"M{start_x} {start_y}C{start_x} {bend} {end_x} {bend} {end_x} {end_y}"
