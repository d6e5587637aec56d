"""What the issuer's pages say, in both languages."""

from collections.abc import Mapping

from services.registry.identity.official import Role

TEXTS: Mapping[str, Mapping[str, str]] = {
    "fa": {
        "direction": "rtl",
        "brand": "مهلت",
        "demo": "فقط برای نمایش",
        "demo_more": "این سامانهٔ ورود محلی است؛ گذرواژه ندارد و همهٔ این افراد ساختگی‌اند.",
        "title": "ورود به سامانهٔ ثبت",
        "pick": "به نام چه کسی وارد می‌شوید؟",
        "synthetic": "ساختگی",
        "other_language": "English",
        "refused": "این درخواست ورود پذیرفته نیست",
        "client": "سامانه‌ای که شما را فرستاده است شناخته نیست.",
        "redirect": "نشانی بازگشت، نشانی سامانهٔ ثبت نیست.",
        "official": "چنین شخصی در فهرست نیست.",
    },
    "en": {
        "direction": "ltr",
        "brand": "Mohlat",
        "demo": "Demo only",
        "demo_more": "This is a local sign-in without passwords; all of these people are invented.",
        "title": "Sign in to the registry",
        "pick": "Whom do you sign in as?",
        "synthetic": "synthetic",
        "other_language": "فارسی",
        "refused": "This sign-in request is refused",
        "client": "The application that sent you here is not known.",
        "redirect": "The address to return to is not the registry's.",
        "official": "There is no such person on the list.",
    },
}

ROLES: Mapping[str, Mapping[Role, str]] = {
    "fa": {
        "registrar": "متصدی ثبت",
        "approver": "تأییدکننده",
        "overseer": "ناظر",
        "operator": "راهبر سامانه",
        "inspector:oversight_committee": "بازرس کمیتهٔ نظارت",
        "inspector:inspection_organisation": "بازرس سازمان بازرسی",
        "inspector:article_90_commission": "بازرس کمیسیون اصل ۹۰",
    },
    "en": {
        "registrar": "Registrar",
        "approver": "Approver",
        "overseer": "Overseer",
        "operator": "Operator",
        "inspector:oversight_committee": "Inspector, oversight committee",
        "inspector:inspection_organisation": "Inspector, inspection organisation",
        "inspector:article_90_commission": "Inspector, Article 90 commission",
    },
}
