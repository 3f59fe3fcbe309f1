"""Addresses of the desk. Each screen group adds one import and its lines."""

from django.urls import path

from laoyou.platforms.operations import account, search, shell, sign_in

app_name = "operations"
urlpatterns = [
    path("", shell.home, name="home"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("account", account.account, name="account"),
    path("language", shell.set_language, name="set_language"),
    path("setup", shell.setup, name="setup"),
    path("switch", shell.estate_choices, name="estate_choices"),
    path("search", search.search, name="search"),
    path("estates/<int:estate_id>/work/<int:work_id>", shell.work_progress, name="work_progress"),
]
