//! The pictograms in `ui/icons/icons.slint` are those of the files beside it.

use std::{fs, path::Path};

#[test]
fn every_pictogram_has_the_path_of_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/icons");
    let compiled = fs::read_to_string(folder.join("icons.slint")).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        files += 1;
        let svg = fs::read_to_string(&path).unwrap();
        assert_eq!(
            svg.matches("<path").count() + 1,
            svg.matches('<').count() - 1,
            "{} holds more than paths",
            path.display()
        );
        let commands: Vec<_> = svg
            .split(" d=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            // The invisible square around every pictogram.
            .filter(|commands| *commands != "M0 0h24v24H0z")
            .collect();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let line = format!("out property <string> {name}: \"{}\";", commands.join(" "));
        assert!(compiled.contains(&line), "icons.slint should have the line\n{line}");
    }
    assert_eq!(compiled.matches("out property").count(), files, "icons.slint has pictograms without a file");
    assert!(files > 20, "only {files} files in {}", folder.display());
}
