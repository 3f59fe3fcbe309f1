"""Alipay, open platform: WAP pay, precreate (a code to scan), query, close, notifications."""
