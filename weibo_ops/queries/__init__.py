"""Reads for the pages of the whole, over the models of all apps."""
