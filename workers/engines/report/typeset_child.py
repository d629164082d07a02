"""Typeset one document: ``python -I typeset_child.py DATA OUT``, in a process of its own.

typst keeps what it has laid out for the next time, some 100 KB a row, and there is none here.
Writes OUT/body.pdf and OUT/cover.png; says each as a line of JSON when it is done.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import typst

HERE = Path(__file__).parent
COVER_PPI = 110


def main(data: Path, out: Path) -> None:
    text = data.read_text(encoding="utf-8")
    made = datetime.fromisoformat(json.loads(text)["made_at"])
    compiler = typst.Compiler(
        str(HERE / "template" / "report.typ"),
        root=str(HERE / "template"),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
    )
    pages = compiler.compile(format="png", ppi=COVER_PPI, sys_inputs={"data": text, "cover": "1"})
    cover = pages[0] if isinstance(pages, list) else pages
    (out / "cover.png").write_bytes(cover or b"")
    say(cover=True)
    compiler.compile(
        output=str(out / "body.pdf"),
        sys_inputs={"data": text},
        pdf_standards=["ua-1"],
        timestamp=made.replace(microsecond=0),
    )
    say(body=True)


def say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
