"""Of tables: what is wrong with a row, and what ought to stand there."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "import.line": Said("سطر", "line"),
    "import.column": Said("ستون", "column"),
    "import.value": Said("آنچه هست", "what stands there"),
    "import.expected": Said("آنچه باید باشد", "what is expected"),
    "import.more": Said("… و {count} خطای دیگر", "… and {count} more"),
    "import.bad": Said(
        "{count} خطا در جدول هست؛ هیچ سطری فرستاده نشد.", "Errors in the table: {count}. Nothing was sent."
    ),
    "import.good": Said(
        "جدول درست است: {rows} سطر. هنوز چیزی فرستاده نشده؛ بدون --dry-run فرستاده می‌شود.",
        "The table is good: {rows} rows. Nothing is sent yet: leave out --dry-run to send it.",
    ),
    "import.sending": Said("ارسال {rows} سطر …", "Sending {rows} rows …"),
    "import.ignored": Said("این ستون‌ها به کار نمی‌روند: {columns}", "These columns are not used: {columns}"),
    "expected.rows": Said("دست‌کم یک سطر زیر سرستون‌ها", "at least one row below the headers"),
    "expected.fewer_rows": Said("جدولی با حداکثر ۱۰٬۰۰۰ سطر", "a table of at most 10,000 rows"),
    "expected.once": Said("هر ستون تنها یک بار", "each column once"),
    "expected.service_header": Said("ستون «کد خدمت»", "a column `service`"),
    "expected.level_header": Said("ستون «سطح»", "a column `level`"),
    "expected.service": Said(
        "کدی از ۱ تا ۸۰ حرف لاتین، رقم، نقطه، خط تیره و زیرخط، مانند sanjesh-s01",
        "a code of 1 to 80 Latin letters, digits, dots, hyphens and underscores, such as sanjesh-s01",
    ),
    "expected.no_repeat": Said("هر خدمت تنها یک بار", "each service once"),
    "expected.level": Said(
        "یکی از فقط اطلاع‌رسانی | نیمه‌الکترونیکی | تمام‌الکترونیکی",
        "one of information_only | partly_online | fully_online",
    ),
    "table.kind": Said("{file} باید با .csv یا .xlsx پایان یابد.", "{file} must end in .csv or .xlsx."),
    "table.large": Said("{file} بزرگ‌تر از {limit} مگابایت است.", "{file} is larger than {limit} MB."),
    "table.unreadable": Said("{file} خوانده نمی‌شود: {reason}", "{file} cannot be read: {reason}"),
    "table.encoding": Said(
        "{file} در قالب UTF-8 نیست؛ در Excel «CSV UTF-8» را برگزینید.",
        "{file} is not UTF-8; in Excel choose «CSV UTF-8».",
    ),
    "table.broken": Said("{file} خراب است: {reason}", "{file} is damaged: {reason}"),
    "table.extra": Said(
        "برای خواندن {file} به بستهٔ openpyxl نیاز است: pip install 'mohlat-sdk[excel]'",
        "Reading {file} needs openpyxl: pip install 'mohlat-sdk[excel]'",
    ),
}
