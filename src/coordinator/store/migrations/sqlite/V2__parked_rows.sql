-- The first day of the earliest row that was refused and waits in the kiosk for a person; NULL where none does.
ALTER TABLE kiosks ADD COLUMN parked_from_day TEXT;
