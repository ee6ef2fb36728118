"""What the deployed site adds: its address, absolute links, feeds."""

import sys

sys.path.append(".")

from pelicanconf import *  # noqa: F403

SITEURL = "https://worked-papers.example"  # put your own address here
RELATIVE_URLS = False
DRAFT_SAVE_AS = DRAFT_PAGE_SAVE_AS = ""  # drafts are in no published build

FEED_DOMAIN = SITEURL
FEED_ATOM, FEED_RSS = "feed.atom", "feed.rss"
TAG_FEED_ATOM, TAG_FEED_RSS = "tags/{slug}/feed.atom", "tags/{slug}/feed.rss"
COLOPHON_SERIES_FEED_ATOM, COLOPHON_SERIES_FEED_RSS = "series/{slug}/feed.atom", "series/{slug}/feed.rss"
COLOPHON_JSON_FEEDS = True  # feed.json beside each feed.atom
FEED_MAX_ITEMS = 20

COLOPHON_HOSTS = ("netlify", "nginx", "caddy")  # each host reads its own, docs/publishing.md
COLOPHON_KEEP_GOING = False  # a refused post keeps the old site
