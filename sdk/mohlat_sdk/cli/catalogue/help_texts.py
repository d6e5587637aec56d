"""What `--help` says."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "help.mohlat-agency": Said(
        "فرمان راهبر دستگاه: کلید، اتصال، ضربان و وضعیت دستگاه در سامانهٔ مهلت.",
        "What an agency's administrator types: its key, its connection, its heartbeats, its standing.",
    ),
    "help.enrol": Said(
        "ثبت کلید دستگاه با کد یک‌بارمصرف و نوشتن پروندهٔ پیکربندی؛ پس از هر خطایی می‌توان آن را تکرار کرد.",
        "Enrol the agency's key by its one-time code and write the configuration; may be repeated after any failure.",
    ),
    "help.doctor": Said(
        "بررسی کلید، ساعت، دسترسی، امضا، دفتر ثبت و صف ارسال، با راه رفع هر مشکل.",
        "Check key, clock, reachability, signature, registry entry and spool, each with what to do about it.",
    ),
    "help.connect": Said("اعلام اتصال دستگاه به پنجرهٔ ملی خدمات.", "State that the agency is connected to the Window."),
    "help.close": Said(
        "اعلام پایان اتصال؛ پیش از آن پرسیده می‌شود.", "State that the connection is closed; asks first."
    ),
    "help.digitized": Said("اعلام سطح ارائهٔ یک خدمت.", "State at which level a service is offered."),
    "help.heartbeat": Said(
        "ارسال ضربان: یک بار، یا با --every پیوسته و به شکل سرویس.",
        "Send a heartbeat: once, or with --every on and on, as a service does.",
    ),
    "help.spool": Said("آنچه روی این رایانه در صف ارسال مانده است.", "What waits on this disk to be delivered."),
    "help.flush": Said("تحویل هرچه در صف است.", "Deliver what the spool holds."),
    "help.rejected": Said(
        "رویدادهایی که درگاه نپذیرفته و کنار گذاشته شده‌اند.",
        "Events that the connector refused and that were set aside.",
    ),
    "help.status": Said(
        "وضعیت دستگاه: ارزیابی با دلیل آن، مهلت بعدی و رویدادهای نرسیده.",
        "How the agency stands: verdicts with their reason, the next deadline, and what never came.",
    ),
    "help.rotate-key": Said(
        "تعویض کلید: کلید تازه با امضای کلید کنونی ثبت می‌شود و سپس جای آن را می‌گیرد.",
        "A new key, signed in by the present one, takes over once the connector knows it.",
    ),
    "help.import": Said(
        "اعلام سطح خدمات فراوان از روی جدول؛ یا همهٔ سطرها یا هیچ‌کدام.",
        "State the levels of many services from a table; all of its rows or none.",
    ),
    "help.instead": Said("به جای پیکربندی", "Instead of the configuration"),
    "help.shared": Said("گزینه‌های مشترک", "Shared options"),
    "help.options": Said("گزینه‌ها", "Options"),
    "help.arguments": Said("ورودی‌ها", "Arguments"),
    "help.commands": Said("فرمان‌ها", "Commands"),
    "option.help": Said("نمایش این راهنما.", "Show this message."),
    "option.json": Said("خروجی برای برنامه‌ها: JSON.", "Output for programs: JSON."),
    "option.lang": Said("زبان پیام‌ها.", "Language of messages; default: configuration, then locale."),
    "option.config": Said(
        "پروندهٔ پیکربندی؛ متغیر MOHLAT_AGENCY_CONFIG.", "The configuration file; MOHLAT_AGENCY_CONFIG."
    ),
    "option.agency": Said("کد دستگاه؛ متغیر MOHLAT_AGENCY_CODE.", "The agency's code; MOHLAT_AGENCY_CODE."),
    "option.registry": Said(
        "نشانی دفتر ثبت؛ متغیر MOHLAT_AGENCY_REGISTRY.", "Address of the registry; MOHLAT_AGENCY_REGISTRY."
    ),
    "option.connector": Said(
        "نشانی درگاه دریافت؛ متغیر MOHLAT_AGENCY_CONNECTOR.", "Address of the connector; MOHLAT_AGENCY_CONNECTOR."
    ),
    "option.key": Said("پروندهٔ کلید خصوصی؛ متغیر MOHLAT_AGENCY_KEY.", "File of the private key; MOHLAT_AGENCY_KEY."),
    "option.spool": Said("پروندهٔ صف ارسال؛ متغیر MOHLAT_AGENCY_SPOOL.", "File of the spool; MOHLAT_AGENCY_SPOOL."),
    "option.code": Said(
        "کد یک‌بارمصرف؛ «-» یعنی از ورودی خوانده شود.", "The one-time code; `-` reads it from standard input."
    ),
    "option.wait": Said(
        "بیشترین زمان انتظار تا شناخته‌شدن کلید در درگاه (ثانیه).",
        "Seconds to wait until the connector knows the key.",
    ),
    "option.wait-switch": Said(
        "بیشترین زمان انتظار تا شناخته‌شدن کلید تازه در درگاه (ثانیه).",
        "Seconds to wait until the connector knows the new key.",
    ),
    "option.yes": Said("بدون پرسش.", "Do not ask."),
    "option.service": Said("کد خدمت.", "The service's code."),
    "option.level": Said(
        "information_only، partly_online یا fully_online؛ نام فارسی سطح نیز پذیرفته است.",
        "information_only, partly_online or fully_online; by its Persian name too.",
    ),
    "option.services": Said(
        "کد خدماتی که هم‌اکنون در دسترس‌اند، جداشده با ویرگول.", "Codes of the services reachable now, apart by commas."
    ),
    "option.services-from": Said(
        "پرونده‌ای با یک کد در هر سطر؛ پیش از هر ضربان دوباره خوانده می‌شود.",
        "A file with one code a line; read anew before every heartbeat.",
    ),
    "option.every": Said("فاصلهٔ ضربان‌ها، از ۵ ثانیه تا یک روز.", "From one heartbeat to the next: 5 seconds to a day."),
    "option.table": Said(
        "جدول CSV یا Excel با ستون‌های «کد خدمت» و «سطح».", "CSV or Excel with the columns `service` and `level`."
    ),
    "option.dry-run": Said("فقط بررسی سطرها، بدون ارسال.", "Check every row and send nothing."),
    "option.timeout": Said("بیشترین زمان تلاش (ثانیه).", "Seconds to keep trying."),
    "option.forget": Said("پس از نمایش پاک شوند.", "Forget them once they are shown."),
}
