#!/usr/bin/env python3
"""Writes a calendar of random events, always the same for a seed, for compare.py to try.

    random_calendar.py --seed 1 > random.ics

Half of the events are stranger rules in four zones; the other half are weekly ones with what centres
do to them: dates left out and added, one date moved, cancelled or renamed, all from a date on moved.
"""

import argparse
import datetime
import random

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
ZONES = ["Europe/Amsterdam"] * 4 + ["America/New_York", "Pacific/Auckland", "UTC"]


def random_rule(pick):
    days = ",".join(sorted(pick.sample(WEEKDAYS, pick.randint(1, 3)), key=WEEKDAYS.index))
    day, month, monthday, yearday = pick.choice(WEEKDAYS), pick.randint(1, 12), pick.randint(1, 31), pick.randint(1, 366)
    rule = pick.choice([
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        f"FREQ=WEEKLY;BYDAY={days}",
        f"FREQ=DAILY;BYDAY={days};BYMONTH={month}",
        f"FREQ=MONTHLY;BYDAY={pick.choice([-2, -1, 1, 2, 3, 4, 5])}{day}",
        f"FREQ=MONTHLY;BYDAY={days};BYSETPOS={pick.choice([-1, 1, 2])}",
        f"FREQ=MONTHLY;BYDAY={days};BYMONTHDAY=1,2,3,4,5,6,7",
        f"FREQ=MONTHLY;BYMONTHDAY={monthday},-{monthday}",
        f"FREQ=YEARLY;BYMONTH={month};BYDAY={pick.choice([-1, 1, 2, 3])}{day}",
        f"FREQ=YEARLY;BYDAY={pick.choice([-1, 1, 20])}{day}",
        f"FREQ=YEARLY;BYWEEKNO={pick.randint(1, 53)};BYDAY={days}",
        f"FREQ=YEARLY;BYYEARDAY={yearday},-{yearday}",
    ])
    rule += f";INTERVAL={pick.choice([1, 1, 1, 2, 3, 4])};WKST={pick.choice(['MO', 'SU', 'WE'])}"
    end = pick.random()
    if end < 0.2:
        rule += f";COUNT={pick.randint(1, 60)}"
    elif end < 0.4:
        clock = pick.choice(["090000", "225959", "000000"])
        rule += f";UNTIL={pick.randint(2028, 2030)}{month:02}{pick.randint(1, 28):02}T{clock}Z"
    return rule


def strange(pick, uid):
    start = datetime.datetime(
        pick.randint(2015, 2027), pick.randint(1, 12), pick.randint(1, 28), pick.choice([0, 1, 2, 3, 10, 19, 23]), pick.choice([0, 30])
    )
    zone, minutes = pick.choice(ZONES), pick.choice([45, 60, 90, 240, 600])

    def at(moment):
        return f":{moment:%Y%m%dT%H%M%S}Z" if zone == "UTC" else f";TZID={zone}:{moment:%Y%m%dT%H%M%S}"

    end = pick.choice([f"DTEND{at(start + datetime.timedelta(minutes=minutes))}", f"DURATION:PT{minutes}M"])
    yield from ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{uid}", f"DTSTART{at(start)}", end]
    # No rule that never falls on a date: we leave such an event out and say so.
    yield from [f"RRULE:{random_rule(pick)}", "END:VEVENT"]


def weekly(pick, uid):
    # Outside the hour that changes: a date written down in the gap is left out and said.
    start = datetime.datetime(2027, pick.randint(1, 12), pick.randint(1, 28), pick.choice([4, 9, 10, 18]), pick.choice([0, 30]))
    all_day, weeks = pick.random() < 0.15, pick.choice([1, 1, 2])
    length = datetime.timedelta(days=1) if all_day else datetime.timedelta(minutes=90)
    days, hours = (lambda n: datetime.timedelta(days=n)), (lambda n: datetime.timedelta(hours=0 if all_day else n))

    def at(moment):
        return f";VALUE=DATE:{moment:%Y%m%d}" if all_day else f";TZID=Europe/Amsterdam:{moment:%Y%m%dT%H%M%S}"

    dates = [start + days(7 * weeks * number) for number in range(60)]
    without = pick.sample(dates[1:], pick.randint(0, 5))
    held = [date for date in dates if date not in without]
    yield from ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{uid}", f"DTSTART{at(start)}", f"DTEND{at(start + length)}"]
    yield f"RRULE:FREQ=WEEKLY;INTERVAL={weeks};COUNT=60"
    for date in without:
        yield f"EXDATE;VALUE=DATE:{date:%Y%m%d}" if pick.random() < 0.3 else f"EXDATE{at(date)}"
    if pick.random() < 0.5:
        # On another weekday: of two sessions on one day the library takes a change of the one for both.
        yield f"RDATE{at(start + days(7 * pick.randint(0, 40) + pick.randint(1, 6)) + hours(1))}"
    yield "END:VEVENT"

    def change(date, moved, text, parameter=""):
        yield from ["BEGIN:VEVENT", f"UID:{uid}", f"RECURRENCE-ID{parameter}{at(date)}", f"DTSTART{at(moved)}"]
        yield from [f"DTEND{at(moved + length)}", f"SUMMARY:{uid} {text}"]

    changed = pick.sample(held, pick.randint(0, 4))
    for date in changed:
        kind = pick.choice(["moved", "cancelled", "renamed"])
        moved = date + days(pick.randint(-3, 9)) + hours(pick.randint(0, 4)) if kind == "moved" else date
        yield from change(date, moved, kind)
        yield from (["STATUS:CANCELLED"] if kind == "cancelled" else []) + ["END:VEVENT"]
    date = pick.choice(held)
    if pick.random() < 0.3 and not all_day and date not in changed:
        moved = date + days(pick.randint(-1, 2)) + hours(pick.choice([0, 1, 2]))
        yield from change(date, moved, "from here on", ";RANGE=THISANDFUTURE")
        yield "END:VEVENT"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--events", type=int, default=200)
    arguments = parser.parse_args()
    pick = random.Random(arguments.seed)
    print("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Welkom//Random//EN")
    for number in range(arguments.events):
        for line in (strange if number % 2 else weekly)(pick, f"{arguments.seed}-{number}"):
            print(line)
    print("END:VCALENDAR")


if __name__ == "__main__":
    main()
