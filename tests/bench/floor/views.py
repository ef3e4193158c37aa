"""No product: the least that a signed-in page of 20 posts, and a reply, can cost."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from .models import Remark, Topic

SIZE = 20


@login_required
def thread(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=topic_id)
    page = int(request.GET.get("page", 1))
    remarks = (
        Remark._default_manager.filter(
            topic=topic, place__gte=(page - 1) * SIZE, place__lt=page * SIZE
        )
        .select_related("user")
        .order_by("place")
    )
    context = {"topic": topic, "remarks": remarks, "page": page, "pages": -(-topic.posts // SIZE)}
    return render(request, "floor/thread.html", context, using="floor")


@login_required
@transaction.atomic
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = Topic._default_manager.select_for_update().get(pk=topic_id)
    now = timezone.now()
    Remark._default_manager.create(
        topic=topic,
        user_id=request.user.pk,
        place=topic.posts,
        text=request.POST["body"],
        created=now,
    )
    Topic._default_manager.filter(pk=topic_id).update(posts=F("posts") + 1, last=now)
    return HttpResponseRedirect(f"/floor/{topic_id}/")
