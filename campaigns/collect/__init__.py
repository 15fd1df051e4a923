"""Acts of entrants on their way in: files and lists of Weibo, by COPY, merged by id (P7)."""
