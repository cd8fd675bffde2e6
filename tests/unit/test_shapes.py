"""What tells two pages apart before axe looks at them (tests/browser/shapes.py): what it lets pass, axe never sees."""

import pytest

from tests.browser.shapes import oddities, shape

SOUND = """<html><head><title>A page</title></head><body><nav aria-label="Main"><a href="/">Home</a></nav>
<main><h1>People</h1><h2>One</h2><form><label for="name">Name</label><input id="name" type="text">
<input type="hidden" name="token"><button type="submit">Save</button></form><img src="x" alt="A chart">
<table><caption>Rows</caption><tr><th scope="col">Name</th></tr></table></main></body></html>"""


def test_words_do_not_tell_pages_apart():
    assert shape(SOUND) == shape(SOUND.replace("People", "Posts").replace("One", "Two"))
    assert oddities(SOUND) == frozenset()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('<label for="name">Name</label>', ""),
        ('<label for="name">Name</label>', '<label for="other">Name</label>'),
        ("<h2>One</h2>", "<h4>One</h4>"),
        ("<h2>One</h2>", "<h2></h2>"),
        ('<a href="/">Home</a>', '<a href="/"></a>'),
        ('<a href="/">Home</a>', '<a href="/"><svg class="icon"></svg></a>'),
        ('<button type="submit">Save</button>', '<button type="submit"> </button>'),
        ("<title>A page</title>", "<title></title>"),
        ('alt="A chart"', ""),
        ("<main>", '<nav aria-label="Main"><a href="/">Again</a></nav><main>'),
        ('<img src="x"', '<img src="x" id="name"'),
        ('type="text"', 'type="text" aria-describedby="hint"'),
        ('<th scope="col">Name</th>', '<th scope="col"></th>'),
        ("<caption>Rows</caption>", "<caption></caption>"),
    ],
)
def test_what_axe_would_find_in_words_and_relations_is_an_oddity(was, becomes):
    page = SOUND.replace(was, becomes, 1)

    assert page != SOUND
    assert oddities(page)
    assert not shape(page) <= shape(SOUND)


@pytest.mark.parametrize("added", ['class="red"', 'role="alert"', 'tabindex="0"', 'aria-expanded="true"', "disabled"])
def test_how_an_element_looks_and_is_tells_it_apart(added):
    assert not shape(SOUND.replace("<button", f"<button {added}")) <= shape(SOUND)
