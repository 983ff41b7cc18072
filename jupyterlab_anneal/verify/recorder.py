"""Collects what each cell or step shows: printed text, displayed values, figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .snapshot import Encoder, library

MAX_STREAM = 4_000_000
MAX_DISPLAY_TEXT = 20_000
MAX_DISPLAYS = 500
_NOWHERE = ""


@dataclass
class Shown:
    """What one cell or step showed."""

    stdout: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)
    displays: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0
    cut: bool = False

    def plain(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "stdout": "".join(self.stdout),
            "stderr": "".join(self.stderr),
            "displays": self.displays,
            "figures": self.figures,
            "cut": self.cut,
        }


class Recorder:
    """Files everything shown under the current place: a cell, or a step of the package."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._shown: dict[str, Shown] = {}
        self._places: list[str] = ["start"]
        self._order = 0
        self._seen_figures: dict[int, str | None] = {}

    def enter(self, place: str) -> None:
        """Make `place` current."""
        self._places.append(place)

    def leave(self, place: str) -> None:
        """Return to the place before; steps that run side by side may leave in any order."""
        for position in range(len(self._places) - 1, 0, -1):
            if self._places[position] == place:
                del self._places[position]
                return

    def at(self, place: str | None = None) -> Shown:
        """Return the record of a place, the current one when none is named."""
        return self._shown.setdefault(place or self._places[-1], Shown())

    def stream(self, name: str, text: str) -> None:
        """Record printed text."""
        shown = self.at()
        if shown.size > MAX_STREAM:
            shown.cut = True
            return
        shown.size += len(text)
        (shown.stdout if name == "stdout" else shown.stderr).append(text)

    def display(self, value: Any, place: str | None = None) -> None:
        """Record a displayed value; a figure is recorded as its data, other artists not at all."""
        if value is None or _is_artists(value):
            return
        self._order += 1
        shown = self.at(place)
        if len(shown.displays) + len(shown.figures) >= MAX_DISPLAYS:
            shown.cut = True
            return
        entry = {"order": self._order, "node": self._encoder.variable(value)}
        if _is_figure(value):
            if not self._is_shown_again(value, place):
                shown.figures.append(entry)
            return
        shown.displays.append({**entry, "text": text_of(value)})

    def _is_shown_again(self, figure: Any, place: str | None) -> bool:
        """Tell whether a figure was shown already, in this cell as far as both places are known."""
        before = self._seen_figures.get(id(figure), _NOWHERE)
        if before != _NOWHERE and (place in (before, None) or before is None):
            return True
        self._seen_figures[id(figure)] = place
        return False

    def flush_figures(self, place: str | None = None) -> None:
        """Record the open figures and close them, as a notebook does after each cell."""
        pyplot = library("matplotlib.pyplot")
        if pyplot is None or not hasattr(pyplot, "get_fignums"):
            return
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            if figure.get_axes():
                self.display(figure, place)
        pyplot.close("all")
        self._seen_figures.clear()

    def plain(self) -> dict[str, Any]:
        """Return all records as JSON data, by place."""
        return {place: shown.plain() for place, shown in self._shown.items()}


def text_of(value: Any) -> str:
    """Return the text a notebook would show for a value, cut to a bounded length.

    This is the one place that lets the value's own class write text: the notebook did the same.
    """
    try:
        from IPython.lib.pretty import pretty

        text = str(pretty(value))  # type: ignore[no-untyped-call]
    except ImportError:
        text = repr(value)
    except Exception as error:  # a class whose own repr fails shows that failure in a notebook
        text = f"<{type(error).__name__} while showing it>"
    return text[:MAX_DISPLAY_TEXT]


def _is_figure(value: Any) -> bool:
    module = library("matplotlib.figure")
    return module is not None and isinstance(value, module.FigureBase)


def _is_artists(value: Any) -> bool:
    """Tell whether a value is plot parts, which a cell shows only because of its last line."""
    module = library("matplotlib.artist")
    if module is None:
        return False
    if isinstance(value, module.Artist):
        return not _is_figure(value)
    if isinstance(value, (list, tuple)) and value:
        return any(_is_artists(part) or _is_figure(part) for part in list(value)[:4])
    numpy = library("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray) and value.dtype == object:
        return any(_is_artists(part) for part in value.ravel()[:4].tolist())
    return False
