"""Symbols differ from one another, and text from its ground."""

from charting import drawn, luminance, real_charts, texts

from analysis.record.speakers import BODIES
from analysis.report import charts


def test_every_body_of_the_record_has_a_shape_of_its_own():
    shapes = [charts.SHAPES[body] for body in dict.fromkeys(BODIES.values())]
    assert len({shape.marker for shape in [*shapes, charts.SEVERAL]}) == len(shapes) + 1


def test_text_has_enough_contrast_on_white(plates):
    for form, rows, options in real_charts().values():
        drawn(form, rows, **options)
    colours = {text.get_color() for plate in plates for text in texts(plate)}
    assert {colour for colour in colours if 1.05 / (luminance(colour) + 0.05) < 4.5} == set()
    assert {plate.get_facecolor() for plate in plates} == {(1, 1, 1, 1)}
