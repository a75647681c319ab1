"""Bringing in what a CRM holds: files are recognised, read, tried, and loaded set by set.

From bottom to top:

- `text`, `readers`, `files`: bytes to rows of text, in constant memory;
- `headers`, `stages`, `values`, `reasons`: what columns and cells mean, and what is said about them;
- `writing`, `books`, `chunks`, `settling`: a block of rows against the database in a few statements;
- one module a kind: `people`, `products`, `accounts`, `contacts`, `opportunities`, `contracts`, `revenue`;
- `running` drives a run file by file and block by block, `runs` is what views and commands call.
"""
