"""Checks executed notebooks: every cell has run without an error, and three lessons show what they are there to show.

usage: check_outputs.py FOLDER [LESSON...]    the lessons that must be there, such as 05; the six without
"""

import json
import re
import sys
from pathlib import Path


def printed(cell):
    """What a reader sees under a cell, as plain text."""
    parts = []
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        parts.append(text if isinstance(text, str) else "".join(text))
    return "".join(parts)


def check(file):
    notebook = json.loads(file.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    if not cells:
        yield "has no code"
    text = ""
    for number, cell in enumerate(cells, 1):
        text += printed(cell) + "\n"
        expects_error = "raises-exception" in cell.get("metadata", {}).get("tags", [])
        errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
        if errors and not expects_error:
            yield f"code cell {number} ended with {errors[0]['ename']}: {errors[0]['evalue']}"
        if cell["execution_count"] is None and "".join(cell["source"]).strip():
            yield f"code cell {number} did not run"
    lesson = file.name[:2]
    if lesson == "03" and not re.search(r"Worker process executing\..*Main process exiting\.", text, re.DOTALL):
        yield "the worker's line does not come before the main process's"
    if lesson == "05" and "[1, 4, 9, 16, 25]" not in text:
        yield "the squares are not there"
    if lesson == "06":
        four = [set(re.findall(r"Process ID: (\d+)", printed(cell))) for cell in cells]
        if not any(len(pids) == 4 for pids in four):
            yield f"no cell shows four different PIDs: {four}"


def main():
    files = sorted(Path(sys.argv[1]).glob("*.ipynb"))
    names = [file.name[:2] for file in files]
    expected = sys.argv[2:] or ["01", "02", "03", "04", "05", "06"]
    problems = [f"lesson {lesson} is missing" for lesson in expected if lesson not in names]
    for file in files:
        problems += [f"{file}: {problem}" for problem in check(file)]
    print("\n".join(problems) or f"{len(files)} notebooks in {sys.argv[1]} show what they should")
    sys.exit(1 if problems else 0)


main()
