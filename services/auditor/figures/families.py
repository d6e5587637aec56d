"""Definitions by families: those published, of lateness under each deadline, of shares of services. Pure."""

import re
from collections.abc import Iterable
from itertools import product
from typing import Literal, NamedTuple, get_args

from mohlat_contracts.registry import Level, Measure, Proof

from services.auditor.figures.definitions import Definition, ShareWanted
from services.auditor.figures.published import DEFINITIONS
from services.calendar.jalali import persian_digits

Family = Literal["published", "lateness", "shares"]
FAMILIES: tuple[Family, ...] = get_args(Family)

SHARE = 30
"""Per cent of high-use services that the founding article asks for."""


_BODIES_FA = "دستگاه‌های اصلی مشمول منهای معاف‌ها، که"
_BODIES_EN = "Core bodies with the duty, less the exempt, that"


class _Late(NamedTuple):
    """What a duty's figures of lateness are called."""

    prefix: str
    duty: str
    label_fa: str
    label_en: str
    met_fa: str
    met_en: str


_DUTIES = (
    _Late("on_time", "connect", "اتصال به‌موقع", "Connected on time", "متصل شدند", "were connected"),
    _Late(
        "digitized_on_time",
        "digitize",
        "غیرحضوری به‌موقع",
        "Online on time",
        "به سهم لازم از خدمات غیرحضوری رسیدند",
        "reached the required share of services online",
    ),
)
_NAME = re.compile("(on_time|digitized_on_time)(_original|_extension_[1-9][0-9]?)?", re.ASCII)


def lateness(revisions: Iterable[int]) -> tuple[Definition, ...]:
    """On time under each of these deadlines of the chain, and under the one in force; by duty."""
    under = [*sorted(set(revisions)), None]
    return tuple(_on_time(duty, revision) for duty in _DUTIES for revision in under)


def named(name: str) -> Definition:
    """The definition of that name, of whatever family.

    Raises:
        KeyError: none has it.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return _BY_NAME[name]
    duty = next(each for each in _DUTIES if each.prefix == found[1])
    return _on_time(duty, _revision(found[2]))


def _revision(suffix: str | None) -> int | None:
    if suffix is None:
        return None
    return 0 if suffix == "_original" else int(suffix.removeprefix("_extension_"))


def _on_time(duty: _Late, revision: int | None) -> Definition:
    suffix, fa, en = _deadline(revision)
    return Definition(
        name=duty.prefix + suffix,
        duty=duty.duty,
        counts="on_time",
        under=revision,
        label_fa=f"{duty.label_fa}، {fa}",
        label_en=f"{duty.label_en}, {en}",
        definition_fa=f"{_BODIES_FA} نخستین بار پیش از {fa} {duty.met_fa}، هرچه پس از آن شده باشد",
        definition_en=f"{_BODIES_EN} first {duty.met_en} before {en}, whatever became of it since",
    )


def _deadline(revision: int | None) -> tuple[str, str, str]:
    """As it stands in a name, in Persian and in English."""
    if revision is None:
        return "", "مهلت جاری", "the deadline in force"
    if revision == 0:
        return "_original", "مهلت اصلی", "the original deadline"
    number = str(revision)
    return f"_extension_{number}", f"مهلت تمدید {persian_digits(number)}", f"the deadline of extension {number}"


_LEVELS: dict[Level, tuple[str, str]] = {
    "information_only": ("دست‌کم با اطلاع‌رسانی برخط", "with information online or more"),
    "partly_online": ("دست‌کم نیمه‌برخط", "partly online or more"),
    "fully_online": ("کاملاً برخط", "fully online"),
}
_MEASURES: dict[Measure, tuple[str, str]] = {"count": ("به تعداد", "by number"), "use": ("به کاربرد", "by use")}
_PROOFS: dict[Proof, tuple[str, str]] = {
    "claimed": ("به اعلام دستگاه", "as stated"),
    "certified": ("به تأیید رسمی", "as certified"),
}


def _share(level: Level, by: Measure, proof: Proof) -> Definition:
    fa = f"{_LEVELS[level][0]}، {_MEASURES[by][0]}، {_PROOFS[proof][0]}"
    en = f"{_LEVELS[level][1]}, {_MEASURES[by][1]}, {_PROOFS[proof][1]}"
    percent = persian_digits(str(SHARE))
    return Definition(
        name=f"share_{level}_{by}_{proof}",
        duty="digitize",
        counts="share",
        share=ShareWanted(level=level, by=by, proof=proof, percent=SHARE),
        label_fa=f"{percent}٪ خدمات {fa}",
        label_en=f"{SHARE}% of services {en}",
        definition_fa=f"{_BODIES_FA} دست‌کم {percent}٪ از خدمات در دامنهٔ تکلیف را {fa} ارائه می‌کنند",
        definition_en=f"{_BODIES_EN} offer at least {SHARE}% of the services in the duty's scope {en}",
    )


SHARES: tuple[Definition, ...] = tuple(
    _share(level, by, proof) for level, by, proof in product(_LEVELS, _MEASURES, _PROOFS)
)
_BY_NAME = {each.name: each for each in (*DEFINITIONS, *SHARES)}
