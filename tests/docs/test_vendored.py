"""The list of vendored files is the folder, byte for byte."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "web" / "static" / "vendor"
ROW = re.compile(r"^\| .+ \| `([\w./-]+)` \| (?:MIT|OFL-1\.1) \| `([0-9a-f]{16})` \|$", re.M)


def test_every_vendored_file_is_listed_with_its_hash_and_has_its_licence_beside_it() -> None:
    listed = dict(ROW.findall((ROOT / "docs" / "decisions" / "0006-charts.md").read_text("utf-8")))
    files = {one for one in VENDOR.rglob("*") if one.is_file()}
    licences = {one for one in files if one.name == "LICENSE"}
    found = {
        str(one.relative_to(VENDOR)): hashlib.sha256(one.read_bytes()).hexdigest()[:16]
        for one in files - licences
    }
    assert listed == found
    assert {one.parent for one in files} == {one.parent for one in licences}
