"""How much of one output a page carries; what is beyond is cut, with a notice on the page and a Problem."""

from __future__ import annotations

TEXT_CHARACTERS = 1_000_000
"""Of a stream, a text, a traceback or an HTML output."""
SEQUENCED_CHARACTERS = 500_000
"""Of a text with terminal sequences before they are played: a microsecond and 70 bytes of memory a character."""
MARKDOWN_CHARACTERS = 200_000
"""Of a Markdown or LaTeX output: a second of parsing."""
JSON_NODES = 2_000
JSON_DEPTH = 12
JSON_ENTRIES = 200
"""Of one list or object."""
JSON_TEXT_CHARACTERS = 2_000
"""Of one text inside a JSON value."""
TABLE_CELLS = 20_000
"""Of a table, up to which its columns are looked at to align numbers."""
TABLE_ROWS = 100
"""Of a table, up to which it is shown whole; of a longer one the first are, with a link to all as CSV."""
TABLE_ROWS_SHOWN = 50
CHART_CHARACTERS = 20_000_000
"""Of a chart's data, or of HTML with scripts: what a reader loads only when it is scrolled to."""
INLINE_SCRIPT_CHARACTERS = 20_000
"""Of a script inside an output, beyond which it becomes a file that other outputs may share."""
NARROW_COLUMNS = 20
"""Characters a line that no screen is too narrow for; a wider text gets a box that scrolls and a tab stop."""
