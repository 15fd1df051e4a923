"""Readers of the files of weibo-search, weibo-crawler, WeiboSpider and MediaCrawler (rule M2).

Pure Python without Django. ``read_file`` streams rows and refusals and never raises on what a file holds.
"""

from monitoring.readers.reading import Reading, read_file
from monitoring.readers.rows import REASONS, Kind, Refusal, Row, Source

__all__ = ["REASONS", "Kind", "Reading", "Refusal", "Row", "Source", "read_file"]
