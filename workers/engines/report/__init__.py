"""The report engines: what turns the sales of a month into files that people keep.

Plain functions and generators; no web framework, no queue, no database. Money is whole centavos,
text is Mexican Spanish, times are local. The order of a job, each step testable alone::

    month       which month, and from when to when     Month, Span, or BadMonth with a code
    figures     what was sold                          Sales: sums, by day, product, channel, region
    document    what the report says of it             plain values, every word and number made
    typeset     the pages, and the picture of the first    typst in a limited process
    appendix    a long list of orders, page by page    ReportLab; a short one is typeset
    join        one PDF
    sheet, table    the same orders as XLSX and CSV
"""
