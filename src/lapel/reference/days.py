"""Dates in cells, read as exactly as they were written."""


def iso(text: str) -> str:
    """Give SQL that writes the date in a text as ISO 8601: a day, a month or a year; NULL for what is none."""
    day = f"coalesce(TRY_CAST({text}[:10] AS DATE), TRY_CAST(try_strptime({text}, '%m/%d/%Y') AS DATE))"
    return (
        f"CASE WHEN regexp_full_match({text}, '(19|20|21)\\d\\d(-(0[1-9]|1[0-2]))?') THEN {text}"
        f" WHEN regexp_full_match({text}, '\\d{{4}}-\\d\\d-\\d\\d( 00:00:00(\\.0+)?)?|\\d{{1,2}}/\\d{{1,2}}/\\d{{4}}')"
        f" THEN {day}::VARCHAR END"
    )
