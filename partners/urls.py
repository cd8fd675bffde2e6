"""Addresses of the partners app, below /p/<partner>/."""

urlpatterns: list[object] = []
