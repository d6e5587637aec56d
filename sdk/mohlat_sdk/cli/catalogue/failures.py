"""Why a command could not be carried out, and what to do about it."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "usage.no_option": Said(
        "گزینهٔ «{name}» وجود ندارد. راهنما: {command} --help", "There is no option {name}. See: {command} --help"
    ),
    "usage.missing": Said("«{name}» لازم است. راهنما: {command} --help", "{name} is needed. See: {command} --help"),
    "usage.value": Said(
        "مقدار «{name}» درست نیست: {reason} راهنما: {command} --help",
        "The value of {name} cannot be used: {reason} See: {command} --help",
    ),
    "usage.other": Said(
        "این فرمان قابل اجرا نیست: {reason} راهنما: {command} --help",
        "This cannot be carried out: {reason} See: {command} --help",
    ),
    "usage.service": Said(
        "«{value}» کد خدمت نیست: ۱ تا ۸۰ حرف لاتین، رقم، نقطه، خط تیره و زیرخط.",
        "{value!r} is no service code: 1 to 80 Latin letters, digits, dots, hyphens and underscores.",
    ),
    "usage.level": Said("سطح «{value}» شناخته نیست: {expected}", "There is no level {value!r}: {expected}"),
    "usage.services": Said("بیش از {most} خدمت نام برده شده است.", "More than {most} services are named."),
    "configuration.needed": Said(
        "«{name}» دانسته نیست: نخست mohlat-agency enrol را اجرا کنید، یا گزینهٔ {option} را بدهید.",
        "{name} is not known: run mohlat-agency enrol first, or give {option}.",
    ),
    "configuration.unreadable": Said(
        "پروندهٔ پیکربندی {file} خوانده نمی‌شود: {reason}", "The configuration {file} cannot be read: {reason}"
    ),
    "configuration.malformed": Said(
        "پروندهٔ پیکربندی {file} در قالب TOML نیست: {reason}", "The configuration {file} is no TOML: {reason}"
    ),
    "configuration.unknown": Said(
        "در {file} نام «{name}» شناخته نیست؛ نام‌های شناخته: {known}",
        "{file} holds {name!r}, which means nothing here; known names: {known}",
    ),
    "configuration.not_text": Said(
        "در {file} مقدار «{name}» باید متنی میان دو گیومهٔ لاتین باشد.",
        "In {file} the value of {name} must be a quoted text.",
    ),
    "configuration.agency": Said(
        "«{value}» کد دستگاه نیست: ۲ تا ۴۰ حرف کوچک لاتین، رقم و خط تیره.",
        "{value!r} is no agency code: 2 to 40 small Latin letters, digits and hyphens.",
    ),
    "configuration.address": Said(
        "نشانی {name} درست نیست: «{value}»؛ نمونهٔ درست: https://mohlat.example",
        "{value!r} is no address of the {name}; a good one is https://mohlat.example",
    ),
    "configuration.language": Said(
        "زبان «{value}» شناخته نیست: fa یا en.", "There is no language {value!r}: fa or en."
    ),
    "failure.away": Said(
        "دسترسی برقرار نشد: {reason} — mohlat-agency doctor علت را نشان می‌دهد.",
        "Nobody could be reached: {reason} — mohlat-agency doctor shows why.",
    ),
    "failure.disk": Said("کار با دیسک انجام نشد: {reason}", "The disk did not do it: {reason}"),
    "failure.broken": Said(
        "خطای پیش‌بینی‌نشده ({kind}): {reason} — با {trace}=1 جزئیات نشان داده می‌شود.",
        "An unforeseen fault ({kind}): {reason} — {trace}=1 shows its trace.",
    ),
    "refused.signature": Said(
        "امضا پذیرفته نشد: کلید ناشناخته یا باطل است، یا به‌تازگی ثبت شده و هنوز به درگاه نرسیده است. "
        "mohlat-agency doctor را اجرا کنید.",
        "The signature was not accepted: the key is unknown or revoked, or was enrolled a moment ago. "
        "Run mohlat-agency doctor.",
    ),
    "refused.clock": Said(
        "امضا پذیرفته نشد: ساعت این رایانه {seconds} ثانیه با ساعت درگاه تفاوت دارد. ساعت را با NTP تنظیم کنید.",
        "The signature was not accepted: this machine's clock is {seconds} s off the connector's. Set it by NTP.",
    ),
    "refused.forbidden": Said("اجازه داده نشد: {reason} ({status})", "Forbidden: {reason} ({status})"),
    "refused.address": Said(
        "در این نشانی چنین خدمتی نیست: {reason} ({status})؛ نشانی‌های پیکربندی را بررسی کنید.",
        "There is no such service at this address: {reason} ({status}); check the addresses of the configuration.",
    ),
    "refused.too_often": Said(
        "درخواست‌ها بیش از اندازه‌اند؛ کمی بعد دوباره بکوشید: {reason} ({status})",
        "There were too many requests; try again in a while: {reason} ({status})",
    ),
    "refused.other": Said("پذیرفته نشد: {reason} ({status})", "Refused: {reason} ({status})"),
}
