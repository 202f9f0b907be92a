//! Synthetic French text and tables for the benches: invented, deterministic,
//! of realistic word lengths; valid identifiers where some are planted.

mod words;

/// xorshift64*: small, fast, good enough to draw words.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Words of prose, drawn as often as their rank says.
struct Vocabulary {
    words: Vec<&'static str>,
    /// Sums of weights up to each word, in millionths.
    upto: Vec<u64>,
}

impl Vocabulary {
    fn new() -> Self {
        let words: Vec<_> = words::WORDS.split_whitespace().collect();
        let weight = |rank: usize| 1_000_000 / (rank as u64 + 3);
        let upto = (0..words.len()).scan(0, |sum, rank| {
            *sum += weight(rank);
            Some(*sum)
        });
        Self {
            upto: upto.collect(),
            words,
        }
    }

    fn draw(&self, d: &mut Draw) -> &'static str {
        let all = self.upto.last().copied().unwrap_or(1);
        let at = d.below(all);
        self.words[self.upto.partition_point(|sum| *sum <= at)]
    }
}

const FIRST: &[&str] = &[
    "Jeanne", "Paul", "Nadia", "Luc", "Chloé", "Karim", "Inès", "Marc", "Zoé", "Yann",
];
const LAST: &[&str] = &[
    "Vernay",
    "Delorme",
    "Bazin",
    "Kerguelen",
    "Lacaze",
    "Roumier",
    "Thévenot",
    "Audrain",
];

/// A NIR with a right key.
pub(crate) fn nir(d: &mut Draw) -> String {
    let body = format!(
        "{}{:02}{:02}{:02}{:03}{:03}",
        1 + d.below(2),
        d.below(100),
        1 + d.below(12),
        1 + d.below(19),
        1 + d.below(400),
        1 + d.below(400)
    );
    let n: u64 = body.parse().expect("13 digits");
    format!("{body}{:02}", 97 - n % 97)
}

fn sentence(d: &mut Draw, words: &Vocabulary, out: &mut String) {
    let n = 8 + d.below(14);
    for i in 0..n {
        let w = words.draw(d);
        if i == 0 {
            let mut c = w.chars();
            out.extend(c.next().map(|f| f.to_uppercase().next().unwrap_or(f)));
            out.push_str(c.as_str());
        } else {
            out.push_str(w);
        }
        match d.below(40) {
            0 => out.push_str(", "),
            1 => out.push_str(&format!(" {} ", d.below(5000))),
            2 => out.push_str(&format!(
                " {:02}/{:02}/20{:02} ",
                1 + d.below(28),
                1 + d.below(12),
                d.below(26)
            )),
            _ => out.push(' '),
        }
    }
    out.pop();
    out.push_str(".\n");
}

/// French office prose with one identifier in about 20 KB.
pub(crate) fn sparse(bytes: usize) -> String {
    let mut d = Draw::new(1);
    let words = Vocabulary::new();
    let mut out = String::with_capacity(bytes + 200);
    let mut next = 20_000;
    while out.len() < bytes {
        sentence(&mut d, &words, &mut out);
        if out.len() > next {
            next += 20_000;
            let n = nir(&mut d);
            out.push_str(&format!(
                "Le numéro de sécurité sociale est {n}, à reporter.\n"
            ));
        }
    }
    out
}

/// A customer export: name, e-mail, phone, NIR, date, town, amount.
pub(crate) fn dense(bytes: usize) -> String {
    let mut d = Draw::new(2);
    let mut out = String::from("nom;prenom;email;telephone;nir;date_naissance;ville;montant\n");
    while out.len() < bytes {
        let (f, l) = (d.pick(FIRST), d.pick(LAST));
        let mail = format!(
            "{}.{}{}@exemple-{}.fr",
            f.to_lowercase(),
            l.to_lowercase(),
            d.below(999),
            d.below(99)
        );
        out.push_str(&format!(
            "{l};{f};{mail};06 {:02} {:02} {:02} {:02};{};{:02}/{:02}/19{};Saint-Vernay;{},{:02}\n",
            10 + d.below(80),
            d.below(100),
            d.below(100),
            d.below(100),
            nir(&mut d),
            1 + d.below(28),
            1 + d.below(12),
            50 + d.below(50),
            d.below(9000),
            d.below(100),
        ));
    }
    out
}

/// Rows of a table without personal data: ids, amounts, labels.
pub(crate) fn plain_rows(rows: usize) -> Vec<[String; 6]> {
    let mut d = Draw::new(3);
    let words = Vocabulary::new();
    (0..rows)
        .map(|i| {
            [
                (100_000 + i).to_string(),
                format!("{}", d.below(900_000)),
                format!("{},{:02}", d.below(5000), d.below(100)),
                words.draw(&mut d).to_owned(),
                format!("2026-{:02}-{:02}", 1 + d.below(12), 1 + d.below(28)),
                format!("{} {}", words.draw(&mut d), words.draw(&mut d)),
            ]
        })
        .collect()
}
