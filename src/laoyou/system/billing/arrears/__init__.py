"""Arrears (欠费): how old what is open is, the reminder ladder (催缴), instalment plans and write-offs.

`rules` decide who is due for which step on a day; a job proposes a batch, a person releases it. Stands on the bills of
billing, whose tables it shares: its own are in `models`. Nothing here is ever public by home or by name, and nothing
threatens. Law: CIVIL-944.
"""
