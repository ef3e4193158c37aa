"""Contributions and votes from elsewhere: read a file, compare, store what is new.

`reading` → `statements`, `votes` (pure: no database) → `plan` (reads) → `storing` (writes, through
the actions). The command `import_contributions` is their only caller.
"""
