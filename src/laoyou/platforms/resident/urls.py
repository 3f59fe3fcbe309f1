"""Addresses of the residents' platform. Each screen group adds one import and its lines."""

from django.urls import path

from laoyou.platforms.resident import offline, preferences, signing_in

app_name = "resident"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.code, name="code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("demo/outbox/", signing_in.outbox, name="outbox"),
    path("preferences/", preferences.choose, name="preferences"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
]
