"""Describes what matplotlib draws: figures by their data and as a picture, animations by frames."""

from __future__ import annotations

import hashlib
import itertools
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .snapshot import Encoder, Node

MAX_PIXELS = 50_000_000
MAX_FRAMES = 20


def describe_animation(encoder: Encoder, value: Any, animation: Any) -> Node | None:
    """Describe an animation that a notebook plays by its first frames; None for anything else."""
    if not isinstance(value, animation.Animation):
        return None
    matplotlib = sys.modules["matplotlib"]
    if matplotlib.rcParams["animation.html"] == "none":
        return None
    value._init_draw()
    frames = []
    for data in itertools.islice(value.new_saved_frame_seq(), MAX_FRAMES):
        value._draw_next_frame(data, blit=False)
        frames.append(encoder.encode([_axes(axes) for axes in value._fig.get_axes()]))
    node = encoder.numbered(value, {"k": "list", "t": "Animation", "n": len(frames)})
    node["items"] = frames
    return node


def describe_figure(encoder: Encoder, value: Any, artist: Any) -> Node | None:
    """Describe a figure, axes or another plot part by its data; None for anything else."""
    if not isinstance(value, artist.Artist):
        return None
    if hasattr(value, "get_axes") and hasattr(value, "add_subplot"):
        node = encoder.numbered(value, {"k": "figure", "t": "Figure"})
        title = value.get_suptitle() if hasattr(value, "get_suptitle") else ""
        node["items"] = [encoder.encode([title, [_axes(axes) for axes in value.get_axes()]])]
        node["picture"] = _picture(value)
        return node
    if hasattr(value, "get_xlabel") and hasattr(value, "get_lines"):
        node = encoder.numbered(value, {"k": "figure", "t": "Axes"})
        node["items"] = [encoder.encode(_axes(value))]
        return node
    node = encoder.numbered(value, {"k": "figure", "t": type(value).__name__})
    node["items"] = [encoder.encode(_artist(value))]
    return node


def _picture(figure: Any) -> str | None:
    """Return a digest of the drawn figure: it holds colours, sizes, limits, all that is no data.

    The figure draws itself without its canvas, so that no event of an animation is set off.
    """
    backend = sys.modules.get("matplotlib.backends.backend_agg")
    if backend is None or not hasattr(figure, "savefig"):
        return None
    width, height = (int(size) for size in figure.bbox.size)
    if not 0 < width * height <= MAX_PIXELS:
        return None
    renderer = backend.RendererAgg(width, height, figure.dpi)
    try:
        figure.draw(renderer)
    except Exception as error:  # what cannot be drawn fails alike in a kernel
        return f"cannot be drawn: {type(error).__name__}"
    return hashlib.sha256(renderer.buffer_rgba()).hexdigest()


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "labels": (axes.get_xlabel(), axes.get_ylabel()),
        "scales": (axes.get_xscale(), axes.get_yscale()),
        "lines": [_artist(line) for line in axes.get_lines()],
        "patches": [_artist(patch) for patch in axes.patches],
        "collections": [_artist(part) for part in axes.collections],
        "images": [_artist(image) for image in axes.get_images()],
        "texts": [text.get_text() for text in axes.texts],
        "ticks": [label.get_text() for label in axes.get_xticklabels() if label.get_text()]
        if getattr(axes.xaxis.get_major_formatter(), "seq", None)
        else [],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else None,
    }


def _artist(artist: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": type(artist).__name__}
    getters = ("get_xydata", "get_offsets", "get_array", "get_xy", "get_width", "get_height",
               "get_text", "get_data_3d")  # fmt: skip
    for getter in getters:
        read = getattr(artist, getter, None)
        if read is not None:
            try:
                found[getter[4:]] = read()
            except (TypeError, AttributeError, ValueError, RuntimeError):
                continue
    for name in ("theta1", "theta2", "r"):
        if hasattr(artist, name):
            found[name] = getattr(artist, name)
    return found
