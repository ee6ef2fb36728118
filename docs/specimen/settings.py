"""One page with every component of the theme, for those who change its look: `make specimen LOOK=bulletin`."""

PLUGIN_PATHS = ["../../plugins"]
PLUGINS = ["colophon"]
PATH = "."
OUTPUT_PATH = "../../specimen"
THEME = "../../theme"
SITENAME = "Specimens"
SITESUBTITLE = "Every part of the theme on one page"
AUTHOR = "Worked Papers"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
SITEURL = ""
RELATIVE_URLS = True
ARTICLE_URL, ARTICLE_SAVE_AS = "{slug}/", "{slug}/index.html"
DIRECT_TEMPLATES = ["index"]
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
STATIC_PATHS = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
