"""What `script/bench dispatch` is made of: the endpoint that counts, our own processes, the peers, the figures."""
