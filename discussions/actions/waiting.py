"""How much waits for the moderators of a discussion: counted on its row, under its lock."""

from django.db.models import Exists, OuterRef

from ..models import Discussion, Post, Report


def recount_waiting(discussion: Discussion) -> None:
    """Count what waits afresh. Called by every act that may have changed it, after its lock."""
    open_reports = Report.objects.filter(post=OuterRef("pk"), outcome=Report.Outcome.OPEN)
    posts = Post.objects.filter(discussion=discussion)
    discussion.pending_count = posts.filter(state=Post.State.PENDING).count()
    discussion.reported_count = posts.filter(Exists(open_reports), state=Post.State.VISIBLE).count()
    discussion.save(update_fields=["pending_count", "reported_count"])
