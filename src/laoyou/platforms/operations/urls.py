"""Addresses of the desk. A new page adds its line to the module of its screen group in `addresses`."""

from laoyou.platforms import converters  # noqa: F401 it makes <month:…> known
from laoyou.platforms.operations.addresses import (
    arrears,
    billing,
    books,
    desk,
    dispatch,
    endings,
    facilities,
    mandates,
    metered,
    payments,
    places,
    requests,
    surveys,
    talks,
    work,
)

app_name = "operations"
urlpatterns = [
    *desk.PATHS,
    *dispatch.PATHS,
    *places.PATHS,
    *mandates.PATHS,
    *books.PATHS,
    *payments.PATHS,
    *billing.PATHS,
    *metered.PATHS,
    *arrears.PATHS,
    *endings.PATHS,
    *requests.PATHS,
    *talks.PATHS,
    *work.PATHS,
    *facilities.PATHS,
    *surveys.PATHS,
]
