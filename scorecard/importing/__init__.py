"""Actuals from a file: read it, compare it with what is here, record what is new or different.

`workbook` and `themes.importing.reading` (a table of texts) → `layout`, `values` (what a cell says)
→ `plan` (reads the database, writes nothing: it is the preview as well) → `actions.record_actuals`.
`exporting` writes the same layout, so that what was exported can be imported.
"""
