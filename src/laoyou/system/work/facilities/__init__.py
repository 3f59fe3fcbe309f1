"""Facilities (设施) with certificates and QR labels, and inspections (巡检): plans, rounds, what was found wrong."""
