from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which stays on its page."""
    return request.headers.get("Accept") == "application/json"
