"""The words of other tools: known, so that they are told from slips of the pen, but without effect here."""

from __future__ import annotations

IGNORED_KEYS = frozenset(
    """
    abstract-title badges branch callout-icon cap-location citation code-block-border-left code-fold code-line-numbers
    code-overflow code-summary code-tools comments copyright crossref csl css date-format df-print doi editor
    editor-options email-obfuscation engine execute exports fig-align fig-cap-location fig-format fig-height
    fig-responsive fig-width filters format format-links freeze from google-scholar hide hide-binder-badge
    hide-colab-badge hide-deepnote-badge hide-github-badge highlight-style html-math-method image-alt image-height
    image-width include-after-body include-before-body include-in-header jupyter jupytext kernelspec keywords
    knitr layout lightbox link-citations linkcolor listing mainfont math metadata-files monofont nb-path nocite
    notebook-links number-depth number-sections order other-links page-layout params permalink prefer-html project
    reference-location resources search search-exclude shift-heading-level-by sidebar sticky-rank subject
    tbl-cap-location tbl-colwidths theme thumbnail title-block-banner title-block-style title-prefix toc toc-depth
    toc-expand toc-location toc-title twitter-card open-graph use-math venue website
    """.split()  # noqa: SIM905  # words read better than a list of quoted words
)
"""Keys of front matter that Quarto, Jupytext, MyST and fastpages read and that a site decides elsewhere."""

UNSUPPORTED_OPTIONS = frozenset(
    """
    autodep cache cache-comments cache-globals cache-lazy cache-rebuild cache-vars cap-location class-output classes
    code-block-bg code-block-border-left code-overflow collapse column comment crop dependson dev
    export external fig-align fig-asp fig-cap-location fig-column fig-dpi fig-env fig-format fig-height fig-keep
    fig-link fig-ncol fig-nrow fig-ext fig-pos fig-process fig-responsive fig-scap fig-sep fig-show fig-subcap
    fig-width file filename html-table-processing id interval layout layout-align layout-ncol layout-nrow
    layout-valign lst-cap lst-label message opts-label order out-extra out-height out-width output-location panel
    prompt purl ref-label renderings results split strip-white tags tbl-cap-location tbl-column tbl-colwidths
    tbl-subcap tidy tidy-opts title
    """.split()  # noqa: SIM905
)
"""Cell options of Quarto and knitr."""
