"""The part of Anneal that works inside the user's kernel.

It answers questions about the namespace (which models are there, which types, which versions) and,
when a person asks for it, exports one model to ONNX together with inputs and outputs to compare
against.

It needs the standard library only. The modules of this folder are joined into one text
(``src/dev/genCompanion.ts``), sent to the kernel and executed in a module object of its own
(``sys.modules["_anneal_companion"]``), so nothing has to be installed and the user's namespace
stays as it is. Queries import nothing: they look at modules that the notebook has already
imported. The export imports ``onnx``, ``onnxscript``, ``skl2onnx`` or ``onnxmltools`` and, when it
is there, ``onnxruntime``. It leaves nothing behind: attributes, training flags, buffers, random
states, hooks and warning filters are restored in every case.

Because the modules share one namespace when they are joined, a name at the top of a module is used
once only, and the modules import each other by ``from .module import name`` only.
"""

from .answers import call, list_models
from .base import Refusal
from .cases import write_export
from .export import export_model

__all__ = ["Refusal", "call", "export_model", "list_models", "write_export"]
