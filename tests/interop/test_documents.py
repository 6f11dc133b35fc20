"""What needs no server: controls, AWS's models, and every document against other people's validators."""
import pytest

import cases
import documents
import control_authoring
import models
import numbers_everywhere
import page
import pdf_second
import reproducible
import sarif


@pytest.fixture(scope="module")
def made():
    """The bundle of the demo, and how the run ended."""
    return reproducible.demo()


@pytest.fixture(scope="module")
def demo(made):
    return made[0]


@pytest.fixture(scope="module")
def matrix(demo):
    return documents.written_matrix(demo, "demo")


@pytest.fixture(scope="module")
def reviews():
    return {example: documents.reviewed(example) for example in documents.REVIEWS}


def test_the_cases_of_the_controls():
    control_authoring.cases()


def test_a_misspelt_fact():
    control_authoring.misspelt()


@pytest.mark.parametrize("name", cases.EXPECTED)
def test_a_case_of_strangers(name):
    cases.judged(name)


def test_permissions_are_reads():
    models.permitted()


@pytest.mark.parametrize("path", models.RECORDINGS, ids=lambda path: path.parent.parent.name)
def test_a_recording_by_the_models(path):
    models.recording(path)


def test_recorded_operations():
    models.operations()


@pytest.mark.parametrize("name", models.DECLARED)
def test_declared_operations(name):
    models.as_modelled(name)


def test_what_no_model_has_is_found():
    models.noticed()


def test_the_demo_twice(made):
    reproducible.same_bytes(*made)


def test_an_unroutable_endpoint():
    reproducible.unroutable()


def test_attestation(demo):
    documents.attestation(demo, "demo")
    documents.as_part_two("demo attestation", demo / "data/reports/attestation.pdf")


def test_matrix(demo, matrix):
    documents.matrix(demo, "demo", *matrix)


@pytest.mark.parametrize("example", documents.REVIEWS)
def test_review(reviews, example):
    documents.review(example, *reviews[example])


def test_pages_in_a_browser(demo, matrix, reviews):
    page.in_browser(demo, [stem.with_suffix(".html") for stem, _ in (matrix, *reviews.values())])


@pytest.mark.parametrize("name", ["attestation", "matrix"])
def test_pdf_of_the_demo(demo, name):
    pdf_second.judged(name, demo / "data/reports" / name)


@pytest.mark.parametrize("example", documents.REVIEWS)
def test_pdf_of_a_review(reviews, example):
    pdf_second.judged(example, reviews[example][0])


def test_pdf_of_300_pages(demo):
    pdf_second.large(demo)


def test_broken_pdfs_are_found_out(reviews):
    pdf_second.broken(reviews["go-live-go"][0].with_suffix(".pdf"))


def test_hostile_names_in_a_pdf(demo):
    pdf_second.hostile_names(demo)


def test_the_same_numbers_everywhere(demo):
    numbers_everywhere.of_bundle(demo)


def test_sarif(demo):
    sarif.of_bundle(demo)


def test_hostile_names_in_tables():
    numbers_everywhere.hostile()
