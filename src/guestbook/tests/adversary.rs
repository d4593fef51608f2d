//! Whoever has the whole disk, and knows from the visits in which order everybody came in, tries to tell
//! which parcel or entry of the book belongs to which arrival.
//!
//! Each attack is tried against the book as it is, where it must do no better than chance, and against a book
//! with one protection taken away, where the same attack must win: so it is known to be an attack. All dice
//! are seeded: what passes once passes always.

use super::{House, NOW_MS, add, tuesday, walking};
use crate::{Who, sealing::parcel::Parcel, store::Protections};
use std::{
    collections::{BTreeMap, HashSet},
    fs,
    time::UNIX_EPOCH,
};

/// Appended in order, as one does.
const APPENDED: Protections = Protections { draws_lots: false, shuffles: false, ..Protections::ALL };
const UNSHUFFLED: Protections = Protections { shuffles: false, ..Protections::ALL };
const UNWIPED: Protections = Protections { wipes: false, ..Protections::ALL };

/// The first bytes of something on disk.
type Mark = [u8; 8];

/// One day at the door: who came, in order.
struct Played {
    house: House,
    /// The parcel of each arrival.
    parcels: Vec<Mark>,
    /// The id of each new guest.
    guests: Vec<Mark>,
}

fn mark(bytes: &[u8]) -> Mark {
    *bytes.first_chunk().expect("eight bytes")
}

/// Every third visitor leaves a name, as at a busy opening.
fn play(seed: u64, arrivals: usize, protections: Protections) -> Played {
    let mut house = House::build(seed);
    house.book.store.protections = protections;
    let (mut parcels, mut guests) = (Vec::new(), Vec::new());
    let mut known: HashSet<Mark> = HashSet::new();
    for number in 0..arrivals {
        if number % 3 == 0 {
            add(&mut house.book, "Bloem", tuesday());
        } else {
            house.book.arrive(tuesday(), &[walking()], Who::Nameless).unwrap();
        }
        let today = house.book.store.today();
        let of = |parcel: &Parcel| mark(parcel);
        parcels.extend(today.parcels().map(of).filter(|it| known.insert(*it)));
        guests.extend(today.entries().map(|it| mark(&it.guest.0)).filter(|it| known.insert(*it)));
    }
    assert_eq!((parcels.len(), guests.len()), (arrivals, arrivals.div_ceil(3)));
    Played { house, parcels, guests }
}

/// Where each of these first stands in a file, for those that no page boundary cuts.
fn places(bytes: &[u8], marks: &[Mark]) -> BTreeMap<Mark, usize> {
    let wanted: HashSet<Mark> = marks.iter().copied().collect();
    let mut places = BTreeMap::new();
    for (at, window) in bytes.windows(8).enumerate() {
        let here = mark(window);
        if wanted.contains(&here) {
            places.entry(here).or_insert(at);
        }
    }
    places
}

/// Spearman's correlation of the order in the file with the order of arrival: 1 and −1 tell everything.
fn correlation(bytes: &[u8], in_order: &[Mark]) -> f64 {
    let places = places(bytes, in_order);
    let found: Vec<usize> = in_order.iter().filter_map(|it| places.get(it).copied()).collect();
    assert!(found.len() * 10 >= in_order.len() * 9, "most of them must be seen: {} are", found.len());
    let mut sorted = found.clone();
    sorted.sort_unstable();
    let number = |it: usize| f64::from(u32::try_from(it).expect("a small number"));
    let (mut squares, count) = (0.0, number(found.len()));
    for (rank, place) in found.iter().enumerate() {
        let other = sorted.binary_search(place).expect("a place");
        squares += (number(rank) - number(other)).powi(2);
    }
    1.0 - 6.0 * squares / (count * (count * count - 1.0))
}

#[test]
fn no_older_copy_on_the_disk_tells_which_guests_a_day_brought() {
    let Played { mut house, guests, .. } = play(1, ARRIVALS, Protections::ALL);
    house.book.night(tuesday(), NOW_MS).unwrap();
    for file in ["guestbook.sqlite", "guestbook.backup-1.sqlite", "guestbook.backup-2.sqlite"] {
        let bytes = fs::read(house.directory.path().join(file)).unwrap();
        let seen = places(&bytes, &guests).len();
        // All but those that the end of a page cuts in two.
        assert!(seen * 10 >= guests.len() * 9, "{file}: {seen} of {}", guests.len());
    }
}

const DAYS: u32 = 12;
const ARRIVALS: usize = 48;

/// Of `DAYS` correlations that are chance the mean is within this: five standard deviations, for 16 guests.
fn chance() -> f64 {
    5.0 / (f64::from(DAYS) * 15.0).sqrt()
}

/// Mean correlation over many days, of parcels and of new guests, before and after the night.
fn attacked_by_order(protections: Protections) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for seed in 0..u64::from(DAYS) {
        let Played { mut house, parcels, guests } = play(seed, ARRIVALS, protections);
        let path = house.directory.path().join("guestbook.sqlite");
        let by_day = fs::read(&path).unwrap();
        house.book.night(tuesday(), NOW_MS).unwrap();
        let by_night = fs::read(&path).unwrap();
        let files = [&by_day, &by_day, &by_night, &by_night];
        for (at, (file, marks)) in files.into_iter().zip([&parcels, &guests, &parcels, &guests]).enumerate() {
            sums[at] += correlation(file, marks);
        }
    }
    sums.map(|sum| sum / f64::from(DAYS))
}

#[test]
fn the_order_on_disk_tells_nothing_of_the_order_of_arrival() {
    for (what, found) in ["parcels", "guests", "parcels at night", "guests at night"]
        .into_iter()
        .zip(attacked_by_order(Protections::ALL))
    {
        assert!(found.abs() < chance(), "{what}: {found} is more than chance, {}", chance());
    }
}

#[test]
fn the_same_attack_wins_when_arrivals_are_appended() {
    let [parcels, guests, parcels_at_night, _] = attacked_by_order(APPENDED);
    for found in [parcels, guests, parcels_at_night] {
        assert!(found.abs() > 0.8, "{found}");
    }
}

/// Of all pairs that lie in one page, and so in one bucket, how many stand in the order of their arrival: parcels, new guests.
fn attacked_within_buckets(protections: Protections) -> [f64; 2] {
    let Played { house, parcels, guests } = play(77, 400, protections);
    let file = fs::read(house.directory.path().join("guestbook.sqlite")).unwrap();
    [parcels, guests].map(|in_order| {
        let places = places(&file, &in_order);
        let found: Vec<usize> = in_order.iter().filter_map(|it| places.get(it).copied()).collect();
        let (mut in_order, mut pairs) = (0_u32, 0_u32);
        for (at, earlier) in found.iter().enumerate() {
            for later in found[at + 1..].iter().filter(|it| **it / 4096 == *earlier / 4096) {
                pairs += 1;
                in_order += u32::from(later > earlier);
            }
        }
        assert!(pairs > 60, "{pairs} are too few to tell");
        f64::from(in_order) / f64::from(pairs)
    })
}

#[test]
fn the_order_within_a_bucket_tells_nothing() {
    for found in attacked_within_buckets(Protections::ALL) {
        assert!((found - 0.5).abs() < 0.25, "{found} is far from one half");
    }
}

#[test]
fn the_same_attack_wins_when_buckets_are_not_shuffled() {
    for found in attacked_within_buckets(UNSHUFFLED) {
        assert!(found > 0.9, "{found}");
    }
}

/// Which parcel came last, from what the journal still holds of the bucket that was written last: the one
/// that is in the file beside those, and not yet among them.
fn guess_last(house: &House, parcels: &[Mark]) -> Vec<Mark> {
    let read = |name: &str| fs::read(house.directory.path().join(name)).unwrap();
    let journal = places(&read("guestbook.sqlite-journal"), parcels);
    if journal.is_empty() {
        return parcels.to_vec();
    }
    // Slots of a bucket are neighbours in the file: the missing one stands where the others do.
    let file = places(&read("guestbook.sqlite"), parcels);
    let near = |place: usize| {
        journal.keys().filter_map(|it| file.get(it)).any(|other| other.abs_diff(place) < 9 * 808)
    };
    file.iter().filter(|(it, place)| !journal.contains_key(*it) && near(**place)).map(|(it, _)| *it).collect()
}

/// How often the last arrival of a day is guessed, where each guess takes one of the candidates.
fn attacked_by_journal(protections: Protections) -> f64 {
    let days = 30;
    let mut won = 0.0;
    for seed in 100..100 + days {
        let Played { house, parcels, .. } = play(seed, 24, protections);
        let candidates = guess_last(&house, &parcels);
        if candidates.contains(parcels.last().unwrap()) {
            won += 1.0 / f64::from(u32::try_from(candidates.len()).unwrap());
        }
    }
    won / f64::from(u32::try_from(days).unwrap())
}

#[test]
fn the_journal_tells_nothing_of_who_came_last() {
    let found = attacked_by_journal(Protections::ALL);
    assert!(found <= 1.0 / 24.0 + 1e-9, "{found} is more than one of 24");
}

#[test]
fn the_same_attack_wins_when_the_journal_is_left() {
    let found = attacked_by_journal(UNWIPED);
    assert!(found > 3.0 / 24.0, "{found}");
}

/// How many pages differ between two states of a file of the same length.
fn changed_pages(before: &[u8], after: &[u8]) -> usize {
    assert_eq!(before.len(), after.len());
    before.chunks(4096).zip(after.chunks(4096)).filter(|(before, after)| before != after).count()
}

#[test]
fn every_arrival_writes_equally_much_whoever_it_is() {
    let mut house = House::build(5);
    let pass = add(&mut house.book, "Bloem", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    house.book.arrive(tuesday(), &[], Who::Nameless).unwrap();
    let path = house.directory.path().join("guestbook.sqlite");
    let (mut lengths, mut changed) = (HashSet::new(), HashSet::new());
    for number in 0..24 {
        let before = fs::read(&path).unwrap();
        match number % 3 {
            0 => drop(add(&mut house.book, "Linde", tuesday())),
            1 => drop(house.book.arrive(tuesday(), &[], Who::Nameless).unwrap()),
            _ => drop(house.book.arrive(tuesday(), &[walking()], Who::Pass(&pass)).unwrap()),
        }
        changed.insert(changed_pages(&before, &fs::read(&path).unwrap()));
        let lengths_now: Vec<_> =
            house.files().into_iter().map(|(name, bytes)| (name, bytes.len())).collect();
        lengths.insert(lengths_now);
    }
    assert_eq!((lengths.len(), changed.len()), (1, 1), "{lengths:?} {changed:?}");
}

#[test]
fn file_times_tell_the_day_and_no_more() {
    let start = tuesday().and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    let start = u128::try_from(start).unwrap() * 1_000_000_000;
    let times = |house: &House| -> Vec<_> {
        let entries = fs::read_dir(house.directory.path()).unwrap();
        let modified = entries.map(|it| it.unwrap().metadata().unwrap().modified().unwrap());
        modified.map(|it| it.duration_since(UNIX_EPOCH).unwrap().as_nanos()).collect()
    };
    let mut house = House::build(5);
    add(&mut house.book, "Bloem", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    add(&mut house.book, "Linde", tuesday());
    let all = times(&house);
    assert!(all.len() >= 3 && all.iter().all(|it| *it == start), "{all:?}");
    // Put back: the file says when somebody came in.
    house.book.store.protections = Protections { rounds_times: false, ..Protections::ALL };
    add(&mut house.book, "Kastanje", tuesday());
    assert!(times(&house).iter().any(|it| *it != start));
}
