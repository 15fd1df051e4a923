"""From a claimed slot to an answer of Weibo: what is sent, the last look, the sender, reading back."""
