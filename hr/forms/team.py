"""Filters of a manager's pages."""

from hr.forms.lists import FilterForm, choice, search


class TeamPostsFilter(FilterForm):
    """Filters of posts."""

    q = search("Post, role or unit")
    only = choice("Which", [("vacant", "With somebody missing")])
