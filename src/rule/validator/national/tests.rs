//! Invented values with right check digits, and what their rules refuse.

use crate::rule::validator::Validator::{self, *};
use crate::rule::validator::{Accepted, Grade};

fn whole(validator: Validator, text: &str) -> Option<Accepted> {
    validator.check(text).filter(|a| a.len == text.len())
}

/// Values whose check characters tell nearly every slip.
const KEYED: &[(Validator, &[&str])] = &[
    (AtSvnr, &["6212 300758", "2370130741"]),
    (
        BeNrn,
        &["45.10.03-339.04", "02 05 30 682 76", "47520776288"],
    ),
    (BgEgn, &["8503144745", "0446273829"]),
    (BrCpf, &["864.842.115-23", "45867149307"]),
    (CaSin, &["444 087 076", "134-138-304"]),
    (ChAhv, &["756.0166.5590.93", "7568348570713"]),
    (CyTic, &["93802392W", "91240376G"]),
    (CzRodneCislo, &["765818/3577", "1855049262"]),
    (DeIdnr, &["17 087 532 498", "18906154724"]),
    (DeKvnr, &["S665895924", "E 358309729"]),
    (DeRvnr, &["53 190615 D 331", "80171105P406"]),
    (DkCpr, &["240463-0957", "1312583468"]),
    (EeLtCode, &["50507177797", "49701073501"]),
    (
        EsDni,
        &["92484538C", "37.969.526-E", "X-1710846-Z", "M9018210W"],
    ),
    (EsNuss, &["20/22460030/39", "458368940491"]),
    (FiHetu, &["030816B286R", "180284-894R", "241248-1380"]),
    (GbNhs, &["573 995 3472", "792-934-3480"]),
    (GbUtr, &["1579093853", "52445 24198"]),
    (GrAfm, &["641164633", "503803678"]),
    (GrAmka, &["24056288814", "130890-41050"]),
    (HrOib, &["75464010578", "89302305024"]),
    (HuAdoazonosito, &["8344115884", "8367162250"]),
    (HuSzemelyi, &["1-450403-1384", "22802197181"]),
    (HuTaj, &["677 160 072", "148506552"]),
    (IePpsn, &["7742998K", "8437702SH"]),
    (IsKennitala, &["141087-6300", "1702865619"]),
    (
        ItCodiceFiscale,
        &["BRLGNN71T54C183T", "vnt lrd uualt f839 n"],
    ),
    (LuMatricule, &["1982 1111 808 09", "1968022724150"]),
    (LvPersonasKods, &["200597-13670", "32109523566"]),
    (NlBsn, &["860212233", "7622.81.844"]),
    (NoFodselsnummer, &["010462 95567", "65090410754"]),
    (PlNip, &["175-598-44-60", "3939183334"]),
    (PlPesel, &["67041642477", "11470874204"]),
    (PtCartao, &["28089577 3 XW0", "628270263SP6"]),
    (PtNif, &["227 804 643", "146006496"]),
    (RoCnp, &["5250104104608", "5190730025291"]),
    (
        SePersonnummer,
        &["651117-5546", "19370914-4848", "770522+1112"],
    ),
    (SiEmso, &["0607920505343", "0802984633431"]),
    (TrTckn, &["22633451714", "19170928052"]),
];

#[test]
fn valid_numbers_are_accepted_and_most_slips_refused() {
    for (validator, values) in KEYED {
        for value in *values {
            assert!(whole(*validator, value).is_some(), "{validator:?} {value}");
            let (mut slips, mut told) = (0, 0);
            for at in value.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                let next = (b'0'..=b'9').filter(|b| *b != value.as_bytes()[at.0]);
                for digit in next {
                    let mut slip = value.as_bytes().to_vec();
                    slip[at.0] = digit;
                    let slip = String::from_utf8(slip).expect("ASCII");
                    slips += 1;
                    let plain = whole(*validator, &slip).filter(|a| a.grade > Grade::Weak);
                    told += u32::from(plain.is_none());
                }
            }
            assert!(
                told * 10 >= slips * 9,
                "{validator:?} {value}: {told} of {slips}"
            );
        }
    }
}

#[test]
fn a_value_is_no_part_of_a_longer_number() {
    for (validator, values) in KEYED {
        for value in *values {
            for tail in ["7", "x"] {
                let longer = format!("{value}{tail}");
                let got = validator.check(&longer).filter(|a| a.len == value.len());
                assert!(got.is_none(), "{validator:?} {longer}");
            }
            let followed = format!("{value}, puis");
            let got = validator.check(&followed).map(|a| a.len);
            assert_eq!(got, Some(value.len()), "{validator:?} {followed}");
        }
    }
}

#[test]
fn numbers_without_a_key_have_their_exclusions() {
    for (validator, good, bad) in [
        (UsSsn, "480-27-1306", "000-27-1306"),
        (UsSsn, "167 40 8259", "666-40-8259"),
        (UsSsn, "279711459", "279-71-0000"),
        (UsSsn, "759-06-5889", "900-06-5889"),
        (UsItin, "982-70-3614", "982-49-3614"),
        (UsItin, "990 72 6745", "990 93 6745"),
        (GbNino, "JK 48 21 07 B", "GB 48 21 07 B"),
        (GbNino, "ab-123457-c", "QQ 12 34 57 C"),
        (GbNino, "CE482107D", "CE482107E"),
        (MtId, "0482785M", "0482785N"),
        (DeSteuernummer, "181/815/08155", "181/815/081"),
        (DeSteuernummer, "9181081508155", "9181181508155"),
        (DeIdCard, "TR0VZKR62", "TA0VZKR62"),
    ] {
        assert!(whole(validator, good).is_some(), "{validator:?} {good}");
        assert!(whole(validator, bad).is_none(), "{validator:?} {bad}");
    }
}

#[test]
fn rules_that_a_check_digit_does_not_tell() {
    for (validator, bad, why) in [
        (BeNrn, "45133333900", "month 13"),
        (BeNrn, "45100300069", "serial 000"),
        (LuMatricule, "1982131180801", "month 13"),
        (
            DeIdnr,
            "12345678903",
            "no figure of the first ten is there twice",
        ),
        (DeIdnr, "44402759811", "three of a figure in a row"),
        (EsDni, "B64717838", "a company"),
        (PtNif, "501964843", "a company"),
        (PtNif, "618545883", "not a person's prefix"),
        (PlPesel, "54007481320", "neither month nor day"),
        (IsKennitala, "6911132219", "a company"),
        (SiEmso, "0612901504330", "the year 2901"),
        (CaSin, "046454286", "0 is not given"),
        (FiHetu, "131052/308T", "no century's sign"),
        (FiHetu, "310289-211C", "29 days"),
        (SePersonnummer, "880320-0007", "serial 000"),
        (RoCnp, "5250104604608", "no county 60"),
        (ItCodiceFiscale, "BRLGNN71T75C183T", "day 75"),
    ] {
        assert!(
            whole(validator, bad).is_none(),
            "{validator:?} {bad}: {why}"
        );
    }
}

#[test]
fn weak_forms_and_test_values_are_told() {
    let grade = |v: Validator, t: &str| whole(v, t).map(|a| a.grade);
    // a code whose letters come of no name, births without a day, before 1954
    assert_eq!(
        grade(ItCodiceFiscale, "AEPGYQ34D66L784I"),
        Some(Grade::Weak)
    );
    assert_eq!(grade(CzRodneCislo, "460119142"), Some(Grade::Weak));
    assert_eq!(grade(DeIdCard, "TR0VZKR62"), Some(Grade::Weak));
    assert_eq!(grade(DeIdCard, "TR0VZKR625"), Some(Grade::Plain));
    assert_eq!(grade(ChAhv, "756.0166.5590.93"), Some(Grade::Strong));
    let test = |v: Validator, t: &str| whole(v, t).map(|a| a.test);
    for (validator, value) in [
        (UsSsn, "078-05-1120"),
        (EsDni, "12345678Z"),
        (GbNhs, "999 000 0018"),
        (FiHetu, "010594Y9032"),
    ] {
        assert_eq!(test(validator, value), Some(true), "{value}");
    }
    assert_eq!(test(EsDni, "92484538C"), Some(false));
}
