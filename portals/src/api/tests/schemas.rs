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
            // The words of `words.rs` have a schema each of that very name.
            let twice = seen.insert(name.clone(), file.clone());
            assert_eq!(twice, None, "two schemas are called {name}: also in {file}");
        }
    }
    let words =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api/words.rs"));
    for line in words.unwrap().lines() {
        let named = line.strip_prefix("    ").and_then(|line| line.split_once(" = ")).map(|(name, _)| name);
        let named = named.filter(|name| name.chars().all(char::is_alphanumeric));
        if let Some(file) = named.and_then(|name| seen.get(name)) {
            panic!("a schema of {file} is called as a word: {line}");
        }
    }
    assert!(seen.len() > 150, "{} schemas are derived", seen.len());
    let recorded = &described["Recorded"]["properties"];
    assert!(recorded["id"].is_object() && recorded["cursor"].is_object(), "{recorded}");
    let answers = spec["paths"].as_object().unwrap().values().filter_map(|item| item.get("post"));
    for answer in answers.flat_map(|post| post["responses"].as_object().unwrap().values()) {
        let schema = answer["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
        let carries = answer["headers"].get("ETag").is_some();
        assert!(!(carries && schema.ends_with("/Recorded")), "{answer}");
    }
}
