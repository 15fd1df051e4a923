"""Gateway to the Weibo open platform: text rules, typed answers, errors, client, budget. Knows no Django."""
