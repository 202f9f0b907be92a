//! One pure function per identifier: does this text, from its first character,
//! hold a valid value, how long is it, and how strong is the proof?
//!
//! Validators never look before the value and never allocate. They read
//! what was given from its start, skip the separators the identifier is written
//! with, and refuse a value that is only the head of a longer run.

mod bech32;
mod bic;
mod card;
mod compact;
mod company;
mod crypto;
mod device;
mod email;
mod finance;
mod france;
mod geo;
mod iban;
mod identity;
mod keccak;
mod mrz;
mod national;
mod neighbour;
mod net;
mod nir;
mod nosology;
mod phone;
mod phone_fr;
mod product;
mod school;
mod vat;
mod vehicle;

mod account;
mod address;
mod birth;
mod name_word;
mod person;
mod person_near;
mod secret;
mod statement;
mod street;
mod token;
mod town;
mod words;

/// The year of a date of birth, as far as its figures say it.
#[must_use]
pub fn birth_year(text: &str) -> Option<u32> {
    birth::year(text)
}

use address::Wanted;
use person::Announced;
use serde::Deserialize;

/// How strong a validator's proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Valid, but so rare or so lax a form that a word or a column must agree
    /// (NIR with birth month 50-99, keyless forms).
    Weak,
    /// Valid.
    Plain,
    /// Valid with more structure than the check digits alone prove (NIR with a
    /// calendar month, IBAN whose RIB key holds too, known bank).
    Strong,
}

/// A value that a validator accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Bytes of the longest valid prefix of what was given. The rest is not part
    /// of the value (`BE68 5390 0754 7034 TOTO`).
    pub len: usize,
    /// How strong the proof is.
    pub grade: Grade,
    /// A known test value: specification example, fiction range, example.com.
    pub test: bool,
}

/// A form that proves little alone, under a title that is its own: plain.
fn titled(found: Option<Accepted>) -> Option<Accepted> {
    found.map(|a| Accepted {
        grade: a.grade.max(Grade::Plain),
        ..a
    })
}

/// Declares the closed list once: variant, function, documentation.
macro_rules! validators {
    ($($(#[$doc:meta])* $variant:ident => $check:expr;)*) => {
        /// The closed list of validators that a rule may name (in kebab-case).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Validator {
            $($(#[$doc])* $variant,)*
        }

        impl Validator {
            /// Every validator, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Judges `text`, whose start is the candidate.
            #[must_use]
            pub fn check(self, text: &str) -> Option<Accepted> {
                match self {
                    $(Self::$variant => ($check)(text),)*
                }
            }
        }
    };
}

validators! {
    /// Luhn over a number of four digits or more (ISO/IEC 7812-1 annex B).
    Luhn => company::luhn_number;
    /// NIR, 13 characters and key.
    Nir => nir::nir;
    /// NIR, the word "clé" before its key.
    NirWorded => nir::nir_worded;
    /// NIR without its key.
    NirKeyless => nir::nir_keyless;
    /// The same under a title or a field that is the number's own.
    NirKeylessTitled => |t| titled(nir::nir_keyless(t));
    /// NNP, MIG and the numbers of persons being registered.
    NirProvisional => nir::nir_provisional;
    /// IBAN (ISO 13616), with the RIB key for France and Monaco.
    Iban => iban::iban;
    /// IBAN whose groups stand apart or run over lines.
    IbanWide => iban::iban_wide;
    /// French bank account: bank, branch, account, key.
    Rib => iban::rib;
    /// The same with words between bank, branch, account and key.
    RibLabelled => iban::rib_labelled;
    /// BIC (ISO 9362).
    Bic => bic::bic;
    /// Payment card: Luhn and issuer ranges.
    Card => card::card;
    /// French tax number (SPI).
    Spi => company::spi;
    /// SIREN.
    Siren => company::siren;
    /// SIRET.
    Siret => company::siret;
    /// FINESS.
    Finess => company::finess;
    /// RPPS.
    Rpps => company::rpps;
    /// ADELI.
    Adeli => company::adeli;
    /// VAT numbers of Europe.
    Vat => vat::vat;
    /// French VAT number without its country.
    VatFrenchBare => vat::french_bare;
    /// ISBN-10 and ISBN-13.
    Isbn => product::isbn;
    /// GTIN-8, -13, -14.
    Ean => product::ean;
    /// IMEI.
    Imei => product::imei;
    /// UUID.
    Uuid => product::uuid;
    /// MD5 and SHA digests in hexadecimal.
    Digest => product::digest;
    /// French telephone number with its zero or country code.
    FrPhone => phone_fr::fr_phone;
    /// French telephone number without zero or plus.
    FrPhoneBare => phone_fr::fr_phone_bare;
    /// Numbers of two digits in a row, too many for a telephone number.
    Series => phone_fr::series;
    /// International telephone number.
    Phone => phone::phone;
    /// National telephone number of another country.
    PhoneNational => phone::phone_national;
    /// IPv4 address.
    Ipv4 => net::ipv4;
    /// IPv6 address.
    Ipv6 => net::ipv6;
    /// MAC address.
    Mac => net::mac;
    /// French plate since 2009.
    PlateSiv => vehicle::plate_siv;
    /// The same under a title of its own.
    PlateSivTitled => |t| titled(vehicle::plate_siv(t));
    /// French plate before 2009.
    PlateFni => vehicle::plate_fni;
    /// French passport number.
    FrPassport => identity::fr_passport;
    /// A document of the same form in a field of its own.
    FrDocumentTitled => |t| titled(identity::fr_passport(t));
    /// Passport number of any country.
    Passport => identity::passport;
    /// Identity card or driving licence of any country.
    Document => identity::document;
    /// French identity card until 2021.
    Cni => identity::cni;
    /// French identity card since 2021.
    CniNew => identity::cni_2021;
    /// French driving licence (NEPH).
    Neph => identity::neph;
    /// Machine-readable zone of a travel document.
    Mrz => mrz::mrz;
    /// INE.
    Ine => school::ine;
    /// UAI.
    Uai => school::uai;
    /// E-mail address.
    Email => email::email;
    /// The same in the address of a page, `%40` for its `@`.
    EmailEncoded => email::email_encoded;
    /// Pair of decimal degrees.
    Coordinates => geo::coordinates;
    /// Pair of decimal degrees with a key between them.
    KeyedCoordinates => geo::keyed;
    /// Longitude, then latitude.
    LonLat => geo::lon_lat;
    /// One decimal degree.
    Degrees => geo::degrees;
    /// Degrees, minutes, seconds.
    Sexagesimal => geo::sexagesimal;

    /// Answer to a label of a form.
    Statement => statement::statement;
    /// CIM-10 (ICD-10) code of a disease.
    Icd10 => nosology::icd10;
    /// CCAM code of an act.
    Ccam => nosology::ccam;

    // -- national identifiers of other countries
    /// Austrian social insurance number.
    AtSvnr => national::svnr;
    /// Belgian national number and BIS number.
    BeNrn => national::nrn;
    /// Bulgarian EGN and LNCh.
    BgEgn => national::egn;
    /// Brazilian CPF.
    BrCpf => national::cpf;
    /// Canadian SIN.
    CaSin => national::sin;
    /// Swiss AHV/AVS number.
    ChAhv => national::ahv;
    /// Cypriot TIC.
    CyTic => national::tic;
    /// Czech and Slovak birth number.
    CzRodneCislo => national::rodne_cislo;
    /// German tax identification number.
    DeIdnr => national::idnr;
    /// German identity card.
    DeIdCard => national::id_card;
    /// German health insurance number.
    DeKvnr => national::kvnr;
    /// German pension insurance number.
    DeRvnr => national::rvnr;
    /// German tax number of a Land.
    DeSteuernummer => national::steuernummer;
    /// Danish CPR number.
    DkCpr => national::cpr;
    /// Estonian and Lithuanian personal code.
    EeLtCode => national::baltic;
    /// Spanish DNI, NIE and NIF of persons.
    EsDni => national::dni;
    /// Spanish social security number.
    EsNuss => national::nuss;
    /// Finnish personal identity code.
    FiHetu => national::hetu;
    /// British NHS number.
    GbNhs => national::nhs;
    /// British National Insurance number.
    GbNino => national::nino;
    /// British UTR.
    GbUtr => national::utr;
    /// Greek AFM.
    GrAfm => national::afm;
    /// Greek AMKA.
    GrAmka => national::amka;
    /// Croatian OIB.
    HrOib => national::oib;
    /// Hungarian tax number of a person.
    HuAdoazonosito => national::tax_hungary;
    /// Hungarian personal number.
    HuSzemelyi => national::szemelyi;
    /// Hungarian social insurance number.
    HuTaj => national::taj;
    /// Irish PPSN.
    IePpsn => national::pps;
    /// Icelandic kennitala of a person.
    IsKennitala => national::kennitala;
    /// Italian codice fiscale of a person.
    ItCodiceFiscale => national::codice_fiscale;
    /// Luxembourg's national number.
    LuMatricule => national::luxembourg;
    /// Latvian personal code.
    LvPersonasKods => national::latvian;
    /// Maltese identity number.
    MtId => national::maltese;
    /// Dutch BSN.
    NlBsn => national::bsn;
    /// Norwegian birth number and D-number.
    NoFodselsnummer => national::fodselsnummer;
    /// Polish NIP.
    PlNip => national::nip;
    /// Polish PESEL.
    PlPesel => national::pesel;
    /// Portuguese identity card.
    PtCartao => national::cartao;
    /// Portuguese NIF of a person.
    PtNif => national::nif;
    /// Romanian CNP.
    RoCnp => national::cnp;
    /// Swedish personal and co-ordination number.
    SePersonnummer => national::personnummer;
    /// Slovenian EMŠO and former Yugoslav JMBG.
    SiEmso => national::emso;
    /// Turkish identity number.
    TrTckn => national::tckn;
    /// US ITIN.
    UsItin => national::itin;
    /// US social security number.
    UsSsn => national::ssn;

    // -- French numbers without a key
    /// Number of a CAF recipient.
    Caf => france::caf;
    /// Identifier of a job seeker at France Travail.
    FranceTravail => france::france_travail;
    /// Account at an URSSAF.
    Urssaf => france::urssaf;
    /// Number of a foreigner in AGDREF.
    Agdref => france::agdref;
    /// Association (RNA, W number).
    Rna => france::rna;
    /// Activity code (APE, NAF).
    Ape => france::ape;
    /// Reference of a tax notice.
    TaxNotice => france::tax_notice;
    /// NUMEN of staff of the education ministry.
    Numen => france::numen;
    /// Parcel of the French cadastre, fourteen characters.
    Parcel => france::parcel;

    // -- land and plates of neighbouring countries
    /// Spanish cadastral reference.
    Catastro => neighbour::catastro;
    /// German plate.
    PlateDe => neighbour::plate_de;

    // -- organisations, securities, publications
    /// Legal entity identifier.
    Lei => finance::lei;
    /// ISIN.
    Isin => finance::isin;
    /// CUSIP.
    Cusip => finance::cusip;
    /// ISSN.
    Issn => finance::issn;
    /// Excise number.
    Excise => finance::excise;

    // -- devices, lines, vehicles, cookies
    /// IMEI with the version of its software.
    Imeisv => device::imeisv;
    /// Subscriber of a mobile network.
    Imsi => device::imsi;
    /// SIM card.
    Iccid => device::iccid;
    /// Vehicle identification number.
    Vin => device::vin;
    /// Visitor's identifier in a cookie of measurement.
    Visitor => device::visitor;
    /// Identifier for advertisers, Android identifier.
    DeviceId => device::device;

    // -- crypto-currencies and secrets
    /// Address of a crypto-currency.
    CryptoAddress => crypto::address;
    /// Token that its prefix announces.
    Token => token::token;
    /// Key that its label announces.
    SecretKey => token::labelled;
    /// JSON web token.
    Jwt => token::jwt;
    /// First line of the body of a private key.
    PrivateKey => token::private_key;

    // -- persons: names, places, dates, accounts
    /// A name after a civility or a label.
    PersonNameLabelled => |t| person::check(t, Announced::Labelled);
    /// The same, one word of which a dictionary knows.
    PersonNameKnown => |t| person::check(t, Announced::Known);
    /// A name after the role of a person.
    PersonNameRole => |t| person::check(t, Announced::Role);
    /// A first name and a surname, in either order, that the dictionaries know.
    PersonNamePair => |t| person::check(t, Announced::Pair);
    /// An initial and a known surname.
    PersonNameInitial => |t| person::check(t, Announced::Initial);
    /// A name that is a whole cell.
    PersonNameCell => |t| person::check(t, Announced::Cell);
    /// One unmistakable name.
    PersonNameSingle => |t| person::check(t, Announced::Single);
    /// A first name after a relative's word, with surname or without.
    PersonNameClose => |t| person::check(t, Announced::Close);
    /// A name where a form or a closing wants one, written small too.
    PersonNameMember => |t| person::check(t, Announced::Member);
    /// An initial and a surname, or a name of two words, beside a function.
    PersonNameSigned => |t| person::check(t, Announced::Signed);
    /// A name of two words or more that begins the line of a list.
    PersonNameListed => |t| person::check(t, Announced::Listed);
    /// A surname in capitals and a first name, in columns side by side.
    PersonNameApart => |t| person::check(t, Announced::Apart);
    /// The capitalised words that name a street, a school, a hospital.
    NamedAfter => |t| person::check(t, Announced::Place);
    /// A date of the calendar that a living person can be born on.
    BirthDate => birth::check;
    /// A date of birth, and nothing after it; weak when the person is no adult.
    BirthDateCell => birth::check_cell;
    /// A town or a country of birth.
    BirthTown => town::check;
    /// A French town of birth.
    BirthTownKnown => town::check_known;
    /// A date with its whole year, the birth of an adult.
    BirthDateAdult => birth::check_adult;
    /// Eight digits in the boxes of a form, the birth of an adult.
    BirthDateBoxed => birth::check_boxed;
    /// A street with its number, or with its town.
    PostalAddress => |t| address::check(t, Wanted::Any);
    /// A street with its town.
    PostalAddressFull => |t| address::check(t, Wanted::Full);
    /// A postcode with its town.
    PostalTown => |t| address::check(t, Wanted::Town);
    /// An address that is a whole cell.
    PostalAddressCell => |t| address::check(t, Wanted::Cell);
    /// A password, not a placeholder, a type or a call.
    Password => secret::password;
    /// A login, not a word.
    Login => secret::login;
}

#[cfg(test)]
mod person_tests;
#[cfg(test)]
mod tests;
