"""Arithmetic of the partner's own duties: how long data is kept, when an answer is due. Pure."""
