from laoyou.infra import translations


def test_every_message_has_chinese_and_only_one() -> None:
    assert translations.findings() == []
