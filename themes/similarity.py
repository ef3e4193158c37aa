"""Which contributions say something similar: an index of their words, kept by each process.

It holds the stems of every visible contribution, and compares them by TF-IDF: the rarer a shared
stem, the more it counts. Before every answer it asks each discussion for its head number and reads
what has changed since, exactly as open pages catch up; so it knows a post that another process has
stored a second ago, and needs no message about it.

It knows nothing of rights. Whoever asks says in which discussions it may look, and shows of what it
finds only what the person may see.

Importing this module loads scikit-learn: do so where it is needed.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.db.models import Q
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from discussions.models import Discussion, Post

from .models import Contribution
from .querysets import ContributionQuerySet
from .words import stems_of

T = TypeVar("T")

# Stems are hashed, so that texts can be added without a list of all words that there will be.
FEATURES = 2**18
# At once from the database, and turned into numbers.
BATCH = 2_000
# Conditions of one statement; SQLite takes a thousand.
CHANGED = 200

_vectorizer = HashingVectorizer(
    analyzer=stems_of, n_features=FEATURES, alternate_sign=False, norm=None, dtype=np.float32
)


@dataclass(frozen=True)
class Found:
    """A post, and how similar it is: 1 for the same words, 0 for none in common."""

    post_id: int
    score: float


@dataclass(frozen=True)
class _Rows:
    """A place for each contribution: its post, where it stands, how often it has each stem."""

    posts: Any = field(default_factory=lambda: np.empty(0, np.int64))
    discussions: Any = field(default_factory=lambda: np.empty(0, np.int64))
    themes: Any = field(default_factory=lambda: np.empty(0, np.int64))
    counts: Any = field(default_factory=lambda: csr_matrix((0, FEATURES), dtype=np.float32))

    def kept(self, which: Any) -> "_Rows":
        return _Rows(
            self.posts[which], self.discussions[which], self.themes[which], self.counts[which]
        )


class SimilarityIndex:
    """Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows = _Rows()
        self._weighing = TfidfTransformer(sublinear_tf=True)
        self._weights: Any = None
        # The head number up to which each discussion was read.
        self._heads: dict[int, int] = {}

    def find(
        self, text: str, *, theme_id: int, discussions: Collection[int], most: int
    ) -> list[Found]:
        """The contributions of a theme that share words with `text`, the most similar first.

        Args:
            discussions: where to look, by primary key.
        """
        with self._lock:
            self._catch_up()
            rows, weights = self._rows, self._weights
            if weights is None:
                return []
            asked = self._weighing.transform(_vectorizer.transform([text]))
        here = (rows.themes == theme_id) & np.isin(rows.discussions, list(discussions))
        scores = np.where(here, weights @ asked.toarray().ravel(), 0)
        # Of equals the one that came first; the sort keeps their order.
        best = np.argsort(-scores, kind="stable")[:most]
        return [Found(int(rows.posts[at]), float(scores[at])) for at in best if scores[at] > 0]

    def _catch_up(self) -> None:
        """Heads first: what is stored between the two questions is read now and once more."""
        heads = dict(Discussion.objects.filter(last_seq__gt=0).values_list("pk", "last_seq"))
        if heads == self._heads:
            return
        if self._heads:
            changed = [key for key, head in heads.items() if head != self._heads.get(key)]
            for part in _parts(changed, CHANGED):
                self._replace(Contribution.objects.filter(self._news_of(part)))
        else:
            self._replace(Contribution.objects.all())
        self._heads = heads
        is_empty = not self._rows.posts.size
        self._weights = None if is_empty else self._weighing.fit_transform(self._rows.counts)

    def _news_of(self, discussions: Iterable[int]) -> Q:
        """What has changed in these since they were read."""
        changed = Q()
        for discussion in Discussion.objects.filter(pk__in=discussions):
            known = self._heads.get(discussion.pk, 0)
            # All of it, when it has moved as a whole: that changes the theme, and no post.
            if not discussion.reload_seq <= known <= discussion.last_seq:
                known = 0
            changed |= Q(post__discussion=discussion.pk, post__changed_seq__gt=known)
        return changed

    def _replace(self, contributions: ContributionQuerySet) -> None:
        """Forget the rows of these, and add what is visible of them now."""
        columns = ("post_id", "post__discussion_id", "theme_id", "post__state", "post__body")
        read = contributions.order_by("pk").values_list(*columns).iterator(BATCH)
        gone: set[int] = set()
        fresh = []
        for part in _parts(read, BATCH):
            gone.update(post_id for post_id, *_ in part)
            fresh.append(_as_rows([each for each in part if each[3] == Post.State.VISIBLE]))
        parts = [self._rows.kept(~np.isin(self._rows.posts, list(gone))), *fresh]
        self._rows = _Rows(
            np.concatenate([part.posts for part in parts]),
            np.concatenate([part.discussions for part in parts]),
            np.concatenate([part.themes for part in parts]),
            vstack([part.counts for part in parts], format="csr"),
        )


_index = SimilarityIndex()


def index() -> SimilarityIndex:
    """The one of this process."""
    return _index


def forget_all() -> None:
    """For tests, which set the head numbers back between them."""
    global _index
    _index = SimilarityIndex()


def _as_rows(said: list[tuple[Any, ...]]) -> _Rows:
    if not said:
        return _Rows()
    posts, discussions, themes, _states, texts = zip(*said, strict=True)
    return _Rows(
        np.array(posts, np.int64),
        np.array(discussions, np.int64),
        np.array(themes, np.int64),
        _vectorizer.transform(texts),
    )


def _parts(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part
