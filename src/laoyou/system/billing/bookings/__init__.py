"""What homes order by choice (选择服务): a dated price list, an order with the agreed price, its bill when done.

A package in the package. Nobody is billed for what they did not ask for, nor at another price than they agreed to.
"""
