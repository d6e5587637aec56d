"""A tiny scenario folder for tests, and ways to spoil it."""

from pathlib import Path

LAW = """
title: {fa: "آزمون", en: "Test"}
starts: "1401-05-01"
ends: "1401-06-10"
groups: {offices: {fa: "دستگاه‌ها", en: "Offices"}}
oversight:
  oversight_committee: {fa: "کمیته", en: "Committee", email: c@mohlat.example}
mandate:
  code: window
  name_fa: "پنجره"
  name_en: "Window"
  instrument: {number: "1", date: "1401-05-01", issuer: "Authority"}
  limits: {silent_after_days: 21, at_risk_days: 14, grace_open_hours: 24}
  deadline: "1401-05-31"
  duties:
    - {code: connect, name_fa: "اتصال", name_en: "Connect",
       obligation: {kind: connect, grade: proven}, binds: {kinds: [core]}}
    - {code: digitize, name_fa: "خدمات", name_en: "Digitize",
       obligation: {kind: digitize, share_percent: 30, level: fully_online}, binds: {kinds: [core]}}
  extensions: []
exemptions: {approver: "Exempting authority", document: exemptions.txt}
"""
ROSTER = """code,name_fa,name_en,group,kind,parent,synthetic,contact_name,contact_email,high_use_services,other_services
alpha,الف,Alpha,offices,core,,true,Somebody,alpha@mohlat.example,2,1
beta,ب,Beta,offices,core,alpha,true,Somebody,beta@mohlat.example,1,0
"""
HEADER = "at,agency,event,until,services,service,level,reason_fa,reason_en\n"


def folder(at: Path, timeline: str = "", law: str = LAW, roster: str = ROSTER) -> Path:
    """Write a scenario; `timeline` without its header."""
    (at / "documents").mkdir(exist_ok=True)
    (at / "documents" / "exemptions.txt").write_text("synthetic", "utf-8")
    (at / "law.yaml").write_text(law, "utf-8")
    (at / "roster.csv").write_text(roster, "utf-8")
    (at / "timeline.csv").write_text(HEADER + timeline, "utf-8")
    return at
