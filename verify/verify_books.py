#!/usr/bin/env python3
"""Check a month of an estate's published books, on any computer, offline: python3 verify_books.py FILE [KEY]

KEY is the public key that you wrote down earlier (from the notice board, say); without it the file's own is used.
Needs nothing but Python. Exit code 0: the books are sound. 1: they are not, and the line printed says where.
"""
import base64, hashlib, json, sys
from datetime import datetime, timedelta, timezone

sha256 = lambda data: hashlib.sha256(data).digest()
def must(holds, words):
    if not holds: raise ValueError(words)

# --- Ed25519 signatures, as RFC 8032 section 6 has them: slow, short, and in the open.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P
def times(number, point):
    total = (0, 1, 1, 0)
    while number: total, point, number = add(total, point) if number & 1 else total, add(point, point), number >> 1
    return total
def point_of(text):
    y = int.from_bytes(text, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    must(y < P and (x * x - square) % P == 0, "签名已损坏 (no point of the curve)")
    x = x if x & 1 == text[31] >> 7 else P - x
    return x, y, 1, x * y % P
def is_signed(text, signature, key):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    left, right = times(s, base), add(point_of(signature[:32]), times(h, point_of(key)))
    return s < ORDER and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

def signed_root(note, key, origin):  # a checkpoint: whose log, how many leaves, their root, when; then the signature
    body, tail = note.split("\n\n")
    name, public, mark = key.split("+")[0], base64.b64decode(key.split("+", 2)[2]), base64.b64decode(tail.split(" ")[2])
    must(mark[:4] == sha256(name.encode() + b"\n" + public)[:4], "签名用的是另一把公钥 (another key)")
    must(is_signed((body + "\n").encode(), mark[4:], public[1:]), "签名不对 (forged signature): " + origin)
    who, size, root, at = body.split("\n")
    must(who == origin, "这是别的账册 (another log): " + who)
    return int(size), base64.b64decode(root), datetime.fromisoformat(at[3:])

def root_of(size, parts, leaves):  # the tree of RFC 9162: leaf by leaf appended to the edge of the earlier tree
    for leaf in leaves:
        parts, size, full = [*parts, sha256(b"\0" + leaf)], size + 1, size + 1
        while full % 2 == 0:
            parts, full = [*parts[:-2], sha256(b"\1" + parts[-2] + parts[-1])], full // 2
    root = parts[-1] if parts else sha256(b"")
    for part in reversed(parts[:-1]): root = sha256(b"\1" + part + root)
    return size, root

def check(text, kept_key):
    book = json.loads(text)
    must(json.dumps(book, ensure_ascii=False, indent=1) + "\n" == text and len(book) == 10, "文件被改动过 (edited file)")
    month, start, key, origin = book["month"], book["start"], book["key"], f"books/{book['estate']}"
    must(kept_key in ("", key), "公钥与您留存的不同 (not the key you kept)")
    parts, opening, closing, closed, plans = [bytes.fromhex(part) for part in start["parts"]], {}, None, "", []
    if start["size"] or start["note"]:
        *before, at = signed_root(start["note"], key, origin)
        must(root_of(start["size"], parts, []) == tuple(before), "起点与签名不符 (start of the log)")
        must(f"{at.astimezone(timezone(timedelta(hours=8))):%Y-%m}" < month, "起点太晚 (start is not before the month)")
    for n, leaf in enumerate(book["leaves"], start["size"]):
        must(sha256(b"\0" + leaf["data"].encode()).hex() == leaf["hash"], f"第 {n} 笔被改过 (changed): {leaf['data']}")
    ended = root_of(start["size"], parts, [leaf["data"].encode() for leaf in book["leaves"]])
    must(ended == signed_root(book["checkpoint"], key, origin)[:2], "有分录被改、删、加或换了次序 (another root)")
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 2, 12)
    funds, last_month = {fund: [0, 0] for fund in book["funds"]}, f"{year}-{number + 1:02}"
    for leaf in (json.loads(leaf["data"]) for leaf in book["leaves"]):
        if leaf[0] == "closed":
            closed, opening = leaf[2], leaf[3] if leaf[2] == last_month else opening
            closing, plans = (leaf[3], leaf[4:]) if leaf[2] == month else (closing, plans)
            continue
        where = f"{leaf[3]} 第 {leaf[2]} 号凭证 (entry)"
        must(closed < leaf[3][:7] and leaf[3] <= leaf[4], "日期在已结账的月份或在将来 (date): " + where)
        for own in ([line for line in leaf[9] if line[0] == fund] for fund in {line[0] for line in leaf[9]}):
            must(sum(line[2] for line in own) == 0, "借贷不平 (out of balance): " + where)
            for fund, account, fen, _ in own if leaf[3][:7] == month and any(line[1] == 10 for line in own) else []:
                if account != 10:  # 10 is the money itself; 50–59 is spent, and 20–29 when given back to payers
                    funds[fund][50 <= account < 60 or (account in (20, 21, 22, 23, 29) and fen > 0)] -= fen
    must(closing is not None, "本月尚未结账 (the month is not closed)")
    for fund, (income, spent) in funds.items():
        begin, end = opening.get(fund, 0), opening.get(fund, 0) + income + spent
        said = {"opening_fen": begin, "income_fen": income, "expense_fen": -spent, "closing_fen": end}
        must(end == closing.get(fund, 0) and said == book["funds"][fund], "合计不符 (sum): " + fund)
        print(f"{fund:14}{begin / 100:>14,.2f} + {income / 100:,.2f} − {-spent / 100:,.2f} = {end / 100:,.2f}")
    for fund, account, plan, so_far in ((fund, *line) for fund in (plans or [{}])[0] for line in plans[0][fund]["lines"]):
        print(f"{fund:14}科目 (account) {account}: 全年预算 (budget) {plan / 100:,.2f}, 本年累计 (so far) {so_far / 100:,.2f}")

if __name__ == "__main__":
    try:
        check(open(sys.argv[1], encoding="utf-8", newline="").read(), (sys.argv[2:] or [""])[0])
    except Exception as fault:
        sys.exit(f"有问题 NOT SOUND: {fault or type(fault).__name__}")
    print("账目完整无误，签名有效。The books are sound.")
