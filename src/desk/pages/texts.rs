//! Every sentence of the pages, Dutch first. A text that is missing in one language does not compile.

use welkom_web::language::Language;

macro_rules! texts {
    ($($name:ident: $dutch:literal, $english:literal;)*) => {
        /// The texts of one language, each named after where it stands.
        pub struct Texts { $(pub $name: &'static str,)* }
        const DUTCH: Texts = Texts { $($name: $dutch,)* };
        const ENGLISH: Texts = Texts { $($name: $english,)* };
    };
}

impl Texts {
    /// The texts of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &DUTCH,
            Language::English => &ENGLISH,
        }
    }
}

texts! {
    skip_to_content: "Naar de inhoud", "To the content";
    menu: "Menu", "Menu";
    other_language: "English", "Nederlands";
    other_language_code: "en", "nl";
    log_out: "Uitloggen", "Log out";
    menu_today: "Vandaag", "Today";
    menu_call_back: "Nabellen", "Call back";
    menu_guests: "Gasten", "Guests";
    menu_leaving: "Wat het centrum verlaat", "What leaves the centre";
    menu_kiosk: "Kiosk", "Kiosk";
    menu_hosts: "Gastvrouwen en gastheren", "Hosts";
    book_is_open: "Het gastenboek is open.", "The guest book is open.";
    book_close: "Boek sluiten", "Close the book";
    save: "Opslaan", "Save";
    back: "Terug", "Back";

    problem_title: "Dat lukt niet", "That does not work";
    problem_not_found: "Deze pagina bestaat niet.", "This page does not exist.";
    problem_no_guest: "Deze gast staat niet in het gastenboek, of niet meer.", "This guest is not in the guest book, or not any more.";
    problem_foreign_form: "Dit formulier is niet meer geldig. Open de pagina opnieuw en probeer het nog een keer.", "This form is no longer valid. Open the page again and try once more.";
    problem_malformed: "De vraag is niet begrepen. Open de pagina opnieuw en probeer het nog een keer.", "The request was not understood. Open the page again and try once more.";
    problem_silent: "De kiosk geeft nu geen antwoord. Er is niets veranderd. Probeer het over een minuut opnieuw.", "The kiosk does not answer now. Nothing has changed. Try again in a minute.";
    problem_fault: "Er gaat iets mis bij ons. Probeer het over een paar minuten opnieuw.", "Something goes wrong on our side. Try again in a few minutes.";
    problem_back: "Naar vandaag", "To today";

    log_in_title: "Balie", "Host desk";
    log_in_lead: "Voor gastvrouwen en gastheren van dit wijkcentrum.", "For the hosts of this centre.";
    log_in_name: "Naam", "Name";
    log_in_password: "Wachtwoord", "Password";
    log_in_submit: "Inloggen", "Log in";
    log_in_wrong: "Deze naam en dit wachtwoord horen niet bij elkaar.", "This name and this password do not belong together.";
    log_in_wait: "U hebt het te vaak geprobeerd. U kunt het opnieuw proberen over", "You have tried too often. You can try again in";
    log_in_help: "Wachtwoord kwijt? Een andere gastvrouw of gastheer kan u weghalen en opnieuw toevoegen.", "Lost your password? Another host can remove you and add you again.";

    today_title: "Vandaag", "Today";
    today_closed: "Deze dag is gesloten. De tellingen blijven zoals ze zijn.", "This day is closed. The counts stay as they are.";
    today_in_building: "Nu in het gebouw, ongeveer", "In the building now, about";
    today_people: "Mensen vandaag", "People today";
    today_arrivals: "Keer ingecheckt", "Check-ins";
    today_nothing: "Vandaag staat er niets in het programma.", "Nothing is planned today.";
    today_cancelled: "gaat niet door", "cancelled";
    today_visitors: "Bezoekers", "Visitors";
    today_volunteers: "Vrijwilligers", "Volunteers";
    today_professionals: "Beroepskrachten", "Professionals";
    today_correct: "Telling verbeteren", "Correct the count";
    today_add_lead: "Kwam iemand langs de kiosk? Tel die persoon hier mee.", "Did somebody walk past the kiosk? Count that person here.";
    today_people_label: "Aantal mensen", "Number of people";
    today_role: "Rol", "Role";
    today_visitor: "Bezoeker", "Visitor";
    today_volunteer: "Vrijwilliger", "Volunteer";
    today_professional: "Beroepskracht", "Professional";
    today_add: "Meetellen", "Count";
    today_take_back: "Laatste binnenkomst terugnemen", "Take back the last check-in";
    today_news_title: "Nieuws op het scherm", "News on the screen";
    today_news_label: "Eén regel, voor iedereen te lezen", "One line, for everybody to read";
    today_news_help: "De regel blijft vandaag op het scherm staan. Schrijf hier geen namen van gasten. Leeg laten haalt de regel weg.", "The line stays on the screen for today. Do not write names of guests here. Leave it empty to remove the line.";
    today_refresh: "Vernieuwen", "Refresh";
    today_stale: "Er is geen verbinding met de kiosk. Wat hier staat, kan oud zijn.", "There is no connection to the kiosk. What you see here may be old.";
    today_people_unit: "mensen", "people";
    today_moved: "op een andere tijd", "at another time";
    today_other_place: "op een andere plek", "at another place";
    today_note_shown: "Voor bezoekers:", "For visitors:";
    today_change: "Wijzigen", "Change";
    today_change_lead: "Dit geldt alleen voor vandaag. Leeg laten: zoals in het programma.", "This is for today only. Leave it empty: as in the programme.";
    today_change_cancelled: "Gaat vandaag niet door", "Cancelled today";
    today_change_starts: "Begint om", "Begins at";
    today_change_ends: "Eindigt om", "Ends at";
    today_change_place: "Andere ruimte of plek", "Another room or place";
    today_change_note: "Regel voor bezoekers op het scherm", "Line for visitors on the screen";
    today_change_undo: "Alles weer zoals in het programma", "Everything as in the programme again";
    today_by_head: "Met de hand geteld", "Counted by hand";
    today_by_head_title: "Mensen tellen", "Count the people";
    today_by_head_lead: "Dit is een openbare bijeenkomst. Tel hoeveel mensen er zijn.", "This is a public meeting. Count how many people are there.";
    today_as_entered: "Deze getallen worden gedeeld zoals u ze invult, ook als ze klein zijn.", "These numbers are shared as you enter them, also when they are small.";
    today_numbers_empty: "Alles leeg laten haalt de telling weg.", "Leave all of them empty to remove the count.";
    shifts_title: "Wie helpt vandaag", "Who helps today";
    shifts_none: "Nog niet ingevuld.", "Not filled in yet.";
    shifts_fill_in: "Aantallen invullen", "Fill in the numbers";
    calls_title: "Wie roept", "Who calls";
    calls_none: "Niemand roept nu.", "Nobody calls now.";
    calls_came_for: "Komt voor:", "Came for:";
    calls_seen: "Gezien", "Seen";
    call_newcomer: "Iemand is hier voor het eerst en wil graag rondgeleid worden", "Somebody is here for the first time and would like to be shown around";
    call_first_talk: "Iemand wil graag een eerste gesprek", "Somebody would like a first talk";
    call_help: "Iemand bij de kiosk vraagt om hulp", "Somebody at the kiosk asks for help";
    sound_on: "Geluid aanzetten", "Turn the sound on";
    sound_off: "Geluid uitzetten", "Turn the sound off";
    sound_waits: "Klik ergens op deze pagina, dan mag het geluid.", "Click anywhere on this page to allow the sound.";
    done_seen: "Gezien. Niemand anders hoeft meer te gaan.", "Seen. Nobody else has to go.";
    done_session: "De wijziging is opgeslagen. Het scherm laat die zien.", "The change is saved. The screen shows it.";
    done_session_as_planned: "De activiteit is weer zoals in het programma.", "The activity is as in the programme again.";
    done_head_count: "De telling is opgeslagen.", "The count is saved.";
    done_no_head_count: "De telling is weggehaald.", "The count is removed.";
    done_shifts: "Opgeslagen wie er vandaag helpt.", "Saved who helps today.";
    done_no_shifts: "Weggehaald wie er vandaag helpt.", "Removed who helps today.";
    wrong_session: "Deze activiteit staat niet meer in het programma van vandaag. Er is niets veranderd.", "This activity is not in today's programme any more. Nothing has changed.";
    wrong_by_head: "Dat getal is te groot. Vul per rol ten hoogste 2000 mensen in.", "That number is too large. Enter at most 2000 people of each role.";
    wrong_not_open: "Alleen een openbare bijeenkomst wordt met de hand geteld.", "Only a public meeting is counted by hand.";
    wrong_times: "Die tijden kloppen niet. Een activiteit eindigt nadat zij begint, en duurt ten hoogste een dag.", "Those times are not right. An activity ends after it begins, and lasts a day at most.";
    done_added: "Meegeteld.", "Counted.";
    done_taken_back: "De laatste binnenkomst is teruggenomen.", "The last check-in is taken back.";
    done_news: "Het nieuws is opgeslagen.", "The news is saved.";
    wrong_day_closed: "Deze dag is gesloten. Er is niets veranderd.", "This day is closed. Nothing has changed.";
    wrong_nobody: "Er is niemand om terug te nemen.", "There is nobody to take back.";
    wrong_people: "Kies 1 tot en met 10 mensen.", "Choose 1 to 10 people.";

    book_title: "Gastenboek openen", "Open the guest book";
    book_lead: "Namen en nummers zijn op slot. U opent het boek met uw eigen vijf woorden.", "Names and numbers are locked. You open the book with your own five words.";
    book_words: "Uw vijf woorden", "Your five words";
    book_words_help: "Met spaties ertussen. Hoofdletters maken niet uit.", "With spaces between. Capitals do not matter.";
    book_submit: "Boek openen", "Open the book";
    book_closes: "Na 30 minuten zonder gebruik gaat het boek vanzelf dicht.", "After 30 minutes without use the book closes by itself.";
    book_wrong: "Met deze woorden gaat het boek niet open.", "These words do not open the book.";
    book_count: "Typ vijf woorden. Er staan er nu", "Type five words. Now there are";
    book_word: "Dit woord kennen wij niet: woord", "We do not know this word: word";
    book_wait: "U hebt het te vaak geprobeerd. U kunt het opnieuw proberen over", "You have tried too often. You can try again in";
    book_not_host: "Uw account heeft geen vijf woorden voor dit boek. Vraag een andere gastvrouw of gastheer.", "Your account has no five words for this book. Ask another host.";
    done_closed: "Het gastenboek is dicht.", "The guest book is closed.";

    call_title: "Nabellen", "Call back";
    call_lead: "Deze gasten kwamen een tijd niet en vinden het goed als wij bellen. Een vriendelijke vraag is genoeg.", "These guests have not come for a while and agreed to be called. A friendly question is enough.";
    call_nobody: "Er is vandaag niemand om te bellen.", "There is nobody to call today.";
    call_back_title: "Weer terug", "Back again";
    call_back_lead: "Zij waren een tijd weg en zijn er weer. Zeg eens hallo.", "They were away for a while and are back. Say hello.";
    call_claim: "Ik bel", "I will call";
    call_mine: "U belt deze gast.", "You will call this guest.";
    call_outcome_title: "Hoe ging het?", "How did it go?";
    call_note: "Notitie, één regel", "Note, one line";
    call_note_help: "Alleen wat een volgende beller moet weten. Niets over gezondheid.", "Only what the next caller needs to know. Nothing about health.";
    call_pause: "Even niet bellen", "Do not call for now";
    call_pause_label: "Tot en met", "Until";
    call_pause_help: "Bijvoorbeeld op vakantie.", "On holiday, for example.";
    call_earlier: "Vorige keer", "Last time";
    done_claimed: "U belt deze gast. Andere gastvrouwen en gastheren zien dat.", "You will call this guest. Other hosts see that.";
    done_claimed_by_other: "Een andere gastvrouw of gastheer belt deze gast al.", "Another host is already calling this guest.";
    done_called: "Opgeslagen.", "Saved.";
    done_paused: "Wij bellen deze gast voorlopig niet.", "We will not call this guest for now.";

    guests_title: "Gasten", "Guests";
    guests_search: "Naam of code van het pasje", "Name, or the code of the pass";
    guests_search_help: "Ten minste twee letters van de naam.", "At least two letters of the name.";
    guests_submit: "Zoek", "Search";
    guests_none: "Niemand gevonden.", "Nobody found.";
    guests_short: "Typ ten minste twee letters.", "Type at least two letters.";
    guests_many: "Er zijn er meer. Typ meer letters van de naam.", "There are more. Type more letters of the name.";
    guests_found: "Gevonden", "Found";
    guests_waiting: "Vragen om een eerste gesprek", "Ask for a first talk";
    guests_waiting_since: "sinds", "since";
    guests_last: "laatst hier", "last here";
    guests_unreadable: "Een deel van het gastenboek is beschadigd en niet te lezen. Aantal stukken:", "A part of the guest book is damaged and cannot be read. Number of pieces:";

    guest_nameless: "Naam onbekend", "Name unknown";
    guest_phone: "Telefoon", "Telephone";
    guest_phone_none: "geen nummer", "no number";
    guest_phone_wrong: "(klopt niet)", "(wrong)";
    guest_language: "Taal", "Language";
    guest_keep: "Naam bewaren", "Keep the name";
    guest_call: "Bellen", "Calling";
    guest_agreed: "mag, gezegd op", "agreed on";
    guest_not_agreed: "mag niet", "not agreed";
    guest_kept_until: "Bewaard tot en met", "Kept until";
    guest_paused: "Niet bellen tot en met", "No calls until";
    guest_came: "Kwam bij", "Came to";
    guest_never: "Nog nergens bij geweest.", "Has not come to anything yet.";
    guest_calls: "Gesprekken", "Calls";
    guest_intake: "Eerste gesprek", "First talk";
    guest_change_title: "Gegevens veranderen", "Change details";
    guest_name: "Voornaam", "First name";
    guest_phone_help: "Leeg laten: het nummer wordt gewist.", "Leave empty: the number is erased.";
    guest_pass_title: "Pasje kwijt", "Lost pass";
    guest_pass_lead: "De gast krijgt een nieuw pasje. Het oude werkt dan niet meer.", "The guest gets a new pass. The old one no longer works.";
    guest_pass_submit: "Nieuw pasje maken", "Make a new pass";
    guest_pass_new: "Het nieuwe pasje", "The new pass";
    guest_pass_once: "Dit pasje is alleen nu te zien. Laat de gast er een foto van maken, of druk het af.", "This pass can be seen only now. Let the guest take a photo of it, or print it.";
    guest_export_title: "Inzage", "Access to data";
    guest_export_lead: "Alles wat dit wijkcentrum van deze gast bewaart. Alleen voor de gast zelf.", "Everything this centre keeps about this guest. Only for the guest.";
    guest_export_file: "Bestand maken", "Make a file";
    guest_export_print: "Pagina om af te drukken", "Page to print";
    guest_print_title: "Wat wij van u bewaren", "What we keep about you";
    guest_erase_title: "Gast wissen", "Erase the guest";
    guest_erase_lead: "Alles van deze gast wordt gewist, ook het pasje. Dat kan niet terug.", "Everything about this guest is erased, the pass too. This cannot be undone.";
    guest_erase_submit: "Ja, alles wissen", "Yes, erase everything";
    done_changed: "De gegevens zijn veranderd.", "The details are changed.";
    done_erased: "De gast is gewist, ook uit de reservekopieën.", "The guest is erased, also from the backups.";
    wrong_details: "Een voornaam heeft 1 tot en met 40 letters. Een nummer begint met 0 of met +.", "A first name has 1 to 40 letters. A number begins with 0 or +.";

    intake_title: "Eerste gesprek", "First talk";
    intake_lead: "Wat zou de gast graag doen, en wat is daarvoor nodig? Schrijf het samen op.", "What would the guest like to do, and what does it take? Write it down together.";
    intake_why: "Er is hier geen plek voor een diagnose of ziekte. Dat is met opzet. In het wijkcentrum is iedereen gewoon bezoeker. Voor meedoen is het niet nodig, en wat hier niet staat, kan ook niemand lezen.", "There is no place here for a diagnosis or an illness. That is on purpose. In the centre everybody is simply a visitor. It is not needed to join in, and what is not written here, nobody can read.";
    intake_interests: "Wat vindt de gast leuk?", "What does the guest like?";
    intake_wanted: "Waar wil de gast bij zijn?", "What would the guest like to come to?";
    intake_hindrances: "Wat is lastig? (bus, trap, kinderen ophalen)", "What is difficult? (bus, stairs, fetching children)";
    intake_agreements: "Wat is afgesproken?", "What was agreed?";
    intake_expires: "Dit wordt vanzelf gewist na", "This is erased by itself after";
    intake_expires_new: "Wat u hier opschrijft, wordt na een half jaar vanzelf gewist.", "What you write here is erased by itself after half a year.";
    done_intake: "Het gesprek is opgeslagen.", "The talk is saved.";

    leaving_title: "Wat het centrum verlaat", "What leaves the centre";
    leaving_lead: "Alleen tellingen gaan naar de coördinator. Nooit een naam, nooit een nummer. Wat te klein is om te delen, blijft hier.", "Only counts go to the coordinator. Never a name, never a number. What is too small to share stays here.";
    leaving_plan: "Het plan van dit kwartaal", "The plan of this quarter";
    leaving_plan_lead: "Dit plan staat vast tot het kwartaal voorbij is.", "This plan is fixed until the quarter is over.";
    leaving_daily: "per dag", "by day";
    leaving_weekly: "per week", "by week";
    leaving_threshold: "deelbaar vanaf", "shared from";
    leaving_dry_run: "Proef: deze week tot nu toe", "Dry run: this week so far";
    leaving_dry_run_lead: "Dit zou er verstuurd worden als de week nu voorbij was.", "This would be sent if the week were over now.";
    leaving_dry_run_none: "Deze week is er nog niets om te versturen.", "There is nothing to send this week yet.";
    leaving_few: "te klein om te delen", "too small to share";
    leaving_closed: "niet doorgegaan", "not held";
    leaving_off: "kiosk uit", "kiosk off";
    leaving_next: "De volgende keer dat er iets verstuurd wordt:", "The next time something is sent:";
    leaving_alone: "De kiosk is met geen coördinator verbonden. Er wordt niets verstuurd.", "The kiosk is paired with no coordinator. Nothing is sent.";

    kiosk_title: "Kiosk", "Kiosk";
    kiosk_version: "Versie", "Version";
    kiosk_clock: "Klok", "Clock";
    kiosk_clock_good: "loopt gelijk", "is right";
    kiosk_clock_bad: "is nog niet zeker: er wordt niets afgesloten of verstuurd", "is not certain yet: nothing is closed or sent";
    kiosk_network: "Netwerk", "Network";
    kiosk_network_yes: "werkt", "works";
    kiosk_network_no: "werkt niet; inchecken gaat gewoon door", "does not work; checking in goes on";
    kiosk_unknown: "onbekend", "unknown";
    kiosk_disk: "Vrije ruimte", "Free space";
    kiosk_disk_low: "bijna vol: vraag de beheerder om hulp", "almost full: ask the administrator for help";
    kiosk_sync: "Laatst verstuurd", "Last sent";
    kiosk_sync_never: "nog nooit", "never";
    kiosk_sync_alone: "niet verbonden met een coördinator", "paired with no coordinator";
    kiosk_waiting: "Wacht op versturen", "Waiting to be sent";
    kiosk_backup: "Laatste reservekopie", "Last backup";
    kiosk_backup_never: "nog geen", "none yet";
    kiosk_programme: "Programma", "Programme";
    kiosk_programme_none: "er is geen programma", "there is no programme";
    kiosk_good: "Alles werkt.", "Everything works.";
    kiosk_attention: "Hier is iets om naar te kijken.", "There is something to look at.";
    kiosk_install: "Een ander apparaat klaarmaken voor de balie", "Prepare another device for the desk";

    hosts_title: "Gastvrouwen en gastheren", "Hosts";
    hosts_lead: "Zij kunnen inloggen en met hun eigen vijf woorden het gastenboek openen.", "They can log in and open the guest book with their own five words.";
    hosts_you: "u zelf", "yourself";
    hosts_add_title: "Iemand toevoegen", "Add somebody";
    hosts_add_name: "Naam om mee in te loggen", "Name to log in with";
    hosts_add_submit: "Toevoegen", "Add";
    hosts_add_locked: "Open eerst het gastenboek. Dan kunt u iemand toevoegen of weghalen.", "Open the guest book first. Then you can add or remove somebody.";
    hosts_new_title: "Geef dit door", "Hand this over";
    hosts_new_lead: "Dit is alleen nu te zien en wordt nergens bewaard. Schrijf het op of druk het af, en geef het alleen aan deze persoon.", "This can be seen only now and is kept nowhere. Write it down or print it, and give it to this person alone.";
    hosts_new_password: "Wachtwoord om in te loggen", "Password to log in";
    hosts_new_words: "Vijf woorden voor het gastenboek", "Five words for the guest book";
    hosts_new_done: "Klaar, ik heb het doorgegeven", "Done, I have handed it over";
    hosts_remove: "Weghalen", "Remove";
    hosts_remove_question: "Deze persoon kan dan niet meer inloggen en het gastenboek niet meer openen.", "This person can then no longer log in or open the guest book.";
    hosts_remove_yes: "Ja, weghalen", "Yes, remove";
    done_removed: "Deze persoon kan niet meer inloggen.", "This person can no longer log in.";
    wrong_last: "De laatste kan niet worden weggehaald: dan kan niemand het boek meer openen.", "The last one cannot be removed: then nobody could open the book any more.";
    wrong_name: "Een naam heeft 1 tot en met 40 letters, zonder spaties aan het begin of het eind.", "A name has 1 to 40 letters, without spaces around it.";
    wrong_taken: "Deze naam is er al.", "This name is taken.";

    authority_title: "De balie op uw apparaat", "The desk on your device";
    authority_lead: "Met dit bestand weet uw apparaat dat het echt met dit wijkcentrum praat. U doet dit één keer.", "With this file your device knows that it really talks to this centre. You do this once.";
    authority_limits: "Het bestand geldt alleen voor dit adres en voor geen enkele andere website:", "The file is valid for this address only and for no other website:";
    authority_check_title: "1. Vergelijk eerst", "1. Compare first";
    authority_check: "Op de kiosk staat een vingerafdruk van cijfers en letters. Vergelijk die met de vingerafdruk die uw apparaat laat zien. Zijn ze anders? Stop dan en vraag hulp.", "The kiosk shows a fingerprint of digits and letters. Compare it with the fingerprint your device shows. Are they different? Then stop and ask for help.";
    authority_fingerprint: "Vingerafdruk (SHA-256)", "Fingerprint (SHA-256)";
    authority_install_title: "2. Installeer het bestand", "2. Install the file";
    authority_download: "Bestand ophalen", "Get the file";
    authority_android: "Open Instellingen, zoek op “certificaat” en kies “CA-certificaat installeren”. Kies dan het bestand.", "Open Settings, search for “certificate” and choose “Install a CA certificate”. Then choose the file.";
    authority_iphone: "Tik het bestand aan en kies “Sta toe”. Open Instellingen, tik op “Profiel gedownload” en installeer. Ga dan naar Algemeen, Info, Vertrouwensinstellingen certificaat, en zet het aan.", "Tap the file and choose “Allow”. Open Settings, tap “Profile Downloaded” and install. Then go to General, About, Certificate Trust Settings, and turn it on.";
    authority_windows: "Open het bestand en kies “Certificaat installeren”, “Huidige gebruiker”, en dan “Vertrouwde basiscertificeringsinstanties”.", "Open the file and choose “Install Certificate”, “Current User”, and then “Trusted Root Certification Authorities”.";
    authority_firefox: "Open Instellingen, Privacy en beveiliging, Certificaten bekijken, Organisaties, Importeren.", "Open Settings, Privacy & Security, View Certificates, Authorities, Import.";
    authority_open_title: "3. Open de balie", "3. Open the desk";
    authority_qr: "Of open deze pagina op een telefoon:", "Or open this page on a phone:";
}
