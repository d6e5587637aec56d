"""The provinces of Iran, as they have been since 1389 (2010): the codes by which an agency's province is told."""

from typing import NamedTuple


class Province(NamedTuple):
    """`iso` is its code in ISO 3166-2:IR."""

    code: str
    iso: str
    name_fa: str
    name_en: str


PROVINCES: dict[str, Province] = {
    province.code: province
    for province in (
        Province("alborz", "IR-30", "البرز", "Alborz"),
        Province("ardabil", "IR-24", "اردبیل", "Ardabil"),
        Province("bushehr", "IR-18", "بوشهر", "Bushehr"),
        Province("chaharmahal-bakhtiari", "IR-14", "چهارمحال و بختیاری", "Chaharmahal and Bakhtiari"),
        Province("east-azerbaijan", "IR-03", "آذربایجان شرقی", "East Azerbaijan"),
        Province("fars", "IR-07", "فارس", "Fars"),
        Province("gilan", "IR-01", "گیلان", "Gilan"),
        Province("golestan", "IR-27", "گلستان", "Golestan"),
        Province("hamadan", "IR-13", "همدان", "Hamadan"),
        Province("hormozgan", "IR-22", "هرمزگان", "Hormozgan"),
        Province("ilam", "IR-16", "ایلام", "Ilam"),
        Province("isfahan", "IR-10", "اصفهان", "Isfahan"),
        Province("kerman", "IR-08", "کرمان", "Kerman"),
        Province("kermanshah", "IR-05", "کرمانشاه", "Kermanshah"),
        Province("khuzestan", "IR-06", "خوزستان", "Khuzestan"),
        Province("kohgiluyeh-boyer-ahmad", "IR-17", "کهگیلویه و بویراحمد", "Kohgiluyeh and Boyer-Ahmad"),
        Province("kurdistan", "IR-12", "کردستان", "Kurdistan"),
        Province("lorestan", "IR-15", "لرستان", "Lorestan"),
        Province("markazi", "IR-00", "مرکزی", "Markazi"),
        Province("mazandaran", "IR-02", "مازندران", "Mazandaran"),
        Province("north-khorasan", "IR-28", "خراسان شمالی", "North Khorasan"),
        Province("qazvin", "IR-26", "قزوین", "Qazvin"),
        Province("qom", "IR-25", "قم", "Qom"),
        Province("razavi-khorasan", "IR-09", "خراسان رضوی", "Razavi Khorasan"),
        Province("semnan", "IR-20", "سمنان", "Semnan"),
        Province("sistan-baluchestan", "IR-11", "سیستان و بلوچستان", "Sistan and Baluchestan"),
        Province("south-khorasan", "IR-29", "خراسان جنوبی", "South Khorasan"),
        Province("tehran", "IR-23", "تهران", "Tehran"),
        Province("west-azerbaijan", "IR-04", "آذربایجان غربی", "West Azerbaijan"),
        Province("yazd", "IR-21", "یزد", "Yazd"),
        Province("zanjan", "IR-19", "زنجان", "Zanjan"),
    )
}
"""By code, in its order."""
