"""The settings of Worked Papers; each differs from Pelican's default for the reason beside it."""

from colophon.site import Press

PELICAN_CLASS = Press  # built beside the old site, which stands until the new one is complete
PLUGIN_PATHS = ["plugins"]  # the plugin is developed here and the blog is its first user
PLUGINS = ["colophon"]  # listed, else every installed plugin is loaded
PATH = "notebooks"  # one post is one notebook
OUTPUT_PATH = "output"  # kept out of version control
CACHE_PATH = ".cache"  # can be deleted at any time
THEME = "theme"  # ours

SITENAME = "Worked Papers"
SITESUBTITLE = "Systems from the literature, built small, run, and held against their published figures"
AUTHOR = "Worked Papers"  # the posts are signed by the site
TIMEZONE = "UTC"  # dates are days, not hours
LOCALE = ["C"]  # the same pages on every machine
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%-d %B %Y"  # 1 November 2026

SITEURL = ""  # the deployed address is in publishconf.py
RELATIVE_URLS = True  # the output can be read from any folder
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"  # addresses without a file ending
DRAFT_URL, DRAFT_SAVE_AS = "drafts/{slug}/", "drafts/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archive/", "archive/index.html"
CATEGORY_SAVE_AS = CATEGORIES_SAVE_AS = ""  # series and tags do this work
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ""  # there is one author
DIRECT_TEMPLATES = ["index", "tags", "archives", "404"]
DEFAULT_PAGINATION = 10
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
STATIC_PATHS = []  # only files that a post links to are published
DISPLAY_PAGES_ON_MENU = True

# feeds need an absolute address: publishconf.py switches them on
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

COLOPHON_START_HERE = {  # the doors for three kinds of readers
    "backend-attention": "For engineers who think in queues and caches: what a Transformer costs, in those terms.",
    "dynamo": "For those who run a replicated store: three hundred histories held against one rule of thumb.",
    "agent-observability": "For those on call for an agent: nine faults, and which question to its traces finds each.",
}
COLOPHON_LICENSE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
COLOPHON_FEED_AUTHORITY = "worked-papers.example"  # part of every feed id: never changes, even when the host does
