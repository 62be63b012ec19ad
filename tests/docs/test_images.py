"""The pictures in the documents are there, small, and those that the script takes."""

import io
import re

import pytest
from PIL import Image

from docs.guide_shots import DESK, PHONE
from docs.screenshots import IMAGES, MOST_BYTES, SHOTS, reduced
from tests.conftest import ROOT

NAMED = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_picture_that_a_document_names_is_there() -> None:
    for document in PAGES:
        for target in NAMED.findall(document.read_text("utf-8")):
            assert "://" not in target, f"{document.name} fetches {target} from elsewhere"
            assert (document.parent / target).is_file(), f"{document.name} names {target}"


def test_the_pictures_are_those_that_the_script_takes() -> None:
    names = [shot.name for shot in SHOTS]
    assert sorted(names) == sorted(str(path.relative_to(IMAGES)) for path in IMAGES.rglob("*.png"))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_is_small_and_as_large_as_its_screen(shot) -> None:  # type: ignore[no-untyped-def]
    data = (IMAGES / shot.name).read_bytes()
    assert len(data) <= MOST_BYTES
    with Image.open(io.BytesIO(data)) as image:
        times = 2 if shot.size == PHONE else 1
        assert image.format == "PNG" and image.size == tuple(times * side for side in shot.size)


def test_a_picture_is_reduced_until_it_is_small_and_no_further() -> None:
    out = io.BytesIO()
    Image.radial_gradient("L").resize(DESK).convert("RGB").save(out, "PNG")
    with Image.open(io.BytesIO(reduced(out.getvalue()))) as image:
        assert image.size == DESK and image.getcolors(256) is not None


def test_what_cannot_be_small_is_refused() -> None:
    out = io.BytesIO()
    Image.effect_noise((2600, 2000), 90).convert("RGB").save(out, "PNG")
    with pytest.raises(ValueError, match="does not fit"):
        reduced(out.getvalue())
