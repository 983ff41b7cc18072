"""Compare what Anneal and other exporters make of the same notebooks.

Usage: ``python src/dev/peers/peers.py PATH... --work DIR [--python EXE] [--tool NAME=VENV ...]``

The notebooks run without a network, each in a copy of its folder with the data that lie there; each
is run twice with the same generator state, and only what both runs agree on counts. `--python` is
the environment with their libraries, in which the results run too; IPython must be there. A tool is
left out unless the environment that holds it is named; ``anneal`` is this checkout, after
``npm run build:cli``. DIR must not exist; the results stay there. Prints a table in Markdown and
why each failure is one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import convert

HERE = Path(__file__).parent


def notebooks_below(paths: list[Path]) -> list[Path]:
    """Return the files that are named, and the notebooks in the folders that are named."""
    return [
        found
        for path in paths
        for found in (sorted(path.rglob("*.ipynb")) if path.is_dir() else [path])
    ]


def run_all(
    kind: str, paths: list[tuple[convert.Study, Path]], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """Run results of one kind, in order."""
    jobs = [
        {"kind": kind, "path": str(path), "notebook": str(study.source), "limit": options.limit}
        for study, path in paths
    ]
    found = [
        str(p) for venv in options.tools.values() for p in venv.glob("lib/python*/site-packages")
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PEERS_PATH": os.pathsep.join(found)}
    command = [options.python, str(HERE / "run_results.py")]

    def part(start: int) -> list[dict[str, Any]]:
        done = subprocess.run(
            command,
            input=json.dumps(jobs[start :: options.jobs]),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=environment,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    with ThreadPoolExecutor(options.jobs) as pool:
        parts = list(pool.map(part, range(options.jobs)))
    return [parts[i % options.jobs][i // options.jobs] for i in range(len(jobs))]


def reference_of(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any] | None:
    """Keep what two runs of a notebook agree on; None when one of them failed."""
    if first["error"] or second["error"]:
        return None
    return {
        "printed": first["printed"] if first["printed"] == second["printed"] != "" else None,
        "shown": first["shown"] if first["shown"] == second["shown"] != [] else None,
        "values": {n: d for n, d in first["values"].items() if second["values"].get(n) == d},
    }


def judge(reference: dict[str, Any], result: dict[str, Any] | None) -> dict[str, Any]:
    """Compare one result with its notebook."""
    ran = result is not None and result["error"] is None
    wrong = [
        name
        for name, wanted in reference["values"].items()
        if result is None or not set(wanted) & set(result["values"].get(name, []))
    ]
    printed = ran and reference["printed"] in (None, result["printed"])
    shown = ran and reference["shown"] in (None, result["shown"])
    comparable = reference["printed"] is not None or bool(reference["values"])
    why = (
        "refused"
        if result is None
        else result["error"] or ("" if printed else "prints something else")
    )
    return {
        "converts": result is not None,
        "runs": ran,
        "printed": printed,
        "shown": shown,
        "values": ran and not wrong,
        "end": comparable and printed and ran and not wrong,
        "why": why or (f"other or no value: {', '.join(wrong[:5])}" if wrong else ""),
    }


def row(name: str, references: list[dict[str, Any]], verdicts: list[dict[str, Any]]) -> str:
    """Return the line of one tool; each number is out of those with such a thing to compare."""
    pairs = list(zip(references, verdicts, strict=True))

    def share(key: str, has: str | None) -> str:
        some = [v for r, v in pairs if has is None or r[has]]
        return f"{sum(v[key] for v in some)} / {len(some)}"

    end = [v for r, v in pairs if r["printed"] is not None or r["values"]]
    cells = [
        share("converts", None),
        share("runs", None),
        share("printed", "printed"),
        share("values", "values"),
        share("shown", "shown"),
        f"**{sum(v['end'] for v in end)} / {len(end)}**",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable, help="runs notebooks and results")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=VENV")
    parser.add_argument("--limit", type=int, default=120, help="seconds for each run")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options = parser.parse_args()
    options.tools = {n: Path(p).absolute() for n, p in (t.split("=", 1) for t in options.tool)}
    os.environ["ANNEAL_PYTHON"] = options.python
    work = options.work.absolute()
    (work / "notebooks").mkdir(parents=True)
    studies = []
    for number, source in enumerate(notebooks_below(options.paths)):
        copy = work / "notebooks" / f"study_{number:03}.ipynb"
        shutil.copy(source, copy)
        studies.append(convert.Study(source.absolute(), copy))
    runs = [run_all("notebook", [(s, s.copy) for s in studies], options) for _ in range(2)]
    kept = [(s, r) for s, a, b in zip(studies, *runs, strict=True) if (r := reference_of(a, b))]
    references = [r for _, r in kept]
    print(f"{len(studies)} notebooks, {len(kept)} run twice without an error.\n")
    heads = (
        "converts",
        "runs",
        "same print",
        "same variables",
        "same shown results",
        "**end to end**",
    )
    print(f"| exporter | {' | '.join(heads)} |")
    print("|---|--:|--:|--:|--:|--:|--:|", flush=True)
    failures = []
    for name, (tool, make, find, kind) in convert.ROWS.items():
        if tool != "anneal" and tool not in options.tools:
            continue
        out = work / tool
        if not out.exists():
            out.mkdir()
            make(options.tools.get(tool, Path()) / "bin", [s for s, _ in kept], out)
        places = [(s, find(out, s.name)) for s, _ in kept]
        results = iter(run_all(kind, [(s, p) for s, p in places if p], options))
        verdicts = [
            judge(r, next(results) if p else None)
            for (_, p), r in zip(places, references, strict=True)
        ]
        print(row(name, references, verdicts), flush=True)
        failures += [
            f"{name}: {s.name} ({s.source.name}): {v['why']}"
            for (s, _), v in zip(kept, verdicts, strict=True)
            if v["why"]
        ]
    print("\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
