"""Reads a page as a browser would: its elements, their attributes, and its forms with their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    checked: bool = False

    @property
    def is_typed(self) -> bool:
        return self.kind not in {"hidden", "select", "radio", "checkbox", "submit", "button", "file", "image"}


@dataclass
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def filled(self, typed: str | None = None) -> dict[str, str | list[str]]:
        """What pressing its button sends, with `typed` in every field that one types into."""
        sent: dict[str, str | list[str]] = {}
        for each in self.fields:
            if each.kind in {"radio", "checkbox"} and not each.checked and each.name in sent:
                continue
            sent[each.name] = typed if typed is not None and each.is_typed else each.value
        return sent


class Page(HTMLParser):
    """The parts of a page that tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._handle_field(tag, found)

    def _handle_field(self, tag: str, found: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "option" and self._select is not None:
            self._select.choices.append(found.get("value", ""))
            if "selected" in found or len(self._select.choices) == 1:
                self._select.value = found.get("value", "")
        if tag not in {"input", "select", "textarea", "button"} or not found.get("name"):
            return
        kind = {"select": "select", "textarea": "textarea"}.get(tag, found.get("type", "text"))
        new = Field(found["name"], kind, found.get("value", ""), checked="checked" in found)
        self._form.fields.append(new)
        self._select = new if tag == "select" else None
        self._area = new if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
