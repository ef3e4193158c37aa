"""The tag around a part of a page that is remembered once rendered."""

from django import template
from django.template.base import Parser, Token, token_kwargs

from ..fragments import RememberedNode

register = template.Library()


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """`{% remembered pk=discussion.pk unread=viewer.unread %}…{% endremembered %}`

    The part finds the values named there and nothing else, and is remembered under them.
    """
    name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{name!r} takes named values alone, not {bits[0]!r}")
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return RememberedNode(nodelist, values)
