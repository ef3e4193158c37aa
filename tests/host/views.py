from pathlib import Path

from django.http import HttpRequest, HttpResponse


def wait(request: HttpRequest) -> HttpResponse:
    """A request that takes as long as its test wants: until somebody has written to a pipe."""
    return HttpResponse(Path(request.GET["pipe"]).read_text())
