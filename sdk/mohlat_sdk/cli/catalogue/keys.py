"""Of the key: enrolling it, and letting the next one take over."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "key.missing": Said(
        "پروندهٔ کلید {file} وجود ندارد: با mohlat-agency enrol ساخته می‌شود.",
        "There is no key file {file}: mohlat-agency enrol makes it.",
    ),
    "key.forbidden": Said(
        "اجازهٔ خواندن کلید {file} را ندارید: فرمان را با کاربر مالک آن اجرا کنید.",
        "You may not read the key {file}: run the command as the user who owns it.",
    ),
    "key.unreadable": Said("کلید {file} خوانده نمی‌شود: {reason}", "The key {file} cannot be read: {reason}"),
    "key.malformed": Said(
        "پروندهٔ {file} کلید خصوصی Ed25519 نیست.", "{file} holds no private Ed25519 key without a password."
    ),
    "key.seen": Said(
        "کاربران دیگر به کلید {file} دسترسی دارند: chmod 600 {file}",
        "Others may read the key {file}: chmod 600 {file}",
    ),
    "key.owner": Said(
        "مالک کلید {file} کاربر دیگری است و کلید تازه را نخواهد توانست بخواند: "
        "فرمان را با همان کاربر اجرا کنید (sudo -u).",
        "{file} is owned by another user, who could not read the next key: run the command as that user (sudo -u).",
    ),
    "key.busy": Said(
        "فرمان دیگری هم‌اکنون با کلید پوشهٔ {folder} کار می‌کند؛ پس از پایان آن دوباره بکوشید.",
        "Another command is at work on the key in {folder}; try again when it is done.",
    ),
    "enrol.no_code": Said("کد یک‌بارمصرف داده نشده است.", "No one-time code was given."),
    "enrol.key_made": Said(
        "کلید ساخته شد: {file} (شناسه {key_id}). پرونده را به کسی ندهید.",
        "Key made: {file} (id {key_id}). The file is for nobody else.",
    ),
    "enrol.key_found": Said(
        "کلید موجود به کار می‌رود: {file} (شناسه {key_id}).", "Using the key that is there: {file} (id {key_id})."
    ),
    "enrol.another": Said(
        "پیکربندی از دستگاه «{before}» بود و این کد از آنِ دستگاه «{agency}» است؛ پیکربندی عوض شد.",
        "The configuration was that of {before}, the code is that of {agency}; the configuration was changed.",
    ),
    "enrol.refused_key": Said(
        "دفتر ثبت کلید موجود را نپذیرفت: {reason} — اگر این کلید باطل شده است، پروندهٔ {file} را کنار بگذارید "
        "و همین فرمان را تکرار کنید تا کلید تازه‌ای ساخته شود.",
        "The registry refused the key that is there: {reason} — Where that key is revoked, move {file} away and "
        "repeat the command: it makes a new one.",
    ),
    "enrol.done": Said(
        "کلید دستگاه «{agency}» ثبت شد. پیکربندی: {file}", "The key of {agency} is enrolled. Configuration: {file}"
    ),
    "enrol.known": Said(
        "درگاه کلید را می‌شناسد. گام بعد: mohlat-agency connect",
        "The connector knows the key. Next: mohlat-agency connect",
    ),
    "enrol.not_yet_known": Said(
        "درگاه هنوز کلید را نشناخته است؛ چند لحظه بعد mohlat-agency doctor را اجرا کنید.",
        "The connector does not know the key yet; run mohlat-agency doctor in a moment.",
    ),
    "rotate.made": Said("کلید تازه ساخته شد: {file} (شناسه {key_id}).", "New key made: {file} (id {key_id})."),
    "rotate.found": Said(
        "تعویض نیمه‌کاره ادامه می‌یابد: {file} (شناسه {key_id}).",
        "Going on with an unfinished rotation: {file} (id {key_id}).",
    ),
    "rotate.signed_in": Said(
        "دفتر ثبت کلید تازه را پذیرفت. در انتظار درگاه …",
        "The registry has taken the new key. Waiting for the connector …",
    ),
    "rotate.refused": Said(
        "دفتر ثبت کلید تازه را نپذیرفت: {reason} کلید کنونی همچنان معتبر است. "
        "اگر دو کلید معتبر دارید، ابطال کلید پیشین را از متصدی ثبت بخواهید.",
        "The registry refused the new key: {reason} The present key goes on. "
        "Where two keys are live, ask the registrar to revoke the earlier one.",
    ),
    "rotate.refused_again": Said(
        "دفتر ثبت کلید تازه را نپذیرفت: {reason} — کلید کنونی همچنان معتبر است. "
        "اگر کلید تازه باطل شده است، پروندهٔ {file} را پاک کنید و فرمان را تکرار کنید؛ "
        "اگر دو کلید معتبر دارید، ابطال کلید پیشین را از متصدی ثبت بخواهید.",
        "The registry refused the new key: {reason} — The present key goes on. Where the new key was revoked, delete "
        "{file} and run the command again; where two keys are live, ask the registrar to revoke the earlier one.",
    ),
    "rotate.not_yet_known": Said(
        "درگاه هنوز کلید تازه را نشناخته است؛ کلید {key_id} همچنان امضا می‌کند. "
        "فرمان را دوباره اجرا کنید تا ادامه یابد.",
        "The connector does not know the new key yet; {key_id} goes on signing. Run the command again to go on.",
    ),
    "rotate.done": Said(
        "از این پس کلید {key_id} امضا می‌کند. ابطال کلید پیشین ({old_key_id}) را از متصدی ثبت بخواهید.",
        "From now on {key_id} signs. Ask the registrar to revoke the earlier key {old_key_id}.",
    ),
}
