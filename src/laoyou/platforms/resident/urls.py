"""Addresses of the residents' platform. Each screen group adds one import and its lines."""

from django.urls import path

from laoyou.platforms import converters  # noqa: F401 it makes <month:…> known
from laoyou.platforms.resident import (
    bills,
    books_check,
    home,
    homes,
    me,
    offline,
    paying,
    preferences,
    public_books,
    receipt_check,
    receipts,
    signing_in,
)

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
    path("homes/", homes.homes, name="homes"),
    path("pay/", paying.pay, name="pay"),
    path("pay/start/", paying.start, name="start"),
    path("pay/orders/<int:estate_id>/<int:order_id>/", paying.order, name="order"),
    path("bills/", bills.bills, name="bills"),
    path("bills/<int:estate_id>/<int:bill_id>/", bills.bill, name="bill"),
    path("statement/", bills.statement, name="statement"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/<int:estate_id>/<int:payment_id>/", receipts.receipt, name="receipt"),
    path("receipts/<int:estate_id>/<int:payment_id>/receipt.pdf", receipt_check.receipt_pdf, name="receipt_pdf"),
    path("receipts/<int:estate_id>/<int:payment_id>/proof.json", books_check.receipt_proof, name="receipt_proof"),
    path("check/<str:check_code>/", receipt_check.receipt_check, name="receipt_check"),
    path("me/", me.me, name="me"),
    path("me/relatives/", me.relatives, name="relatives"),
    path("me/relatives/<int:estate_id>/<int:delegation_id>/end/", me.revoke, name="revoke"),
    path("me/openings/", me.openings, name="openings"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.code, name="code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("demo/outbox/", signing_in.outbox, name="outbox"),
    path("preferences/", preferences.choose, name="preferences"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
    path("books/", public_books.my_books, name="my_books"),
    path("books/<slug:key>/", public_books.books, name="public_books"),
    path("books/<slug:key>/<month:month>/", public_books.month, name="public_books_month"),
    path("books/<slug:key>/<month:month>/entries/", public_books.entries, name="public_books_entries"),
    path("books/<slug:key>/<month:month>/details.csv", public_books.details, name="public_books_details"),
    path("books/verify_books.py", books_check.verifier, name="books_verifier"),
    path("books/<slug:key>/check/", books_check.books_check, name="books_check"),
    path("books/<slug:key>/<month:month>/<str:form>/", books_check.books_file, name="books_file"),
    path("books/<slug:key>/entries/<int:entry_id>/", public_books.entry, name="public_books_entry"),
    path("books/<slug:key>/vouchers/<int:voucher_id>/", public_books.voucher, name="public_books_voucher"),
]
