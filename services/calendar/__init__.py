"""Civil days of Asia/Tehran and the Jalali calendar, in which the law speaks."""
