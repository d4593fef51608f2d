#!/usr/bin/env python3
"""Holds the sessions `welkom-kiosk programme` prints against another calendar library.

    compare.py --from 2026-12-01 --to 2026-12-31 --zone Europe/Amsterdam --sessions OUT.jsonl FILE.ics...

OUT.jsonl is what `welkom-kiosk programme --ics FILE.ics --format json` printed for the same files and
dates. Needs PyPI's `recurring-ical-events` and `icalendar`, which know nothing of ours. Prints every
difference and exits 1 where there is one, 2 where there was nothing to compare.

Where the two mean different things, the difference is spelled out here and checked, not passed over:

- Cancelled sessions are no sessions with us; the library lists them with STATUS:CANCELLED.
- A start that the spring gap skips is no session with us (RFC 5545 section 3.3.10: a rule's
  non-existent local time is ignored). The library lists it, at a time no clock shows. Each of these
  must be in the gap by its own zone's data, and must be missing from ours.
- "No end" is null with us; the library gives such a session its start as its end.
- A whole day is a date with the library; with us it is the centre's midnight.

Everything else must be equal: UID, start and end as moments, their offsets, and the summary.
"""

import argparse
import collections
import datetime
import json
import sys
import zoneinfo

import icalendar
import recurring_ical_events


def exists(moment):
    """Whether some clock of its zone ever shows this wall-clock time."""
    back = moment.astimezone(datetime.timezone.utc).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def in_zone(value, zone):
    """A date, floating or zoned time of a calendar, as a moment told in the centre's zone."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    # By way of UTC: a time in the gap is the moment that its old offset makes.
    return value.astimezone(datetime.timezone.utc).astimezone(zone)


def theirs(path, first, last, zone):
    """The library's sessions that begin within the range, and those it puts where no clock goes."""
    with open(path, "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    held, skipped = [], []
    # A day more on either side: a day of another zone is not a day here.
    span = (first - datetime.timedelta(days=2), last + datetime.timedelta(days=3))
    for event in recurring_ical_events.of(calendar).between(*span):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        moment = in_zone(start, zone)
        if not first <= moment.date() <= last or str(event.get("STATUS", "")) == "CANCELLED":
            continue
        row = (str(event["UID"]), moment, in_zone(end, zone), str(event.get("SUMMARY", "")))
        local = isinstance(start, datetime.datetime) and start.tzinfo is not None
        (skipped if local and not exists(start) else held).append(row)
    return held, skipped


def ours(path):
    """The sessions of the command, one JSON object a line."""
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["status"] == "cancelled":
                continue
            start = datetime.datetime.fromisoformat(record["start"])
            end = datetime.datetime.fromisoformat(record["end"] or record["start"])
            rows.append((record["uid"], start, end, record["summary"]))
    return rows


def shown(row):
    """One session as text; the offset is part of it, so that equal moments told apart differ."""
    uid, start, end, summary = row
    return f"{start.isoformat()} {end.isoformat()} {uid} {summary}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--zone", type=zoneinfo.ZoneInfo, default=zoneinfo.ZoneInfo("Europe/Amsterdam"))
    parser.add_argument("--sessions", required=True, help="what the command printed")
    parser.add_argument("calendars", nargs="+", metavar="FILE.ics")
    arguments = parser.parse_args()

    expected, skipped = [], []
    for path in arguments.calendars:
        held, none = theirs(path, arguments.first, arguments.last, arguments.zone)
        expected += held
        skipped += none
    found = ours(arguments.sessions)

    expected_counts = collections.Counter(map(shown, expected))
    found_counts = collections.Counter(map(shown, found))
    differences = [f"only the library: {row}" for row in (expected_counts - found_counts).elements()]
    differences += [f"only the command: {row}" for row in (found_counts - expected_counts).elements()]
    # Moments, not text: whatever offset we might have told it with.
    starts = {(uid, start.timestamp()) for uid, start, _, _ in found}
    for row in skipped:
        if (row[0], row[1].timestamp()) in starts:
            differences.append(f"a time that the clock skips: {shown(row)}")

    for difference in sorted(differences):
        print(difference)
    print(f"{len(found)} sessions, {len(skipped)} skipped by the clock, {len(differences)} differences")
    if not found and not expected and not skipped:
        return 2
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
