//! The recovery sheet as a page to print: everything in one file, Dutch above English, for a volunteer who
//! meets it years later.

use chrono::NaiveDate;
use qrcode::{QrCode, render::svg};
use std::fmt::Write;
use welkom_guestbook::RecoverySheet;
use zeroize::Zeroizing;

/// The page is about half of it; a text that grows leaves its halves behind in memory.
const PAGE_BYTES: usize = 1 << 16;

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Herstelblad</title>
<style>
@page { size: A4; margin: 15mm }
body { font: 11pt/1.35 sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 0 auto; padding: 5mm }
h1 { font-size: 19pt; margin: 0 0 2mm }
h2 { font-size: 13pt; margin: 5mm 0 1mm }
p, ol { margin: 1mm 0 }
.key { display: flex; gap: 8mm; align-items: center; border: 0.6mm solid #000; padding: 4mm; margin: 4mm 0 }
.key svg { width: 42mm; height: 42mm; flex: none }
.groups { font: bold 15pt/1.5 monospace; columns: 2; padding-left: 10mm; letter-spacing: 0.08em }
code { font: 10pt monospace; overflow-wrap: anywhere }
@media print { body { padding: 0 } }
</style>
</head>
<body>
"#;

const DUTCH: &str = r"<p>Met dit blad kan het centrum bij de namen in het gastenboek als niemand meer een wachtwoord weet. Wie dit blad
heeft en de gegevens van de kiosk, kan alles lezen. Bewaar het daarom goed.</p>
<h2>Nu doen</h2>
<ol>
<li>Print dit blad één keer. Kijk of alle letters en cijfers goed te lezen zijn.</li>
<li>Doe het in een envelop. Plak die dicht. Schrijf erop: <em>herstelblad gastenboek</em>, en de datum.</li>
<li>Leg de envelop in de kluis. Niet bij de kiosk, en niet bij de wachtwoorden van de gastheren en gastvrouwen.</li>
<li>Verwijder het bestand van de computer, ook uit de prullenbak. Maak geen foto en stuur het niet op.</li>
</ol>
<h2>Als niemand meer een wachtwoord weet</h2>
<p>Zet de kiosk stil en geef op de kiosk deze opdracht (of op een andere computer, met een kopie van de gegevens van
de kiosk). Typ daarna de zeven groepjes hierboven. Hoofdletters, spaties en streepjes maken niet uit. Het vierkant
is hetzelfde, voor een scanner die typt.</p>
";

const ENGLISH: &str = r#"<section lang="en">
<h2>In English: recovery sheet of the guest book</h2>
<p>With this sheet the centre can open the names in its guest book when nobody knows a password any more. Whoever has
this sheet and the kiosk's data can read everything, so keep it safe.</p>
<ol>
<li>Print this sheet once. Check that every letter and digit can be read.</li>
<li>Put it in an envelope and close it. Write on it: <em>recovery sheet, guest book</em>, and the date.</li>
<li>Keep the envelope in the safe; not near the kiosk, and not with the hosts' passwords.</li>
<li>Delete the file from the computer, from its bin too. Take no photograph and do not send it.</li>
</ol>
<p>When nobody knows a password any more: stop the kiosk and give it the command above (or on another computer that
has a copy of the kiosk's data). Then type the seven groups. Capitals, spaces and hyphens do not matter. The square
is the same, for a scanner that types.</p>
</section>
</body>
</html>
"#;

/// The page for this sheet, made on `day`.
pub(super) fn page(centre: &str, day: NaiveDate, sheet: &RecoverySheet) -> Zeroizing<String> {
    let mut page = Zeroizing::new(String::with_capacity(PAGE_BYTES));
    page.push_str(HEAD);
    page.push_str("<h1>Herstelblad van het gastenboek</h1>\n<p><strong>");
    push_escaped(&mut page, centre);
    // Writing into a String cannot fail.
    let _ = writeln!(page, "</strong>, {}</p>\n<div class=\"key\">", day.format("%d-%m-%Y"));
    page.push_str(&picture(sheet));
    page.push_str("<ol class=\"groups\">\n");
    for group in sheet.expose().split('-') {
        let _ = writeln!(page, "<li>{group}</li>");
    }
    page.push_str("</ol>\n</div>\n");
    page.push_str(DUTCH);
    page.push_str("<p><code>welkom-kiosk guestbook recover --config FILE.toml --host NAME</code></p>\n");
    page.push_str(ENGLISH);
    page
}

/// The secret as a QR code, for a scanner that types; nothing where it did not fit, which it does.
fn picture(sheet: &RecoverySheet) -> Zeroizing<String> {
    let Ok(code) = QrCode::new(sheet.expose()) else { return Zeroizing::default() };
    let drawn = Zeroizing::new(code.render::<svg::Color<'_>>().build());
    // Within a page the declaration of XML has no place.
    let svg = drawn.find("<svg").map_or("", |at| &drawn[at..]);
    Zeroizing::new(svg.replacen("<svg", "<svg role=\"img\" aria-label=\"QR\"", 1))
}

fn push_escaped(page: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            other => page.push(other),
        }
    }
}
