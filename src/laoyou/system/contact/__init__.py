"""Talking with the service desk: conversations (会话) of residents and seats (坐席), their messages, queue and shifts.

Telephone calls and visits at the counter are written down here too. What a talk is about, a bill or a request, stands
beside it on the page, put there by the platforms: this package knows neither.
"""
