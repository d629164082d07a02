"""What a page of the administration calls things: headings, columns, fields, filters."""

from html.parser import HTMLParser

NAMING = {"h1", "h2", "h3", "th", "label", "legend", "summary", "caption"}


class Labels(HTMLParser):
    """Collects them in their order. The first cell of a row and the heading that is the name of a
    row are no labels."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = ""
        self._head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "thead":
            self._head = True
        is_a_row = (tag == "th" and not self._head and "scope" not in given) or (
            tag == "h2" and not given.keys() & {"class", "id"}
        )
        if tag in NAMING and not is_a_row:
            self._open = tag
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._head = False
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] = " ".join([*self.found[-1].split(), *data.split()])


def labels(html: str) -> list[str]:
    """All that say anything, without the place of a column in the order of the list."""
    reader = Labels()
    reader.feed(html)
    reader.close()
    said = [label.removesuffix(":").lstrip("0123456789 ") for label in reader.found]
    return [label for label in said if any(sign.isalpha() for sign in label)]
