"""How an agency stands: the words of `status`."""

from mohlat_sdk.cli.catalogue.said import Said

SAID = {
    "status.agency": Said("دستگاه", "agency"),
    "status.kind": Said("نوع", "kind"),
    "status.keys": Said("کلیدها", "keys"),
    "status.revoked": Said("{key_id} (باطل‌شده در {at})", "{key_id} (revoked {at})"),
    "status.last_evidence": Said("آخرین رویداد رسیده", "last heard"),
    "status.nothing_heard": Said("از {since} چیزی نرسیده است", "nothing since {since}"),
    "status.gaps": Said("رویدادهای نرسیده", "never came"),
    "status.no_gaps": Said("هیچ", "nothing is missing"),
    "status.missing": Said("{count} رویداد از رشتهٔ {stream}: {ranges}", "{count} of the stream {stream}: {ranges}"),
    "status.judged_through": Said("ارزیابی‌شده تا", "judged through"),
    "status.next_deadline": Said("مهلت بعدی", "next deadline"),
    "status.no_duties": Said("هیچ حکمی این دستگاه را مشمول نکرده است.", "No mandate binds this agency."),
    "status.obligation": Said("تکلیف", "obligation"),
    "status.verdict": Said("ارزیابی", "verdict"),
    "status.not_judged": Said("هنوز ارزیابی نشده است", "not judged yet"),
    "status.reason": Said("دلیل", "because"),
    "status.since": Said("از", "since"),
    "status.deadline": Said("مهلت", "deadline"),
    "status.original_deadline": Said("مهلت اصلی", "original deadline"),
    "status.days_left": Said("پایان {day}، {days} روز مانده", "the end of {day}, {days} days left"),
    "status.today": Said("پایان {day}: امروز ({days} روز مانده)", "the end of {day}: today ({days} days left)"),
    "status.days_ago": Said("پایان {day}، {days} روز گذشته", "the end of {day}, {days} days ago"),
    "obligation.connect": Said("اتصال، دست‌کم «{grade}»", "to be connected, at least {grade}"),
    "obligation.digitize": Said(
        "ارائهٔ {share} درصد از {among} به شکل «{level}»", "to offer {share} % of {among} {level}"
    ),
    "among.high_use": Said("خدمات پرکاربرد", "the high-use services"),
    "among.all": Said("همهٔ خدمات", "all services"),
    "kind.core": Said("دستگاه اصلی", "core"),
    "kind.affiliated": Said("دستگاه تابعه", "affiliated"),
    "kind.sandbox": Said("آزمایشی: در هیچ آماری شمرده نمی‌شود", "sandbox: counts in no figure"),
    "grade.none": Said("بدون اتصال", "none"),
    "grade.claimed": Said("اعلام‌شده", "claimed"),
    "grade.proven": Said("اثبات‌شده", "proven"),
    "grade.full": Said("کامل", "full"),
    "grade.silent": Said("خاموش", "silent"),
    "level.information_only": Said("فقط اطلاع‌رسانی", "for information only"),
    "level.partly_online": Said("نیمه‌الکترونیکی", "partly online"),
    "level.fully_online": Said("تمام‌الکترونیکی", "fully online"),
    "verdict.exempt": Said("معاف", "exempt"),
    "verdict.met": Said("انجام‌شده", "met"),
    "verdict.pending": Said("در مهلت", "pending"),
    "verdict.at_risk": Said("در خطر تأخیر", "at risk"),
    "verdict.overdue": Said("معوق", "overdue"),
    "verdict.lapsed": Said("از دست رفته", "lapsed"),
    "reason.exempted": Said("به موجب سند قانونی از شمول خارج شده است", "taken out of scope by a legal instrument"),
    "reason.in_force": Said("تکلیف انجام شده و برقرار است", "the duty is met and in force"),
    "reason.before_deadline": Said("هنوز انجام نشده و مهلت باقی است", "not met yet; the deadline is ahead"),
    "reason.deadline_near": Said("پایان مهلت نزدیک است و هنوز انجام نشده", "not met yet; the deadline is near"),
    "reason.in_grace": Said(
        "حد زمانی گذشته است؛ شاید رویدادی که به‌موقع ثبت شده هنوز در راه باشد",
        "the limit has passed; evidence recorded in time may still be on its way",
    ),
    "reason.deadline_passed": Said("مهلت گذشت و تکلیف انجام نشد", "the deadline passed and the duty was not met"),
    "reason.closed": Said("دستگاه اتصال خود را بسته است", "the agency closed its connection"),
    "reason.silent": Said(
        "بیش از حد مجاز نشانه‌ای از اتصال نرسیده است", "no sign of the connection for longer than allowed"
    ),
    "reason.share_fell": Said(
        "سهم خدمات به زیر حد نصاب رسیده است", "the share of services at that level fell below the required one"
    ),
    "reason.not_bound": Said("اکنون مشمول این تکلیف نیست", "not bound by this duty now"),
}
