"""What street offices and the bureau see: estates by state, mandates that run out, collection rates, publications due
and made. Reads the other packages' figures; owns no table and changes nothing.
"""
