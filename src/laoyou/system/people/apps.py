from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "laoyou.system.people"
    label = "people"
