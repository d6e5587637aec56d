"""The words in English."""

from services.auditor.figures.words.catalogue import Words

ENGLISH = Words(
    steps={
        "recomputed": "The same question has another answer now",
        "knowledge": "What was known moves from {was_known_at} to {known_at}",
        "date": "The date moves from {was_as_of} to {as_of}",
        "date_and_knowledge": "The date moves from {was_as_of} to {as_of}, and what was known from {was_known_at} to "
        "{known_at}",
        "denominator": "Counted over {over} instead of {was_over}",
        "exemption": "Counted over {over} instead of {was_over}",
        "affiliates": "Counted among {among} instead of {was_among}",
        "selection": "Counted within {selection} instead of {was_selection}",
        "counts": "What counts is {counts} instead of {was_counts}",
        "duty": "The duty is {duty} instead of {was_duty}, and what counts is {counts} instead of {was_counts}",
    },
    shift="{before} becomes {after}",
    entered={
        "numerator": "{number} into the numerator",
        "denominator": "{number} into the denominator",
        "not_judged": "{number} not judged yet",
    },
    left={
        "numerator": "{number} out of the numerator",
        "denominator": "{number} out of the denominator",
        "not_judged": "{number} judged by now",
    },
    no_percent="{numerator} of {denominator}",
    percent="{numerator} of {denominator} ({percent}%)",
    equal="The two figures are equal, body by body.",
    counts={
        "claimed": "a connection that is at least stated",
        "proven": "a connection that a heartbeat proves",
        "full": "a connection whose last heartbeat reaches every service in scope",
        "met": "a duty that is met",
    },
    over={
        "listed": "all listed bodies",
        "listed_less_exempt": "the listed bodies less the exempt",
        "obligated": "the obligated bodies",
        "obligated_less_exempt": "the obligated bodies less the exempt",
    },
    among={
        "core": "core bodies",
        "affiliated": "affiliated bodies",
        "core_and_affiliated": "core bodies and affiliates",
    },
    everybody="all bodies",
    selection="the bodies with {parts}",
    group="group {group}",
    parent="parent agency {parent}",
    trait="{key} {values}",
    end_of="the end of {day}",
    instant="{day}, {clock}",
    separator=", ",
    differences={
        "altered": "The receipt was altered after it was issued: its seal is {receipt}, its content gives "
        "{recomputed}.",
        "definition_hash": "The definition in the receipt is not the one its hash is of: {receipt} is written, "
        "{recomputed} is found.",
        "definition": "The definition differs in {about}: {receipt} in the receipt, {recomputed} recomputed.",
        "as_of": "The receipt is as of {receipt}, the recomputation as of {recomputed}.",
        "known_at": "The receipt uses what was known at {receipt}, the recomputation what was known at {recomputed}.",
        "numerator_only_in_receipt": "{about} is in the numerator of the receipt and not in that recomputed.",
        "numerator_only_recomputed": "{about} is in the numerator recomputed and not in that of the receipt.",
        "denominator_only_in_receipt": "{about} is in the denominator of the receipt and not in that recomputed.",
        "denominator_only_recomputed": "{about} is in the denominator recomputed and not in that of the receipt.",
        "judged_since": "{about} is not judged in the receipt, and is in the recomputation.",
        "not_judged_again": "{about} is judged in the receipt, and is not in the recomputation.",
        "list_out_of_order": "The list {about} of the receipt is out of order or names something twice.",
        "rules": "The receipt was judged by rules {receipt}, the recomputation by rules {recomputed}.",
        "partition_unknown": "Partition {about} is in only one of the two.",
        "partition_behind": "Partition {about} was judged up to {receipt} for the receipt, and is only up to "
        "{recomputed} now.",
        "facts": "The verdicts rest on other facts: {receipt} in the receipt, {recomputed} recomputed.",
    },
    roll_ups={
        "core_met": "The body itself has met the duty.",
        "core_not_met": "The body itself has not met the duty.",
        "core_exempt": "The body itself is exempt.",
        "core_not_bound": "The body itself does not have the duty.",
        "core_not_judged": "The body itself is not judged yet.",
        "no_affiliates": "No affiliate has the duty, so the body stands as it does by itself.",
        "every_affiliate_met": "Every affiliate has met the duty.",
        "an_affiliate_not_met": "Not every affiliate has met the duty.",
        "share_reached": "The affiliates that have met the duty reach the share required.",
        "share_missed": "The affiliates that have met the duty do not reach the share required.",
        "weight_reached": "Those that have met the duty reach the weight required.",
        "weight_missed": "Those that have met the duty do not reach the weight required.",
        "affiliates_not_judged": "It depends on affiliates that are not judged yet.",
    },
    forecast="At the pace of the last {days_used} days ({pace} bodies a day) the likely number of bodies to miss "
    "{deadline} is {misses}, between {at_least} and {at_most} with {confidence}% confidence.",
    forecast_without_estimate="The number of bodies to miss {deadline} is between {at_least} and {at_most}: too few "
    "days to look back on for an estimate ({days_used}).",
    forecast_after="Bodies that have missed {deadline}, or have no whole day left until it: {misses}.",
    pace_needed="For nobody to miss it, the pace needed is {pace} bodies a day (whole days left: {days_left}).",
    no_day_left="No whole day is left to bring in those that remain.",
    method="The net change on each of the last {days} days is taken as a sample of the days to come; their mean gives "
    "the estimate and their scatter the interval of {confidence}% (mean ± z·s·√(d + d²/n), s² at least 1/n).",
    assumptions={
        "days_alike": "The days to come are like the last ones.",
        "days_independent": "What one day brings says nothing of the next.",
        "no_rush": "Nobody hurries because the deadline is near.",
        "scope_stays": "Nobody becomes bound, exempt or free of the duty.",
        "verdicts_stand": "What has been judged is not corrected.",
    },
)
