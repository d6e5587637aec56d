"""The columns of each table: their headers in both languages, and what their cells hold."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from services.registry.tables.days import CIVIL_DAY, DAY, LAST_DAY
from services.registry.tables.provinces import PROVINCE
from services.registry.tables.report import Text
from services.registry.tables.values import COUNT, NAME, YES_NO, Choice, Code, Option, Value

ImportKind = Literal["agencies", "services", "contacts", "certificates"]
ExportKind = Literal["agencies", "services", "contacts", "exemptions", "certificates"]


@dataclass(frozen=True)
class Column:
    """One column. Headers are compared folded, so neither case nor spaces nor the kind of ی matter.

    Attributes:
        name: the field of the entry, and the English header; `instrument_number` is a field of its instrument.
        fa: the Persian header.
        also: further headers understood.
        needed: the column must be there and none of its cells empty.
        width: in characters, in a workbook.
        of: takes the value out of an entry.
    """

    name: str
    fa: str
    value: Value
    also: tuple[str, ...] = ()
    needed: bool = True
    width: int = 18
    of: Callable[[Any], object] | None = None

    def value_of(self, entry: object) -> object:
        return getattr(entry, self.name) if self.of is None else self.of(entry)


def _instrument(field: str) -> Callable[[Any], object]:
    return lambda entry: getattr(entry.instrument, field) if entry.instrument else None


AGENCY_CODE = Code(
    Text(
        "کدی از ۲ تا ۴۰ حرف کوچک لاتین، رقم و خط تیره، مانند health-ministry",
        "a code of 2 to 40 small Latin letters, digits and hyphens, such as health-ministry",
    )
)
CODE = Code(
    Text(
        "کدی از ۱ تا ۵۰ حرف لاتین، رقم، نقطه، خط تیره و زیرخط، مانند social",
        "a code of 1 to 50 Latin letters, digits, dots, hyphens and underscores, such as social",
    )
)
SERVICE_CODE = Code(
    Text(
        "کدی از ۱ تا ۸۰ حرف لاتین، رقم، نقطه، خط تیره و زیرخط، مانند sanjesh-s01",
        "a code of 1 to 80 Latin letters, digits, dots, hyphens and underscores, such as sanjesh-s01",
    )
)
EMAIL = Code(
    Text("نشانی رایانامه، مانند desk@agency.example", "an e-mail address, such as desk@agency.example"),
)
SHA256 = Code(Text("چکیدهٔ SHA-256 سندی که بارگذاری شده است", "the SHA-256 of a document that was uploaded"))
KIND = Choice(
    Option("core", "اصلی", "core"),
    Option("affiliated", "تابعه", "affiliated", ("وابسته", "affiliate")),
    Option("sandbox", "آزمایشی", "sandbox", ("دستگاه آزمایشی", "trial")),
)
JOB = Choice(
    Option("head", "رئیس", "head", ("رئیس دستگاه",)),
    Option("technical", "رابط فنی", "technical", ("فنی", "رابط", "technical contact")),
)
LANGUAGE = Choice(
    Option("fa", "فارسی", "fa", ("Persian", "Farsi")),
    Option("en", "انگلیسی", "en", ("English",)),
)

AGENCIES = (
    Column("code", "کد", AGENCY_CODE, ("کد دستگاه", "شناسه", "شناسه دستگاه", "agency", "agency code"), width=24),
    Column("name_fa", "نام", NAME, ("نام فارسی", "نام دستگاه", "عنوان", "عنوان فارسی", "Persian name"), width=44),
    Column("name_en", "نام انگلیسی", NAME, ("نام لاتین", "عنوان انگلیسی", "English name", "name"), width=44),
    Column("group", "گروه", CODE, ("کد گروه", "group code")),
    Column("kind", "نوع", KIND, ("نوع دستگاه", "type"), width=12),
    Column(
        "parent", "دستگاه بالادست", AGENCY_CODE,
        ("بالادست", "کد دستگاه بالادست", "دستگاه بالادستی", "دستگاه مادر", "parent code", "parent agency"),
        needed=False, width=24,
    ),
    Column("province", "استان", PROVINCE, ("نام استان", "کد استان", "province code"), needed=False, width=24),
    Column("synthetic", "ساختگی", YES_NO, needed=False, width=10),
    Column(
        "founded", "تاریخ تأسیس", DAY, ("تأسیس", "تاریخ تشکیل", "founded on", "date founded"), needed=False
    ),
)  # fmt: skip
SERVICES = (
    Column("agency", "کد دستگاه", AGENCY_CODE, ("دستگاه", "شناسه دستگاه", "agency code"), width=24),
    Column("code", "کد خدمت", SERVICE_CODE, ("کد", "شناسه", "شناسه خدمت", "service", "service code"), width=28),
    Column("name_fa", "نام", NAME, ("نام فارسی", "نام خدمت", "عنوان", "عنوان خدمت", "Persian name"), width=44),
    Column("name_en", "نام انگلیسی", NAME, ("نام لاتین", "عنوان انگلیسی", "English name", "name"), width=44),
    Column("high_use", "پرکاربرد", YES_NO, ("خدمت پرکاربرد", "پراستفاده"), width=12),
    Column(
        "yearly_use", "کاربرد سالانه", COUNT,
        ("تعداد کاربرد سالانه", "استفاده سالانه", "تعداد در سال", "uses a year"), needed=False, width=14,
    ),
    Column(
        "effective_from", "از تاریخ", DAY, ("تاریخ آغاز", "تاریخ شروع", "تاریخ اثر", "from"), needed=False
    ),
)  # fmt: skip
CONTACTS = (
    Column("agency", "کد دستگاه", AGENCY_CODE, ("دستگاه", "شناسه دستگاه", "agency code"), width=24),
    Column("name", "نام", NAME, ("نام و نام خانوادگی", "نام کامل", "full name"), width=36),
    Column(
        "email", "رایانامه", EMAIL, ("نشانی رایانامه", "ایمیل", "پست الکترونیک", "mail", "e-mail address"), width=36
    ),
    Column("job", "سمت", JOB, ("نقش", "role"), needed=False, width=14),
    Column("language", "زبان", LANGUAGE, needed=False, width=12),
)
EXEMPTIONS = (
    Column("agency", "کد دستگاه", AGENCY_CODE, width=24),
    Column("code", "کد معافیت", CODE),
    Column("mandate", "کد قانون", CODE),
    Column("from", "از تاریخ", DAY, of=attrgetter("exempt_from")),
    Column("until", "تا تاریخ", LAST_DAY, of=attrgetter("exempt_until")),
    Column("basis_fa", "مبنای قانونی", NAME, width=44),
    Column("basis_en", "مبنای قانونی به انگلیسی", NAME, width=44),
    Column("approver", "مرجع تصویب", NAME, width=32),
    Column("instrument_number", "شمارهٔ مستند قانونی", NAME, of=_instrument("number")),
    Column("instrument_date", "تاریخ مستند قانونی", DAY, of=_instrument("date")),
    Column("instrument_issuer", "صادرکنندهٔ مستند قانونی", NAME, width=32, of=_instrument("issuer")),
    Column("document", "سند (SHA-256)", NAME, width=66, of=_instrument("document")),
)
LEVEL = Choice(
    Option("information_only", "فقط اطلاع‌رسانی", "information_only", ("اطلاع‌رسانی", "information only")),
    Option("partly_online", "نیمه‌الکترونیکی", "partly_online", ("نیمه الکترونیک", "partly online")),
    Option("fully_online", "تمام‌الکترونیکی", "fully_online", ("تمام الکترونیک", "fully online")),
)
CERTIFICATES = (
    Column("agency", "کد دستگاه", AGENCY_CODE, ("دستگاه", "شناسه دستگاه", "agency code"), width=24),
    Column("service", "کد خدمت", SERVICE_CODE, ("خدمت", "شناسه خدمت", "service code"), width=28),
    Column("level", "سطح", LEVEL, ("سطح خدمت", "سطح گواهی‌شده", "certified level"), width=20),
    Column(
        "from", "از تاریخ", DAY, ("تاریخ آغاز", "تاریخ شروع", "تاریخ اثر", "certified from"), needed=False,
        of=attrgetter("certified_from"),
    ),
    Column(
        "until", "تا تاریخ", LAST_DAY, ("تاریخ پایان", "اعتبار تا", "valid until"), needed=False,
        of=attrgetter("certified_until"),
    ),
    Column("certifier", "گواهی‌دهنده", NAME, ("مرجع گواهی", "مرجع گواهی‌دهنده", "certified by"), width=32),
    Column("instrument_number", "شمارهٔ مستند قانونی", NAME, ("شماره مستند", "شماره سند"), of=_instrument("number")),
    Column("instrument_date", "تاریخ مستند قانونی", CIVIL_DAY, ("تاریخ مستند", "تاریخ سند"), of=_instrument("date")),
    Column(
        "instrument_issuer", "صادرکنندهٔ مستند قانونی", NAME, ("صادرکننده مستند", "صادرکننده سند"), width=32,
        of=_instrument("issuer"),
    ),
    Column(
        "instrument_document", "سند (SHA-256)", SHA256, ("document",), needed=False, width=66,
        of=_instrument("document"),
    ),
)  # fmt: skip

COLUMNS: dict[ExportKind, tuple[Column, ...]] = {
    "agencies": AGENCIES,
    "services": SERVICES,
    "contacts": CONTACTS,
    "exemptions": EXEMPTIONS,
    "certificates": CERTIFICATES,
}
TITLES: dict[ExportKind, Text] = {
    "agencies": Text("دستگاه‌ها", "agencies"),
    "services": Text("خدمات", "services"),
    "contacts": Text("رابط‌ها", "contacts"),
    "exemptions": Text("معافیت‌ها", "exemptions"),
    "certificates": Text("گواهی‌ها", "certificates"),
}
"""The names of the sheets."""
