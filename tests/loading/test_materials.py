"""What generated questions are made of is read, and a file that contradicts itself is refused."""

import shutil
from pathlib import Path

import pytest

from lapel.loading.compiled import CATALOGUE_DIR, load_materials
from lapel.loading.materials import read_materials
from lapel.model.located import Problems


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    root = tmp_path / "catalog"
    shutil.copytree(CATALOGUE_DIR / "exams" / "materials", root / "exams" / "materials")
    return root


def refused(root: Path, name: str, text: str) -> str:
    with (root / "exams" / "materials" / f"{name}.yaml").open("a") as file:
        file.write(text)
    with pytest.raises(Problems) as caught:
        read_materials(root)
    return str(caught.value)


def test_the_compiled_copy_is_what_the_files_say() -> None:
    assert load_materials() == load_materials() == read_materials()


def test_a_term_that_its_parts_do_not_build_is_refused(catalogue: Path) -> None:
    said = refused(catalogue, "terms", "\ngastroitis: {parts: [gastr/o, -itis], meaning: nothing}\n")
    assert "expected parts that build 'gastroitis'" in said
    assert "'gastritis'" in said
    assert "terms.yaml:" in said


def test_a_dose_above_the_most_of_its_drug_is_refused(catalogue: Path) -> None:
    drug = (
        "{name: x, form: liquid, unit: mg, strengths: [1], doses: [1], by_weight: [{mg: 20, kg: [8, 40], most: 500}]}"
    )
    said = refused(catalogue, "drugs", f"\nx: {drug}\n")
    assert "expected doses of up to the 500 mg of 'most'" in said
    assert "800 mg at 40 kg" in said


def test_a_plural_of_another_ending_is_refused(catalogue: Path) -> None:
    said = refused(catalogue, "plurals", "\nos: {becomes: oi, words: [bursa]}\n")
    assert "expected words that end in 'os'" in said
