//! `date`: Django's format characters (`django/utils/dateformat.py`), in UTC and English.

use crate::value::print::Moment;
use std::fmt::Write;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const AP_MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Formats a date; an invalid one is nothing.
pub(crate) fn format(ms: f64, format: &str) -> String {
    let mut out = String::new();
    let Some(at) = Moment::of(ms) else { return out };
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            out.extend(characters.next());
        } else if !put_day(&at, c, &mut out) && !put_time(&at, c, &mut out) {
            out.push(c);
        }
    }
    out
}

fn of<'a>(names: &[&'a str], at: i64) -> &'a str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

fn put_day(at: &Moment, c: char, out: &mut String) -> bool {
    let (month, weekday) = (of(&MONTHS, at.month - 1), of(&WEEKDAYS, at.weekday));
    let Moment { year, day, .. } = at;
    // Writing to a string cannot fail.
    let _ = match c {
        'd' => write!(out, "{day:02}"),
        'j' => write!(out, "{day}"),
        'D' => write!(out, "{}", short(weekday)),
        'l' => write!(out, "{weekday}"),
        'S' => write!(out, "{}", suffix(*day)),
        'w' => write!(out, "{}", at.weekday),
        'z' => write!(out, "{}", day_of_year(at)),
        'W' => write!(out, "{}", iso_week(at).1),
        'o' => write!(out, "{}", iso_week(at).0),
        'm' => write!(out, "{:02}", at.month),
        'n' => write!(out, "{}", at.month),
        'M' => write!(out, "{}", short(month)),
        'b' => write!(out, "{}", short(month).to_lowercase()),
        'F' | 'E' => write!(out, "{month}"),
        'N' => write!(out, "{}", of(&AP_MONTHS, at.month - 1)),
        't' => write!(out, "{}", days_in_month(at)),
        'y' => write!(out, "{:02}", year.rem_euclid(100)),
        'Y' => write!(out, "{year:04}"),
        'L' => write!(out, "{}", if is_leap(*year) { "True" } else { "False" }),
        _ => return false,
    };
    true
}

fn put_time(at: &Moment, c: char, out: &mut String) -> bool {
    let Moment { year, month, day, hour, minute, second, millisecond, .. } = at;
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let is_morning = *hour < 12;
    let clock = if *minute == 0 { format!("{hour12}") } else { format!("{hour12}:{minute:02}") };
    let _ = match c {
        'a' => write!(out, "{}", if is_morning { "a.m." } else { "p.m." }),
        'A' => write!(out, "{}", if is_morning { "AM" } else { "PM" }),
        'f' => write!(out, "{clock}"),
        'P' if *minute == 0 && *hour == 0 => write!(out, "midnight"),
        'P' if *minute == 0 && *hour == 12 => write!(out, "noon"),
        'P' => write!(out, "{clock} {}", if is_morning { "a.m." } else { "p.m." }),
        'g' => write!(out, "{hour12}"),
        'G' => write!(out, "{hour}"),
        'h' => write!(out, "{hour12:02}"),
        'H' => write!(out, "{hour:02}"),
        'i' => write!(out, "{minute:02}"),
        's' => write!(out, "{second:02}"),
        'u' => write!(out, "{:06}", millisecond * 1_000),
        'e' | 'T' => write!(out, "UTC"),
        'O' => write!(out, "+0000"),
        'Z' | 'I' => write!(out, "0"),
        'U' => write!(out, "{}", at.epoch_ms.div_euclid(1_000)),
        'c' => {
            let micros = if *millisecond == 0 { String::new() } else { format!(".{:06}", millisecond * 1_000) };
            write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{micros}+00:00")
        }
        'r' => {
            let (weekday, name) = (short(of(&WEEKDAYS, at.weekday)), short(of(&MONTHS, month - 1)));
            write!(out, "{weekday}, {day:02} {name} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
        }
        _ => return false,
    };
    true
}

fn suffix(day: i64) -> &'static str {
    match day {
        11..=13 => "th",
        _ if day % 10 == 1 => "st",
        _ if day % 10 == 2 => "nd",
        _ if day % 10 == 3 => "rd",
        _ => "th",
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_in_month(at: &Moment) -> i64 {
    month_days(at.year, at.month)
}

fn day_of_year(at: &Moment) -> i64 {
    (1..at.month).map(|month| month_days(at.year, month)).sum::<i64>() + at.day
}

/// ISO 8601 year and week.
fn iso_week(at: &Moment) -> (i64, i64) {
    let weekday = if at.weekday == 0 { 7 } else { at.weekday };
    let week = (day_of_year(at) - weekday + 10) / 7;
    if week < 1 {
        return (at.year - 1, weeks(at.year - 1));
    }
    if week > weeks(at.year) { (at.year + 1, 1) } else { (at.year, week) }
}

/// How many ISO weeks a year has: 53 when it ends on a Thursday, or the year before it on a Wednesday.
fn weeks(year: i64) -> i64 {
    let last_weekday =
        |year: i64| (year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)).rem_euclid(7);
    if last_weekday(year) == 4 || last_weekday(year - 1) == 3 { 53 } else { 52 }
}
