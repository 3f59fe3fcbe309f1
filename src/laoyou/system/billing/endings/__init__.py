"""Endings (委托终止结算): what homes paid for days that are not served any more goes back to them.

When a mandate ends, bills for the days after get credit notes, what then stands as credit pays what is still open, and
the rest goes back: by the channel it came by, at the desk, or on to the next company where the owner says so. Two
people agree on the whole list; a job does home by home. Law: 法释〔2009〕8号 art. 3.
"""
