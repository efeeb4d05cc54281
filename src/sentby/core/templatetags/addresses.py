"""`{% url %}` as Django has it, and quicker: a list writes some hundred addresses that differ in an id only."""

from functools import lru_cache

from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.urls import (
    NoReverseMatch,
    URLResolver,
    get_resolver,
    get_script_prefix,
    get_urlconf,
    reverse,
)
from django.utils.html import conditional_escape

STAND_IN = "a000000000000"  # looks like an id, and is none


class Address(URLNode):
    """Looks a page up once, and writes the id into what was found. Whatever else is asked is Django's to answer."""

    def render(self, context: Context) -> str:
        if self.asvar or self.kwargs or len(self.args) > 1:
            return super().render(context)
        ids = [argument.resolve(context) for argument in self.args]
        if not all(map(_is_id, ids)):
            return super().render(context)
        name, where = self.view_name.resolve(context), get_resolver(get_urlconf())
        try:
            before, after = _around(name, len(ids), where, get_script_prefix(), context.autoescape)
        except NoReverseMatch:
            return super().render(context)  # which names the id that was asked for
        return f"{before}{ids[0] if ids else ''}{after}"


def url(parser: Parser, token: Token) -> Address:
    """The tag: understood as Django understands it."""
    node = parse_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


def _is_id(value: object) -> bool:
    """Whether it can stand in an address as it is, and reaches whatever the stand-in reaches."""
    return isinstance(value, str) and len(value) == len(STAND_IN) and value.isascii() and value.isalnum()


@lru_cache(maxsize=512)
def _around(name: str, ids: int, where: URLResolver, prefix: str, escaped: bool) -> tuple[str, str]:
    """What stands before the id, and after it, among these addresses."""
    found = reverse(name, args=[STAND_IN] * ids)
    before, _, after = (conditional_escape(found) if escaped else found).partition(STAND_IN)
    return before, after
