from django.conf import settings
from django.db import models


class Topic(models.Model):
    title = models.CharField(max_length=200)
    posts = models.IntegerField(default=0)
    last = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True


class Remark(models.Model):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.IntegerField()
    depth = models.SmallIntegerField(default=0)
    text = models.TextField()
    created = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["topic", "place"], name="floor_place")]
