"""One PDF from the typeset pages and the drawn ones."""

from pathlib import Path

import pikepdf

PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


def pages_of(path: Path) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def join(body: Path, appendix: Path | None, target: Path) -> int:
    """Write ``target``, small and ready to be shown while it still loads; its number of pages.

    With a drawn appendix it is no PDF/UA any more, and does not say so: the pages of the body keep
    their tags, those of the appendix have none.
    """
    with pikepdf.open(body) as pdf:
        if appendix is not None:
            with pikepdf.open(appendix) as more:
                first = len(pdf.pages)
                pdf.pages.extend(more.pages)
                with pdf.open_outline() as outline:
                    title = str(more.docinfo.get("/Title", "Anexo"))
                    outline.root.append(pikepdf.OutlineItem(title, first))
            with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
                about.pop(PDF_UA, None)
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=True,
        )
        return len(pdf.pages)
