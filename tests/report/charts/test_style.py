"""Text differs from its ground."""

from charting import drawn, luminance, real_charts, texts


def test_text_has_enough_contrast_on_white(plates):
    for form, rows, options in real_charts().values():
        drawn(form, rows, **options)
    colours = {text.get_color() for plate in plates for text in texts(plate)}
    assert {colour for colour in colours if 1.05 / (luminance(colour) + 0.05) < 4.5} == set()
    assert {plate.get_facecolor() for plate in plates} == {(1, 1, 1, 1)}
