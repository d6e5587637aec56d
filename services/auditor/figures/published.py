"""The five figures that are published. Pure."""

from typing import Literal

from services.auditor.figures.definitions import Definition

FigureName = Literal["connected", "fully_connected", "claimed", "connected_affiliates", "digitized"]

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        name="connected",
        duty="connect",
        counts="proven",
        label_fa="دستگاه‌های متصل",
        label_en="Connected",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که اتصال آن‌ها با ضربان در مهلت سکوت اثبات شده است",
        definition_en="Core bodies with the duty, less the exempt, whose connection a heartbeat within the silence "
        "limit proves",
    ),
    Definition(
        name="fully_connected",
        duty="connect",
        counts="full",
        label_fa="دستگاه‌های کاملاً متصل",
        label_en="Fully connected",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که آخرین ضربان آن‌ها به همه خدمات مشمول می‌رسد",
        definition_en="Core bodies with the duty, less the exempt, whose last heartbeat reaches every service in scope",
    ),
    Definition(
        name="claimed",
        duty="connect",
        counts="claimed",
        label_fa="اتصال اعلام‌شده",
        label_en="Claimed or better",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که اتصال خود را دست‌کم اعلام کرده‌اند",
        definition_en="Core bodies with the duty, less the exempt, that have at least stated that they are connected",
    ),
    Definition(
        name="connected_affiliates",
        duty="connect",
        counts="proven",
        among="affiliated",
        label_fa="دستگاه‌های تابعه متصل",
        label_en="Connected affiliates",
        definition_fa="دستگاه‌های تابعه مشمول منهای معاف‌ها، که اتصال آن‌ها با ضربان در مهلت سکوت اثبات شده است",
        definition_en="Affiliated bodies with the duty, less the exempt, whose connection a heartbeat within the "
        "silence limit proves",
    ),
    Definition(
        name="digitized",
        duty="digitize",
        counts="met",
        label_fa="خدمات پرکاربرد غیرحضوری",
        label_en="High-use services online",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که سهم لازم از خدمات پرکاربرد را به اعلام خود کاملاً "
        "غیرحضوری و الکترونیکی ارائه می‌کنند",
        definition_en="Core bodies with the duty, less the exempt, that by their own statements offer the required "
        "share of high-use services fully online",
    ),
)


_BY_NAME = {each.name: each for each in DEFINITIONS}


def definition(name: str) -> Definition:
    """The published definition of that name.

    Raises:
        KeyError: no published figure has it.
    """
    return _BY_NAME[name]
