"""Numbers written in Chinese characters, everyday and formal."""

_DIGITS = {
    c: n
    for n, row in enumerate(
        (
            "零〇○",
            "一壹弌",
            "二贰贰两貳弐",
            "三叁參叄",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for c in row
}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

CHARACTERS = "".join([*_DIGITS, *_STEPS, *_GROUPS])
DIGITS = "".join(_DIGITS)


def chinese_number(text: str) -> int | None:
    """Return a whole number written in Chinese, or None if it is not one.

    >>> chinese_number("叁仟贰佰伍拾陆万"), chinese_number("十"), chinese_number("一百二十亿")
    (32560000, 10, 12000000000)
    """
    total = group = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            if digit:
                return None  # two digits without a step between: 二三
            digit = _DIGITS[character]
        elif character in _STEPS:
            group += (1 if digit is None else digit) * _STEPS[character]
            digit = None
        elif character in _GROUPS:
            group += digit or 0
            if not group and not total:
                return None
            total = _grouped(total, group, _GROUPS[character])
            group, digit = 0, None
        else:
            return None
    return total + group + (digit or 0) if text else None


def _grouped(total: int, group: int, size: int) -> int:
    """Return the total once a group (万 or 亿) is closed: 亿 also lifts the 万 before it."""
    return (total + group) * size if total < size else total + group * size


def chinese_digits(text: str) -> int | None:
    """Return digits read one by one, as in years.

    >>> chinese_digits("二〇一七")
    2017
    """
    if not text or any(character not in _DIGITS for character in text):
        return None
    return int("".join(str(_DIGITS[character]) for character in text))
