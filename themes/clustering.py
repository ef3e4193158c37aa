"""Groups of texts that say something similar, each with a name made of their own words.

Pure and deterministic: the same texts in the same order give the same groups. What fits nowhere
stays alone, since a person reads and answers whatever is in a group.

Importing this module loads scikit-learn: do so where it is needed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_distances

from .words import forms_of, stems_of

# Two texts that are farther apart on average (1: no word in common) belong to different groups.
APART = 0.9
LEAST = 3
# A word of more of the texts says what all of them are about, and tells no two apart.
MOST_COMMON = 0.1
MANY = 20
NAMED_BY = 3


@dataclass(frozen=True)
class Group:
    """The places of its texts, in order, and its name."""

    members: list[int]
    name: str


def group_texts(texts: Sequence[str]) -> list[Group]:
    """The largest first. Compares each text with each other, so for thousands, not for more."""
    stems = [stems_of(text) for text in texts]
    if len({stem for each in stems for stem in each}) < LEAST or len(texts) < LEAST:
        return []
    most = max(MANY, round(MOST_COMMON * len(texts)))
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, max_df=most)
    vectors = vectorizer.fit_transform(stems)
    grouping = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=APART
    )
    labels = grouping.fit_predict(cosine_distances(vectors))
    places = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]
    groups = [members for members in places if len(members) >= LEAST]
    groups.sort(key=lambda members: (-len(members), members))
    words = vectorizer.get_feature_names_out()
    return [
        Group(members, _name([texts[at] for at in members], vectors[members], words))
        for members in groups
    ]


def _name(texts: Sequence[str], vectors: Any, stems: Sequence[str]) -> str:
    """The words that weigh most in a group, each in the form that stands there most often."""
    weights = np.asarray(vectors.sum(axis=0)).ravel()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for stem, form in forms_of(text):
            forms.setdefault(stem, Counter())[form] += 1
    best = np.argsort(-weights, kind="stable")[:NAMED_BY]
    return " · ".join(forms[stems[at]].most_common(1)[0][0] for at in best if weights[at] > 0)
