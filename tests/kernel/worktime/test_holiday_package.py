"""One country of the package `holidays` by itself is the same as by the package's own door."""

import subprocess
import sys
from datetime import date

import pytest

from complaint_kernel.worktime.holiday_package import country_codes, holidays_of
from complaint_kernel.worktime.rules import holiday_names

ALONE = """
import sys
from complaint_kernel.worktime.holiday_package import holidays_of
made = holidays_of(sys.argv[1])
assert "holidays.countries" not in sys.modules, "the other countries were read too"
found = made(years=range(2020, 2030), language=sys.argv[2] or None)
import holidays
usual = holidays.country_holidays(sys.argv[1], years=range(2020, 2030), language=sys.argv[2] or None)
assert "holidays.countries" in sys.modules
assert dict(found) == dict(usual) and found.weekend_workdays == usual.weekend_workdays
assert list(made.subdivisions) == list(usual.subdivisions)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("country", "language"), [("CN", "zh_CN"), ("CN", "en_US"), ("DE", "de"), ("JPN", "")])
def test_a_country_by_itself_is_the_country_that_the_package_gives(country, language):
    ran = subprocess.run([sys.executable, "-c", ALONE, country, language], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


QUICKLY = """
import sys
from complaint_kernel.worktime.holiday_package import holidays_of
assert [holidays_of(code).country for code in ("CN", "DEU", "Germany")] == ["CN", "DE", "DE"]
assert holidays_of("CN") is holidays_of("CN")
assert "holidays.countries" not in sys.modules, "the other countries were read too"
"""


def test_no_other_country_is_read():
    ran = subprocess.run([sys.executable, "-c", QUICKLY], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_an_unknown_country_is_refused():
    assert "CN" in country_codes()
    with pytest.raises(NotImplementedError):
        holidays_of("XX")


def test_names_of_holidays_are_told_in_a_language_of_the_same_family_or_not_at_all():
    new_year = date(2026, 1, 1).toordinal()
    names = [holiday_names("DE", None, 2026, lang).get(new_year) for lang in ("en_GB", "de_AT", "de", "zh_CN")]
    assert names == ["New Year's Day", "Neujahr", "Neujahr", None]
