//! Numbers, sizes, shares and days as each language writes them.

use super::{Lang, typeset};

/// A whole number with its digits grouped: `12 500` (narrow no-break space) in
/// French, `12,500` in English.
pub(crate) fn number(lang: Lang, n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(lang.pick("\u{202f}", ","));
        }
        out.push(d);
    }
    out
}

/// An estimate: `≈ 84`, and from 1,000 on no more digits than it deserves
/// (the sketches behind it err by 4 %).
pub(crate) fn estimate(lang: Lang, n: u64) -> String {
    let step = match n {
        0..1_000 => 1,
        1_000..10_000 => 10,
        _ => 10u64.pow(n.ilog10() - 2),
    };
    let rounded = (n.saturating_add(step / 2) / step).saturating_mul(step);
    typeset(lang, "≈ ").into_owned() + &number(lang, rounded)
}

/// Bytes in decimal units: `1,9 Go`, `1.9 GB`.
pub(crate) fn bytes(lang: Lang, n: u64) -> String {
    let units = match lang {
        Lang::Fr => ["o", "ko", "Mo", "Go", "To", "Po"],
        Lang::En => ["B", "kB", "MB", "GB", "TB", "PB"],
    };
    let mut tenths = u128::from(n) * 10;
    let mut unit = 0;
    // 9,995 tenths would print as "1,000.0": go up as soon as it rounds there
    while tenths >= 9_995 && unit + 1 < units.len() {
        tenths = (tenths + 500) / 1_000;
        unit += 1;
    }
    let space = lang.pick("\u{202f}", " ");
    if unit == 0 || tenths >= 100 {
        return format!("{}{space}{}", (tenths + 5) / 10, units[unit]);
    }
    let point = lang.pick(",", ".");
    format!(
        "{}{point}{}{space}{}",
        tenths / 10,
        tenths % 10,
        units[unit]
    )
}

/// A share in percent, rounded to the nearest tenth. It never rounds to 0 or 100 what is neither.
pub(crate) fn share(lang: Lang, part: u64, of: u64) -> String {
    let tenths = match (part, of) {
        (0, _) | (_, 0) => 0,
        (p, o) if p >= o => 1_000,
        (p, o) => {
            let (p, o) = (u128::from(p), u128::from(o));
            ((p * 1_000 + o / 2) / o).clamp(1, 999) as u64
        }
    };
    let value = match tenths % 10 {
        0 => (tenths / 10).to_string(),
        t => format!("{}{}{t}", tenths / 10, lang.pick(",", ".")),
    };
    value + lang.pick("\u{202f}%", "%")
}

/// Day of a moment in UTC, `2026-11-22`; none outside years -9999..9999.
pub(crate) fn iso_day(seconds: i64) -> Option<String> {
    Some(civil(seconds)?.to_string())
}

/// Day of a moment in UTC: `22 novembre 2026`, `22 November 2026`. Days, not
/// hours: two runs of one day must give the same bytes.
pub(crate) fn day(lang: Lang, seconds: i64) -> String {
    civil(seconds).map_or_else(|| seconds.to_string(), |d| long_day(lang, d))
}

fn civil(seconds: i64) -> Option<jiff::civil::Date> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(moment).date())
}

/// A day written out, as [`day`] writes it.
pub(crate) fn long_day(lang: Lang, d: jiff::civil::Date) -> String {
    const FR: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const EN: [&str; 12] = [
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
    let month = usize::from(d.month().unsigned_abs()) - 1;
    let year = d.year();
    match (lang, d.day()) {
        (Lang::Fr, 1) => format!("1er {} {year}", FR[month]),
        (Lang::Fr, day) => format!("{day} {} {year}", FR[month]),
        (Lang::En, day) => format!("{day} {} {year}", EN[month]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        assert_eq!(number(Lang::Fr, 999), "999");
        assert_eq!(number(Lang::Fr, 1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(Lang::En, 12_500), "12,500");
    }

    #[test]
    fn estimates_lose_false_precision() {
        assert_eq!(estimate(Lang::En, 84), "≈ 84");
        assert_eq!(estimate(Lang::En, 4_217), "≈ 4,220");
        assert_eq!(estimate(Lang::En, 123_456), "≈ 123,000");
        assert!(estimate(Lang::En, u64::MAX).starts_with("≈ 18,4"));
    }

    #[test]
    fn sizes_pick_their_unit() {
        assert_eq!(bytes(Lang::En, 0), "0 B");
        assert_eq!(bytes(Lang::En, 999), "999 B");
        assert_eq!(bytes(Lang::En, 1_049), "1.0 kB");
        assert_eq!(bytes(Lang::En, 999_999), "1.0 MB");
        assert_eq!(bytes(Lang::Fr, 1_940_000_000), "1,9\u{202f}Go");
        assert_eq!(bytes(Lang::Fr, 12_600), "13\u{202f}ko");
    }

    #[test]
    fn shares_do_not_round_to_all_or_nothing() {
        assert_eq!(share(Lang::En, 999_999, 1_000_000), "99.9%");
        assert_eq!(share(Lang::En, 1, 1_000_000), "0.1%");
        assert_eq!(share(Lang::Fr, 1, 2), "50\u{202f}%");
        assert_eq!(share(Lang::En, 3, 3), "100%");
        assert_eq!(share(Lang::En, 11, 12), "91.7%");
        assert_eq!(share(Lang::En, 0, 0), "0%");
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(day(Lang::Fr, 1_795_348_800), "22 novembre 2026");
        assert_eq!(day(Lang::En, 0), "1 January 1970");
        assert_eq!(day(Lang::Fr, 0), "1er janvier 1970");
        assert_eq!(iso_day(1_795_348_800).as_deref(), Some("2026-11-22"));
        assert_eq!(iso_day(i64::MAX), None);
    }
}
