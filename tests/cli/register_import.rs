//! `limier register import`: several documents and folders, what is said of them,
//! and what cannot be read. All documents are invented.

use super::{Limier, Said};

const SHEET: &str = "\
Nom du traitement;Finalités;Base légale;Personnes concernées;Données
Gestion de la paie;Payer les salariés;Contrat;Salariés;Nom, RIB, données diverses
Suivi des prospects;[À COMPLÉTER];Intérêt légitime;Prospects;Nom, e-mail
";

const FICHE: &str = "\
FICHE DE REGISTRE DE L'ACTIVITÉ : Vidéosurveillance
Objectifs poursuivis
Décrivez clairement l'objet du traitement.
Protéger les locaux
Catégories de données collectées
Images de vidéosurveillance
Toute autre information utile
Des données sensibles sont-elles traitées ?
Oui **Non**
";

fn import(limier: &Limier, arguments: &[&str]) -> Said {
    let output = limier
        .command()
        .current_dir(limier.path(""))
        .env("SOURCE_DATE_EPOCH", "1795219200")
        .args(["register", "import"])
        .args(arguments)
        .output()
        .expect("the program starts");
    super::said(&output)
}

fn desk(files: &[(&str, &[u8])]) -> Limier {
    let limier = Limier::new();
    for (name, bytes) in files {
        let path = limier.path(name);
        std::fs::create_dir_all(path.parent().expect("below the home")).expect("a directory");
        std::fs::write(path, bytes).expect("written");
    }
    limier
}

fn text(limier: &Limier, name: &str) -> String {
    std::fs::read_to_string(limier.path(name)).expect("it is there")
}

#[test]
fn documents_and_folders_become_one_register() {
    let limier = desk(&[
        ("fiches/video.txt", FICHE.as_bytes()),
        ("fiches/sous/.cache", b"x"),
        ("registre.csv", SHEET.as_bytes()),
    ]);
    let said = import(
        &limier,
        &["registre.csv", "fiches", "-o", "r.yaml", "--lang", "fr"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    for line in [
        "registre.csv: tableau, 2 activités",
        "formule générale, ne couvre rien : 1",
        "l.7  Toute autre information utile",
        "non rempli : 1",
        "texte du modèle, ignoré : 1",
        "3 activités sans emplacement confirmé ; après un scan → limier register bind r.yaml",
    ] {
        assert!(said.err.contains(line), "{line}\n{}", said.err);
    }
    assert!(!said.err.contains("activité ajoutée"), "{}", said.err);
    let register = text(&limier, "r.yaml");
    for fact in [
        "{id: s2, file: \"video.txt\"",
        "name: \"Vidéosurveillance\"",
        "source: \"s2:l.4\"",
        "source: \"s1:l.2, col.B\"",
    ] {
        assert!(register.contains(fact), "{fact}\n{register}");
    }
    assert!(!register.contains("COMPLÉTER") && !register.contains("Décrivez"));
}

#[test]
fn every_passage_is_listed_when_asked_for() {
    let limier = desk(&[("video.txt", FICHE.as_bytes())]);
    let said = import(&limier, &["video.txt", "-o", "-", "--all", "--lang", "en"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.err.contains("l.3  Décrivez clairement"),
        "{}",
        said.err
    );
    assert!(said.out.starts_with("version: 1\n"), "{}", said.out);
}

#[test]
fn what_cannot_be_read_is_said() {
    let twice: String = FICHE
        .bytes()
        .map(|b| match b {
            0x80.. => encoding(b),
            b => char::from(b).to_string(),
        })
        .collect();
    let limier = desk(&[
        ("vide.docx", b""),
        ("coupe.docx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00cut"),
        ("clients.csv", b"nom;prenom;email\nA;B;c@exemple.fr\n"),
        ("double.txt", twice.as_bytes()),
    ]);
    for (name, word) in [
        ("vide.docx", "fichier vide"),
        ("coupe.docx", "non lu"),
        ("clients.csv", "aucune activité reconnue"),
    ] {
        let said = import(&limier, &[name, "-o", "r.yaml", "--lang", "fr"]);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(word), "{}", said.err);
        assert!(said.err.contains("rien n’a été écrit"), "{}", said.err);
        assert!(!limier.path("r.yaml").exists());
    }
    // what was seen, what is lacking, the cure; no value of a person
    let said = import(&limier, &["clients.csv", "-o", "r.yaml", "--lang", "fr"]);
    for words in [
        "vu : 0 titre, 1 tableau",
        "colonnes et libellés vus : nom, prenom, email",
        "il manque : un titre, une colonne ou un libellé de registre",
        "remède : nommer les colonnes",
    ] {
        assert!(said.err.contains(words), "{words}\n{}", said.err);
    }
    assert!(!said.err.contains("exemple.fr"), "{}", said.err);
    let said = import(&limier, &["clients.csv", "-o", "r.yaml", "--lang", "en"]);
    for words in [
        "column heads and labels seen: nom, prenom, email",
        "lacking: a heading, column or label of a register",
        "cure: name the columns",
    ] {
        assert!(said.err.contains(words), "{words}\n{}", said.err);
    }
    let said = import(
        &limier,
        &["vide.docx", "double.txt", "-o", "r.yaml", "--lang", "fr"],
    );
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(
        said.err.contains("texte encodé deux fois, réparé"),
        "{}",
        said.err
    );
    assert!(
        said.err
            .contains("1 document lu en partie ou sans activité"),
        "{}",
        said.err
    );
    assert!(text(&limier, "r.yaml").contains("name: \"Vidéosurveillance\""));
}

/// A byte above 0x7f as Windows-1252 reads it, where it has a sign.
fn encoding(byte: u8) -> String {
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(std::slice::from_ref(&byte));
    text.into_owned()
}

#[test]
fn a_native_register_joins_others() {
    let native =
        "version: 1\nactivities:\n- id: paie\n  name: Gestion de la paie\n  locations: []\n";
    let limier = desk(&[
        ("autre.yaml", native.as_bytes()),
        ("video.txt", FICHE.as_bytes()),
        (
            "faux.yaml",
            b"version: 1\nactivities:\n- id: paie\n  nom: x\n",
        ),
    ]);
    let said = import(
        &limier,
        &["autre.yaml", "video.txt", "-o", "r.yaml", "--lang", "fr"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let register = text(&limier, "r.yaml");
    assert!(register.contains("Gestion de la paie") && register.contains("Vidéosurveillance"));
    let said = import(&limier, &["faux.yaml", "-o", "x.yaml", "--lang", "fr"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("clé inconnue `nom`"), "{}", said.err);
}

#[test]
fn documents_of_one_run_stand_beside_each_other() {
    let poor = "Nom du traitement;Finalités;Base légale;Personnes concernées\nGestion de la paie;Verser les salaires;;Salariés\nSuivi des prospects;Vendre;;Prospects\n";
    let limier = desk(&[
        ("d1/registre.csv", SHEET.as_bytes()),
        ("d2/registre.csv", poor.as_bytes()),
    ]);
    let said = import(&limier, &["d1", "d2", "-o", "r.yaml", "--lang", "fr"]);
    assert_eq!(said.code, 0, "{}", said.err);
    // what they disagree on is told, what they add is not
    assert!(
        said.err
            .contains("! «\u{a0}Gestion de la paie\u{a0}», Objectifs poursuivis (purposes) : "),
        "{}",
        said.err
    );
    assert!(!said.err.contains("ajouté : "), "{}", said.err);
    let register = text(&limier, "r.yaml");
    for fact in [
        "file: \"d1/registre.csv\"",
        "file: \"d2/registre.csv\"",
        "Payer les salariés",
        "legitimate_interest",
        "items: [iban]",
    ] {
        assert!(register.contains(fact), "{fact}\n{register}");
    }
    assert!(!register.contains("Verser les salaires"), "{register}");
    // again, one of them alone: known as the register names it
    let said = import(
        &limier,
        &["d2/registre.csv", "-o", "r.yaml", "--lang", "fr"],
    );
    assert_eq!(text(&limier, "r.yaml"), register, "{}", said.err);
    assert!(said.err.contains("rien n’a changé"), "{}", said.err);
}

#[test]
fn names_of_files_are_harmless() {
    let limier = desk(&[
        ("r\u{1b}[2J.yaml", b"ceci\n"),
        ("video.txt", FICHE.as_bytes()),
    ]);
    for arguments in [
        ["absent\u{1b}[2J.txt", "-o", "x.yaml"],
        ["video.txt", "-o", "r\u{1b}[2J.yaml"],
    ] {
        let said = import(&limier, &arguments);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains("\u{fffd}[2J"), "{}", said.err);
        assert!(!said.err.contains('\u{1b}'), "{:?}", said.err);
    }
}

#[test]
fn an_archive_is_read_like_a_folder() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("fiches/video.txt", FICHE.as_bytes()),
        ("registre", SHEET.as_bytes()),
        ("coupe.zip", b"PK\x03\x04cut"),
    ] {
        use std::io::Write as _;
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    let bytes = zip.finish().expect("an archive").into_inner();
    let limier = desk(&[("fiches.zip", &bytes)]);
    let said = import(&limier, &["fiches.zip", "-o", "r.yaml", "--lang", "fr"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(
        said.err.contains("fiches.zip!/coupe.zip : non lu : "),
        "{}",
        said.err
    );
    let register = text(&limier, "r.yaml");
    for fact in [
        "file: \"video.txt\"",
        "file: \"registre\"",
        "Gestion de la paie",
    ] {
        assert!(register.contains(fact), "{fact}\n{register}");
    }
}

#[test]
fn what_is_missing_locked_or_read_only_has_its_cure() {
    use std::os::unix::fs::PermissionsExt as _;
    let limier = desk(&[
        ("video.txt", FICHE.as_bytes()),
        ("vide.yaml", b""),
        ("lu.yaml", b"version: 1\nactivities: []\n"),
        ("clos.pdf", &locked()),
    ]);
    let lu = limier.path("lu.yaml");
    std::fs::set_permissions(&lu, std::fs::Permissions::from_mode(0o444)).expect("a mode");
    for (arguments, code, word) in [
        (
            ["absent.docx", "-o", "r.yaml"],
            2,
            "absent.docx : ce fichier n’existe pas ; vérifier le chemin donné",
        ),
        (
            ["absent/", "-o", "r.yaml"],
            2,
            "absent/ : ce fichier n’existe pas",
        ),
        (
            ["clos.pdf", "-o", "r.yaml"],
            2,
            "clos.pdf : protégé par un mot de passe ; l’ouvrir, retirer le mot de passe",
        ),
        (
            ["video.txt", "-o", "lu.yaml"],
            2,
            "lu.yaml est en lecture seule ; rien n’a été écrit. Donner le droit d’écriture",
        ),
        (
            ["video.txt", "-o", "vide.yaml"],
            0,
            "vide.yaml : fichier vide, pris pour un nouveau registre",
        ),
    ] {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--lang", "fr"]);
        let said = import(&limier, &arguments);
        assert_eq!(said.code, code, "{}", said.err);
        assert!(said.err.contains(word), "{word}\n{}", said.err);
    }
    assert_eq!(text(&limier, "lu.yaml"), "version: 1\nactivities: []\n");
    assert!(text(&limier, "vide.yaml").contains("Vidéosurveillance"));
}

/// A PDF under a password that nobody knows.
fn locked() -> Vec<u8> {
    use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions, dictionary};
    let mut pdf = Document::with_version("1.5");
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 300.into(), 300.into()] });
    pdf.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into(),
    );
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let id = lopdf::Object::string_literal("0123456789abcdef");
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "maitre",
        user_password: "secret",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a state");
    pdf.encrypt(&state).expect("encrypted");
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("written");
    bytes
}
