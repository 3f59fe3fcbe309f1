"""Requests (诉求): what residents report, complain of, ask or need, and the promise that each gets an answer.

Owns the request with its clocks, its timeline and its files, the service levels, escalation, the asker's word and the
follow-up. Work orders are the neighbouring room's: a request asks for them and hears of them by event.
"""
