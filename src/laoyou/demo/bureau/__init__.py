"""The stand-in tax bureau: a process of its own, with its own store, that issues invoices which are worth nothing.

It takes what is signed with the shared secret, issues after a delay, refuses a wrong title, makes one invoice per
number however often it is asked, and red letters. With `--faults` tests let it be down, or lose an answer.

    python -m laoyou.demo.bureau --port 8060

Without arguments it works under `LAOYOU_HOME`. It writes a made-up seller's keys, and its own address, into
`LAOYOU_HOME/keys/einvoice`, and never touches real ones that lie there.
"""
