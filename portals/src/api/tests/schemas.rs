//! The description's schemas: two that share a name would overwrite each other without a word.

use super::*;

/// The names of the schemas that a file of the API derives, as the description has them.
fn derived(source: &str) -> Vec<String> {
    let (mut names, mut pending, mut renamed) = (Vec::new(), false, None);
    for line in source.lines() {
        if line.starts_with("#[derive(") {
            (pending, renamed) = (line.contains("ToSchema"), None);
        } else if let Some(name) = line.strip_prefix("#[schema(as = ") {
            renamed = name.split([')', ',']).next().map(str::to_owned);
        } else if pending
            && let Some(rest) = ["pub struct ", "pub enum ", "struct ", "enum "]
                .iter()
                .find_map(|kind| line.strip_prefix(kind))
        {
            let own = rest.split([' ', '<', '(', ';', '{']).next().unwrap().to_owned();
            names.push(renamed.take().unwrap_or(own));
            pending = false;
        }
    }
    names
}

/// The names of the schemas that `words.rs` makes by hand: those of its tables, and the others.
fn words_of(source: &str) -> Vec<String> {
    let name = |line: &str| {
        let by_hand = line.strip_prefix("impl ToSchema for ").and_then(|rest| rest.split(' ').next());
        let row = line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase));
        let row = row.filter(|row| row.contains(" = ") || row.contains(" at most "));
        by_hand.or(row.and_then(|row| row.split(' ').next())).map(str::to_owned)
    };
    source.lines().filter_map(name).filter(|name| name.chars().all(char::is_alphanumeric)).collect()
}

#[test]
fn no_two_schemas_share_a_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let spec: Value = serde_json::to_value(Spec::openapi()).unwrap();
    let described = spec["components"]["schemas"].as_object().unwrap();
    let mut seen = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        for name in derived(&std::fs::read_to_string(&path).unwrap()) {
            let twice = seen.insert(name.clone(), file.clone());
            assert_eq!(twice, None, "two schemas are called {name}: also in {file}");
        }
    }
    let words = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api/words.rs");
    for name in words_of(&std::fs::read_to_string(words).unwrap()) {
        let twice = seen.insert(name.clone(), "words.rs".to_owned());
        assert_eq!(twice, None, "two schemas are called {name}: also a word");
    }
    assert!(seen.len() > 200, "{} schemas are derived", seen.len());
    let recorded = &described["Recorded"]["properties"];
    assert!(recorded["id"].is_object() && recorded["cursor"].is_object(), "{recorded}");
    let answers = spec["paths"].as_object().unwrap().values().filter_map(|item| item.get("post"));
    for answer in answers.flat_map(|post| post["responses"].as_object().unwrap().values()) {
        let schema = answer["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
        let carries = answer["headers"].get("ETag").is_some();
        assert!(!(carries && schema.ends_with("/Recorded")), "{answer}");
    }
}
