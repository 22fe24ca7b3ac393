"""Labels that find no room are told elsewhere."""

from charting import drawn, entry, lines

from analysis.quantities.bounds import Bound
from analysis.report.charts import ledger


def test_a_label_without_room_is_told_below():
    crowd = [entry(Bound.of("exact", 1_000_000 + n), "2018-03-01") for n in range(40)]
    said = " ".join(lines(drawn(ledger, crowd)))
    assert all(row.words() in said for row in crowd)
    assert "Not labelled: " in said
