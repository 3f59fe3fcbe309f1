"""Addresses of the service desk: the inbox over all estates, one request, intake."""

from django.urls import path

from laoyou.platforms.operations.requests import inbox, intake, keys, one, promises

PATHS = [
    path("requests", inbox.requests, name="requests"),
    path("requests.xlsx", inbox.requests_export, name="requests_export"),
    path("requests/take", inbox.take_requests, name="take_requests"),
    path("requests/dangers", inbox.dangers, name="dangers"),
    path("requests/keys", keys.api_keys, name="api_keys"),
    path("requests/keys.xlsx", keys.api_keys_export, name="api_keys_export"),
    path("requests/keys/<int:key_id>/end", keys.end_api_key, name="end_api_key"),
    path("estates/<int:estate_id>/promises", promises.promises, name="promises"),
    path("requests/new", intake.take_in, name="take_in"),
    path("requests/suggestion", intake.suggest_intake, name="suggest_intake"),
    path("estates/<int:estate_id>/requests/<int:request_id>", one.request_page, name="request"),
    path("estates/<int:estate_id>/requests/<int:request_id>/act", one.request_act, name="request_act"),
    path("estates/<int:estate_id>/requests/<int:request_id>/number", one.request_number, name="request_number"),
    path(
        "estates/<int:estate_id>/requests/<int:request_id>/files/<int:file_id>", one.request_file, name="request_file"
    ),
]
