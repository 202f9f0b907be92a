//! The chance model: could random values have passed this often?

/// Below this, what was seen is no accident.
pub(super) const BEYOND: f64 = 1e-6;
/// Above this, what was seen is what chance gives.
const LIKELY: f64 = 1e-3;

/// Whether values pass no more often than chance lets them: at least twenty were
/// tested, most were refused, and the rest is what random values would give.
pub(super) fn by_chance(passed: u64, tested: u64, chance: f64) -> bool {
    chance < 1.0 && tested >= 20 && passed * 2 < tested && tail(passed, tested, chance) > LIKELY
}

/// Probability that at least `passed` of `tested` random values pass a check
/// that accepts a share `chance` of them (upper binomial tail). Exact to 4,000
/// tests, Chernoff's bound beyond.
pub(super) fn tail(passed: u64, tested: u64, chance: f64) -> f64 {
    if passed == 0 || chance >= 1.0 {
        return 1.0;
    }
    if passed > tested || chance <= 0.0 {
        return 0.0;
    }
    let (k, n) = (passed as f64, tested as f64);
    // no more than expected: certainly no surprise (and the terms below could
    // all be too small to hold)
    if k <= n * chance {
        return 1.0;
    }
    if tested > 4000 {
        let share = k / n;
        let kl = share * (share / chance).ln()
            + if share < 1.0 {
                (1.0 - share) * ((1.0 - share) / (1.0 - chance)).ln()
            } else {
                0.0
            };
        return (-n * kl).exp();
    }
    // log of C(n, k) p^k q^(n-k), then each further term from the one before
    let (p, q) = (chance.ln(), (1.0 - chance).ln());
    let mut log_term = k * p + (n - k) * q;
    for i in 0..passed {
        log_term += ((n - i as f64) / (i as f64 + 1.0)).ln();
    }
    let odds = chance / (1.0 - chance);
    let (mut term, mut sum) = (log_term.exp(), 0.0);
    for i in passed..=tested {
        sum += term;
        term *= (n - i as f64) / (i as f64 + 1.0) * odds;
        if term < sum * 1e-12 {
            break;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_chance_gives_are_no_surprise_however_many_were_tested() {
        // the terms of the sum are far below the smallest number
        assert_eq!(tail(1, 600, 0.83), 1.0);
        assert!(by_chance(1, 600, 0.83));
        assert!(tail(590, 600, 0.5) < BEYOND);
    }

    #[test]
    fn the_published_thresholds_hold() {
        // accuracy.md: mod-97 needs 9 in 100, 13 in 200; Luhn 28 in 100, 44 in 200
        for (k, n, p) in [
            (9, 100, 0.01),
            (13, 200, 0.01),
            (28, 100, 0.1),
            (44, 200, 0.1),
        ] {
            assert!(
                tail(k, n, p) < BEYOND,
                "{k} of {n} at {p}: {}",
                tail(k, n, p)
            );
            assert!(tail(k - 2, n, p) > BEYOND, "{} of {n} at {p}", k - 2);
        }
    }

    #[test]
    fn what_chance_gives_is_likely() {
        assert!(tail(1, 100, 0.01) > LIKELY);
        assert!(tail(100, 10_000, 0.01) > LIKELY);
        assert!(tail(9_000, 10_000, 0.01) < BEYOND);
        assert!((tail(0, 10, 0.1) - 1.0).abs() < 1e-12);
    }
}
