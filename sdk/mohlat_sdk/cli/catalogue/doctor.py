"""What `doctor` finds, and below each what to do about it."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "doctor.ok": Said("سالم", "ok"),
    "doctor.warn": Said("هشدار", "warn"),
    "doctor.fail": Said("خطا", "fail"),
    "doctor.well": Said("خطایی دیده نشد.", "No fault was found."),
    "doctor.bad": Said(
        "دست‌کم یک خطا هست؛ نخستین را رفع کنید و دوباره بیازمایید.", "Put the first fault right and run it again."
    ),
    "doctor.config": Said("پیکربندی: {file}، دستگاه «{agency}»", "configuration: {file}, agency {agency}"),
    "doctor.config_without_file": Said(
        "پیکربندی: بدون پرونده، دستگاه «{agency}»", "configuration: without a file, agency {agency}"
    ),
    "doctor.config_missing": Said("پیکربندی: {names} دانسته نیست", "configuration: {names} not known"),
    "doctor.config_missing.do": Said(
        "mohlat-agency enrol کد --registry نشانی --connector نشانی",
        "mohlat-agency enrol CODE --registry URL --connector URL",
    ),
    "doctor.key.good": Said("کلید: {file} (شناسه {key_id})", "key: {file} (id {key_id})"),
    "doctor.key.missing": Said("کلید: پروندهٔ {file} وجود ندارد", "key: there is no {file}"),
    "doctor.key.missing.do": Said(
        "کد یک‌بارمصرف را از متصدی ثبت بگیرید و mohlat-agency enrol را اجرا کنید.",
        "Ask the registrar for a one-time code and run mohlat-agency enrol.",
    ),
    "doctor.key.forbidden": Said("کلید: اجازهٔ خواندن {file} را ندارید", "key: you may not read {file}"),
    "doctor.key.forbidden.do": Said(
        "فرمان را با کاربر مالک پرونده اجرا کنید (sudo -u).", "Run the command as the file's owner (sudo -u)."
    ),
    "doctor.key.unreadable": Said("کلید: {file} خوانده نمی‌شود: {reason}", "key: {file} cannot be read: {reason}"),
    "doctor.key.unreadable.do": Said("دیسک و مسیر پرونده را بررسی کنید.", "Check the disk and the path."),
    "doctor.key.malformed": Said("کلید: {file} کلید خصوصی Ed25519 نیست", "key: {file} holds no private Ed25519 key"),
    "doctor.key.malformed.do": Said(
        "پروندهٔ درست را از پشتیبان برگردانید، یا آن را کنار بگذارید و با کد تازه enrol را اجرا کنید.",
        "Put the right file back, or move it away and enrol with a new code.",
    ),
    "doctor.key.seen": Said(
        "کلید: کاربران دیگر به {file} دسترسی دارند ({mode})", "key: others may read {file} ({mode})"
    ),
    "doctor.key.seen.do": Said(
        "chmod 600 {file} — و اگر کسی آن را خوانده باشد: mohlat-agency rotate-key و درخواست ابطال کلید پیشین.",
        "chmod 600 {file} — where somebody may have read it: mohlat-agency rotate-key, and have the old one revoked.",
    ),
    "doctor.key.folder": Said(
        "کلید: هر کاربری می‌تواند در پوشهٔ {folder} بنویسد", "key: anybody may write into {folder}"
    ),
    "doctor.key.folder.do": Said("chmod o-w {folder}", "chmod o-w {folder}"),
    "doctor.key.rotating": Said("کلید: تعویضی نیمه‌کاره است ({file})", "key: a rotation is unfinished ({file})"),
    "doctor.key.rotating.do": Said(
        "mohlat-agency rotate-key را دوباره اجرا کنید تا پایان یابد.",
        "Run mohlat-agency rotate-key again to finish it.",
    ),
    "doctor.spool.none": Said("صف ارسال: هنوز نیازی به آن نبوده ({file})", "spool: not needed so far ({file})"),
    "doctor.spool.empty": Said("صف ارسال: خالی ({file})", "spool: empty ({file})"),
    "doctor.spool.waiting": Said(
        "صف ارسال: {depth} رویداد، قدیمی‌ترین از {minutes} دقیقه پیش",
        "spool: events waiting: {depth}, the oldest for {minutes} min",
    ),
    "doctor.spool.waiting.do": Said(
        "اگر درگاه در دسترس است: mohlat-agency spool flush",
        "When the connector can be reached: mohlat-agency spool flush",
    ),
    "doctor.spool.dropped": Said(
        "صف ارسال: {count} ضربان از کمبود جا حذف شده است", "spool: heartbeats dropped for want of room: {count}"
    ),
    "doctor.spool.dropped.do": Said(
        "قطعی بسیار طولانی بوده؛ علت آن را بیابید. اعلام‌ها حذف نمی‌شوند.",
        "An outage was very long; find its cause. Statements are never dropped.",
    ),
    "doctor.spool.rejected": Said(
        "صف ارسال: {count} رویداد را درگاه نپذیرفته است", "spool: events that the connector refused: {count}"
    ),
    "doctor.spool.rejected.do": Said(
        "mohlat-agency spool rejected دلیل هر یک را نشان می‌دهد.",
        "mohlat-agency spool rejected shows the reason of each.",
    ),
    "doctor.spool.forbidden": Said("صف ارسال: اجازهٔ نوشتن در {file} نیست", "spool: {file} cannot be written to"),
    "doctor.spool.forbidden.do": Said(
        "فرمان را با کاربر سرویس اجرا کنید، یا مالک پوشه را درست کنید.",
        "Run the command as the service's user, or put the folder's owner right.",
    ),
    "doctor.spool.unreadable": Said("صف ارسال: {file} خراب است: {reason}", "spool: {file} is damaged: {reason}"),
    "doctor.spool.unreadable.do": Said(
        "پرونده را کنار بگذارید تا صف تازه‌ای ساخته شود؛ رویدادهای آن نرسیده به شمار می‌آیند.",
        "Move the file away, and a new one is made; what it held counts as never sent.",
    ),
    "doctor.spool.another": Said(
        "صف ارسال: {file} از آنِ دستگاه «{agency}» است", "spool: {file} is that of another agency: {agency}"
    ),
    "doctor.spool.another.do": Said(
        "پرونده را کنار بگذارید تا صف تازه‌ای ساخته شود، یا با --spool پروندهٔ دیگری را نام ببرید.",
        "Move the file away, and a new one is made; or name another by --spool.",
    ),
    "doctor.spool.room": Said(
        "صف ارسال: دیسک {folder} تنها {megabytes} مگابایت جا دارد",
        "spool: the disk of {folder} has only {megabytes} MB left",
    ),
    "doctor.spool.room.do": Said(
        "جا باز کنید: هنگام قطعی، رویدادها روی همین دیسک می‌مانند.", "Make room: in an outage events are kept there."
    ),
    "doctor.reach.good": Said("دسترسی: {url} پاسخ می‌دهد", "reachable: {url} answers"),
    "doctor.reach.through": Said(
        "دسترسی: {url} از راه پراکسی {proxy} پاسخ می‌دهد", "reachable: {url} answers through the proxy {proxy}"
    ),
    "doctor.reach.plain": Said("دسترسی: {url} بدون رمزنگاری (HTTP) پاسخ می‌دهد", "reachable: {url} answers without TLS"),
    "doctor.reach.plain.do": Said("نشانی https را به کار ببرید.", "Use its https address."),
    "doctor.reach.busy": Said(
        "دسترسی: {url} اکنون آماده نیست ({status})", "reachable: {url} is not ready now ({status})"
    ),
    "doctor.reach.busy.do": Said(
        "کاری لازم نیست: رویدادها در صف می‌مانند. اگر ادامه یافت به متصدیان سامانه خبر دهید.",
        "Nothing to do: events are kept meanwhile. Tell the operators if it goes on.",
    ),
    "doctor.reach.name": Said(
        "دسترسی: نام {host} در DNS یافت نشد: {reason}", "not reachable: the name {host} is not found: {reason}"
    ),
    "doctor.reach.name.do": Said(
        "نشانی را در پیکربندی و DNS این رایانه (/etc/resolv.conf) را بررسی کنید: getent hosts {host}",
        "Check the address in the configuration and this machine's DNS (/etc/resolv.conf): getent hosts {host}",
    ),
    "doctor.reach.proxy": Said(
        "دسترسی: پراکسی {proxy} راه نداد: {reason}", "not reachable: the proxy {proxy} did not let it through: {reason}"
    ),
    "doctor.reach.proxy.do": Said(
        "متغیرهای HTTPS_PROXY و NO_PROXY را بررسی کنید، یا از مسئول شبکه بخواهید راه را باز کند.",
        "Check HTTPS_PROXY and NO_PROXY, or ask the network's administrator to let it through.",
    ),
    "doctor.reach.tls": Said(
        "دسترسی: گواهی TLS میزبان {host} پذیرفته نیست: {reason}",
        "not reachable: the TLS certificate of {host} is not trusted: {reason}",
    ),
    "doctor.reach.tls.do": Said(
        "ساعت این رایانه را بررسی کنید؛ اگر شبکه TLS را بازرسی می‌کند، گواهی آن را با SSL_CERT_FILE معرفی کنید.",
        "Check this machine's clock; where the network inspects TLS, name its certificate by SSL_CERT_FILE.",
    ),
    "doctor.reach.silent": Said(
        "دسترسی: {host} در درگاه شبکهٔ {port} پاسخی نمی‌دهد", "not reachable: {host} does not answer at port {port}"
    ),
    "doctor.reach.silent.do": Said(
        "دیوارهٔ آتش باید اتصال خروجی به {host}:{port} را اجازه دهد.",
        "The firewall must allow connections out to {host}:{port}.",
    ),
    "doctor.reach.refused": Said(
        "دسترسی: اتصال به {host}:{port} برقرار نشد: {reason}", "not reachable: no connection to {host}:{port}: {reason}"
    ),
    "doctor.reach.refused.do": Said(
        "نشانی و شمارهٔ درگاه شبکه را در پیکربندی بررسی کنید؛ شاید سامانه موقتاً خاموش باشد.",
        "Check host and port in the configuration; the service may be down for a while.",
    ),
    "doctor.reach.lost": Said(
        "دسترسی: {url} پاسخ کاملی نداد: {reason}", "not reachable: no answer came of {url}: {reason}"
    ),
    "doctor.reach.lost.do": Said("کمی بعد دوباره بیازمایید.", "Try again in a while."),
    "doctor.reach.stranger": Said(
        "دسترسی: آنچه در {url} پاسخ می‌دهد سامانهٔ مهلت نیست ({status})",
        "not reachable: what answers at {url} is no Mohlat service ({status})",
    ),
    "doctor.reach.stranger.do": Said(
        "نشانی را بررسی کنید؛ شاید پراکسی یا درگاه ورود شبکه به جای آن پاسخ می‌دهد.",
        "Check the address; a proxy or a portal of the network may be answering instead.",
    ),
    "doctor.clock.good": Said("ساعت: درست ({seconds} ثانیه تفاوت)", "clock: right (off by {seconds} s)"),
    "doctor.clock.unknown": Said("ساعت: سنجیده نشد", "clock: could not be compared"),
    "doctor.clock.unknown.do": Said(
        "پاسخ‌ها زمان (Date) نداشتند؛ با timedatectl مطمئن شوید که NTP کار می‌کند.",
        "Answers came without a Date; see by timedatectl that NTP is at work.",
    ),
    "doctor.clock.ahead": Said("ساعت: {seconds} ثانیه جلوتر از سامانه", "clock: {seconds} s ahead of the service's"),
    "doctor.clock.ahead.do": Said(
        "timedatectl set-ntp true — امضا تنها چند دقیقه اعتبار دارد.",
        "timedatectl set-ntp true — a signature is good for minutes only.",
    ),
    "doctor.clock.behind": Said("ساعت: {seconds} ثانیه عقب‌تر از سامانه", "clock: {seconds} s behind the service's"),
    "doctor.clock.behind.do": Said(
        "timedatectl set-ntp true — امضا تنها چند دقیقه اعتبار دارد.",
        "timedatectl set-ntp true — a signature is good for minutes only.",
    ),
    "doctor.signature.good": Said("امضا: پذیرفته می‌شود", "signature: accepted"),
    "doctor.signature.busy": Said("امضا: آزموده نشد: {reason}", "signature: could not be tried: {reason}"),
    "doctor.signature.busy.do": Said(
        "کمی بعد دوباره بیازمایید.", "The connector is not ready; run it again in a while."
    ),
    "doctor.signature.refused": Said("امضا: پذیرفته نمی‌شود", "signature: not accepted"),
    "doctor.signature.refused.do": Said(
        "اگر کلید به‌تازگی ثبت شده کمی صبر کنید؛ اگر باطل شده، پروندهٔ آن را کنار بگذارید، کد تازه‌ای از متصدی ثبت "
        "بگیرید و enrol را اجرا کنید.",
        "Where the key was enrolled just now, wait a moment; where it was revoked, move its file away, ask the "
        "registrar for a new code, and enrol.",
    ),
    "doctor.signature.other": Said("امضا: درگاه پاسخ نداد: {reason}", "signature: the connector refused: {reason}"),
    "doctor.signature.other.do": Said(
        "نشانی درگاه و کد دستگاه را در پیکربندی بررسی کنید.", "Check the connector's address and the agency's code."
    ),
    "doctor.entry.good": Said("دفتر ثبت: {name}، {kind}", "registry entry: {name}, {kind}"),
    "doctor.entry.unknown": Said(
        "دفتر ثبت: درگاه هنوز نام و نوع {name} را نمی‌داند",
        "registry entry: the connector does not know what {name} is yet",
    ),
    "doctor.entry.unknown.do": Said("کمی بعد دوباره بیازمایید.", "Run it again in a while."),
    "doctor.entry.no_duties": Said(
        "دفتر ثبت: هیچ حکمی این دستگاه را مشمول نکرده است", "registry entry: no mandate binds it"
    ),
    "doctor.entry.no_duties.do": Said(
        "اگر نباید چنین باشد به متصدی ثبت خبر دهید.", "Tell the registrar if that is not as it should be."
    ),
    "doctor.entry.two_keys": Said(
        "دفتر ثبت: کلید دیگری هم معتبر است: {key_id}", "registry entry: another key is live: {key_id}"
    ),
    "doctor.entry.two_keys.do": Said(
        "اگر دیگر به کار نمی‌رود، ابطال آن را از متصدی ثبت بخواهید.",
        "Where it is no longer used, ask the registrar to revoke it.",
    ),
    "doctor.evidence.good": Said("رویدادها: آخرین در {at} رسید", "evidence: last heard {at}"),
    "doctor.evidence.none": Said("رویدادها: به‌تازگی چیزی نرسیده است", "evidence: nothing was heard of late"),
    "doctor.evidence.none.do": Said(
        "mohlat-agency connect و سپس سرویس ضربان: mohlat-agency heartbeat --every 1h",
        "mohlat-agency connect, and then the service: mohlat-agency heartbeat --every 1h",
    ),
    "doctor.evidence.old": Said("رویدادها: آخرین در {at} رسید", "evidence: last heard {at}"),
    "doctor.evidence.old.do": Said(
        "آیا سرویس ضربان کار می‌کند؟ systemctl status mohlat-agency",
        "Does the heartbeat service run? systemctl status mohlat-agency",
    ),
    "doctor.evidence.gaps": Said(
        "رویدادها: {count} رویداد شماره‌دار هرگز نرسید", "evidence: numbered events that never came: {count}"
    ),
    "doctor.evidence.gaps.do": Said(
        "mohlat-agency status شماره‌ها را نشان می‌دهد؛ شاید صف ارسال پاک یا از پشتیبان برگردانده شده باشد.",
        "mohlat-agency status names them; a spool may have been deleted or put back from a backup.",
    ),
}
