"""Of events: sent, kept on this disk, or refused."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "delivery.accepted": Said("پذیرفته و ثبت شد.", "Accepted: it is in the log."),
    "delivery.spooled": Said(
        "درگاه در دسترس نیست؛ رویداد در صف ارسال ({spool}) ماند و با ضربان بعدی یا با "
        "mohlat-agency spool flush تحویل می‌شود.",
        "The connector is away; the event is kept in {spool} and goes out with the next heartbeat or with "
        "mohlat-agency spool flush.",
    ),
    "delivery.unkept": Said(
        "درگاه در دسترس نیست و صف ارسال در دست سرویس ضربان است؛ رویداد نگه داشته نشد، دوباره بکوشید: {reason}",
        "The connector is away and the heartbeat service holds the spool; the event was not kept, try again: {reason}",
    ),
    "receipt.known_at": Said("  زمان ثبت: {at}", "  known at: {at}"),
    "receipt.place": Said("  رسید: {place} {digest}", "  receipt:  {place} {digest}"),
    "close.ask": Said(
        "با بستن اتصال، تکلیف اتصال دستگاه «{agency}» از همین لحظه انجام‌نشده به شمار می‌آید. بسته شود؟ [بله/خیر]",
        "Once it is closed, {agency} no longer meets its duty to be connected. Close it? [y/N]",
    ),
    "close.kept": Said("اتصال بسته نشد.", "The connection was not closed."),
    "close.unasked": Said(
        "پایانه‌ای برای پرسش نیست؛ اگر مطمئن هستید --yes را بیفزایید.",
        "There is no terminal to ask at; add --yes to mean it.",
    ),
    "clock.ahead": Said(
        "ساعت این رایانه {seconds} ثانیه جلوتر از درگاه است؛ آن را با NTP تنظیم کنید.",
        "This machine's clock is {seconds} s ahead of the connector's; set it by NTP.",
    ),
    "clock.behind": Said(
        "ساعت این رایانه {seconds} ثانیه عقب‌تر از درگاه است؛ آن را با NTP تنظیم کنید.",
        "This machine's clock is {seconds} s behind the connector's; set it by NTP.",
    ),
    "heartbeat.both": Said(
        "تنها یکی از --services و --services-from را بدهید.", "Give either --services or --services-from."
    ),
    "heartbeat.every": Said(
        "«{value}» فاصلهٔ درستی نیست: مانند 60s یا 5m یا 1h، از ۵ ثانیه تا یک روز.",
        "{value!r} is no such span: 60s, 5m or 1h, from 5 seconds to a day.",
    ),
    "heartbeat.list": Said(
        "فهرست خدمات {file} خوانده نمی‌شود: {reason}", "The list of services {file} cannot be read: {reason}"
    ),
    "heartbeat.last_list": Said(
        "فهرست پیشین با {count} خدمت به کار می‌رود.", "Going on with the list before it, of {count} services."
    ),
    "heartbeat.begins": Said(
        "ضربان دستگاه «{agency}» هر {seconds} ثانیه به {connector} فرستاده می‌شود.",
        "A heartbeat of {agency} goes to {connector} every {seconds} s.",
    ),
    "heartbeat.ended": Said("ضربان پایان یافت.", "The heartbeats have ended."),
    "beat.accepted": Said(
        "ضربان پذیرفته شد: {services} خدمت، {depth} رویداد در صف.",
        "Heartbeat accepted: services named: {services}, waiting in the spool: {depth}.",
    ),
    "beat.spooled": Said(
        "درگاه در دسترس نیست؛ ضربان در صف ماند: {services} خدمت، {depth} رویداد در صف.",
        "The connector is away, the heartbeat is kept: services named: {services}, waiting in the spool: {depth}.",
    ),
    "spool.file": Said("پرونده", "file"),
    "spool.depth": Said("در انتظار ارسال", "events waiting"),
    "spool.size": Said("اندازه (بایت)", "bytes"),
    "spool.oldest": Said("قدیمی‌ترین", "oldest"),
    "spool.dropped": Said("ضربان‌های حذف‌شده از کمبود جا", "heartbeats dropped for room"),
    "spool.rejected": Said("پذیرفته‌نشده", "rejected"),
    "spool.stream": Said("نام رشته", "stream"),
    "spool.ordinal": Said("آخرین شماره", "last number"),
    "spool.none": Said(
        "صف ارسالی نیست و چیزی در انتظار نمانده است: {file}", "There is no spool, so nothing waits: {file}"
    ),
    "spool.flushed": Said("{delivered} رویداد تحویل شد و صف خالی است.", "Delivered: {delivered}. The spool is empty."),
    "spool.left": Said(
        "{delivered} رویداد تحویل شد و {left} رویداد در صف مانده است.", "Delivered: {delivered}. Still waiting: {left}."
    ),
    "spool.refused": Said(
        "{refused} رویداد را درگاه نپذیرفت و کنار گذاشته شد: mohlat-agency spool rejected",
        "Refused by the connector and set aside: {refused}. See: mohlat-agency spool rejected",
    ),
    "spool.none_rejected": Said("هیچ رویدادی رد نشده است.", "No event was refused."),
    "spool.forgotten": Said("{count} رویداد پاک شد.", "Forgotten: {count}."),
    "spool.in_use": Said(
        "صف ارسال در دست فرایند دیگری مانند سرویس ضربان است: {reason}",
        "Another process, such as the heartbeat service, holds the spool: {reason}",
    ),
    "spool.unreadable": Said("صف ارسال قابل استفاده نیست: {reason}", "The spool cannot be used: {reason}"),
    "spool.full_limit": Said(
        "صف ارسال پر است و رویداد نگه داشته نشد: {reason}", "The spool is full and the event was not kept: {reason}"
    ),
    "spool.full_disk": Said(
        "دیسک جا ندارد و رویداد نگه داشته نشد: {reason}", "The disk has no room and the event was not kept: {reason}"
    ),
    "rejected.time": Said("زمان رویداد", "time"),
    "rejected.type": Said("نوع", "type"),
    "rejected.status": Said("پاسخ", "answer"),
    "rejected.reason": Said("دلیل", "reason"),
}
