"""One country of the package `holidays` by itself is the same as by the package's own door."""

import subprocess
import sys

import pytest

from complaint_kernel.worktime.holiday_package import country_codes, holidays_of

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


def test_an_unknown_country_is_refused():
    assert "CN" in country_codes()
    with pytest.raises(NotImplementedError):
        holidays_of("XX")
