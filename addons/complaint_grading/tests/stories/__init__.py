from . import (
    test_bank_consumer_protection,
    test_property_developer,
    test_property_service,
    test_rating_agency,
    test_rental_discipline,
)
