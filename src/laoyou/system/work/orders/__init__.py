"""Work orders (工单): one kind for all that has to be done, whatever it comes from, with its steps, evidence, price and
what it used. An order knows its source by name only; who asked hears of each step by an event.
"""
