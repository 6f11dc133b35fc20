use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn cluster() -> serde_json::Value {
    json!({
        "createdAt": "2026-05-01T00:00:00Z", "version": "1.33", "size": 3, "public": true,
        "cidrs": ["10.0.0.0/8"], "config": {"mode": "API"}, "tags": {"a-b": "x"}, "empty": {}, "list": [{"a": 1}]
    })
}

fn variables(cluster: &serde_json::Value) -> Variables<'_> {
    let mut variables = Variables::default();
    variables.set_as_of("2026-06-30T00:00:00Z".parse().unwrap());
    variables.set("cluster", Datum::from(cluster));
    variables
}

fn test(text: &str) -> Result<bool, ConditionError> {
    Condition::compile(text)?.test(&variables(&cluster()))
}

#[test]
fn the_language_that_controls_rely_on_works() {
    for text in [
        "asOf - timestamp(cluster.createdAt) > duration('720h')",
        "timestamp(cluster.createdAt) < asOf",
        "days(asOf, cluster.createdAt) == 60",
        "days(asOf, timestamp(cluster.createdAt)) == 60",
        "inCidr('10.1.2.3', cluster.cidrs[0]) && !inCidr('0.0.0.0/0', cluster.cidrs[0])",
        "cluster.cidrs.all(block, inCidr(block, '10.0.0.0/8'))",
        "minorVersion(cluster.version) == 33 && cluster.size >= 3",
        "versionCompare('v1.20.3-eksbuild.1', 'v1.9.0') == 1",
        "has(cluster.config.mode) && !has(cluster.config.other)",
        "cluster.?missing.?deeper.orValue('none') == 'none'",
        "cluster[?'missing'].hasValue() == false",
        "cluster.tags['a-b'] == 'x' && 'a-b' in cluster.tags",
        "cluster.config.mode in ['API', 'API_AND_CONFIG_MAP']",
        "cluster.cidrs.map(c, c.lowerAscii()).join(', ') == '10.0.0.0/8'",
        "size(cluster.cidrs.filter(c, c.startsWith('10.'))) == 1",
        "math.greatest(1, 2) == 2 && ['b', 'a'].sort()[0] == 'a'",
        "string(cluster.size) + ' nodes' == '3 nodes'",
        "cluster.tags == {'a-b': 'x'} && {'a-b': 'x'} == cluster.tags && !({} == cluster.tags)",
        "cluster.empty == {} && {} == cluster.empty && cluster.?empty.orValue({}) == {} && cluster.tags != {}",
        "{'t': {'a-b': 'x'}} == {'t': cluster.tags} && [cluster.tags] == [{'a-b': 'x'}] && cluster.tags == cluster.tags",
        "{'a': 1} in cluster.list && {'a': 1.0} in cluster.list && !({'a': 2} in cluster.list)",
        "cluster.tags in [{'a-b': 'x'}] && [{'a-b': 'x'}].exists(m, m == cluster.tags) && cluster.list == [{'a': 1}]",
        "size(cluster.tags) == 1 && type(cluster.tags) == map && !(1 in cluster.tags)",
    ] {
        assert_eq!(test(text), Ok(true), "{text}");
    }
}

/// A hash map of 20 keys comes in the same order twice once in 20! times.
#[test]
fn maps_are_gone_through_in_the_order_of_their_keys() {
    let names: Vec<String> = (0..20).map(|number| format!("key-{number:02}")).collect();
    let map: serde_json::Map<String, serde_json::Value> =
        names.iter().rev().map(|name| (name.clone(), json!({"name": name, "inner": {"b": 1, "a": 2}}))).collect();
    let map = json!(map);
    let mut variables = Variables::default();
    variables.set("m", Datum::from(&map));
    let render = |text: &str| Condition::compile(text).unwrap().render(&variables).unwrap();
    assert_eq!(render("m.map(k, m[k].name).join(' ')"), names.join(" "));
    assert_eq!(render("m.filter(k, k != 'key-00').join(' ')"), names[1..].join(" "));
    assert_eq!(render("m.map(k, k == 'key-00', m[k].inner.map(i, i).join(',')).join(' ')"), "a,b");
    assert_eq!(render("m.exists(k, k == 'key-07') && m.all(k, k in m) ? 'yes' : 'no'"), "yes");
    assert_eq!(render("{3: 'x', 1: 'y', 2: 'z'}.map(k, string(k)).join('')"), "123");
    assert!(Condition::compile("@inOrder(m) == []").is_err());
}

#[test]
fn what_is_within_a_place_is_found_by_the_key() {
    let facts =
        json!({"prod/shop/a": {"n": 1}, "prod/shop/b": {"n": 2}, "prod/shop-2/c": {"n": 3}, "prod/sho/d": {"n": 4}});
    let facts: std::collections::BTreeMap<String, ijson::IValue> = serde_json::from_value(facts).unwrap();
    let mut variables = Variables::default();
    variables.set("t", Datum::table(facts.iter().map(|(key, value)| (key.as_str(), value))));
    let test = |text: &str| Condition::compile(text).unwrap().test(&variables);
    assert_eq!(test("within(t, 'prod/shop').map(f, f.n) == [1, 2]"), Ok(true));
    assert_eq!(test("within(t, 'prod/none') == [] && within(t, 'prod/shop-2').exists(f, f.n == 3)"), Ok(true));
    assert_eq!(test("t.map(key, t[key].n) == [4, 3, 1, 2]"), Ok(true), "in the order of the keys");
    assert!(test("within(t, 'prod/shop').exists(f, f.absent)").is_err());
    assert!(test("within({'prod/shop/a': 1}, 'prod/shop') == []").is_err(), "a map of its own is not a topic");
    assert!(test("within(t['prod/shop/a'], 'prod') == []").is_err());
}

#[test]
fn patterns_are_found_as_cel_has_it() {
    assert_eq!(test("cluster.version.matches('^1[.]3') && matches(cluster.version, '3$')"), Ok(true));
    assert_eq!(
        test("cluster.cidrs.exists(c, c.matches('[a-z]')) || ['10', '11'].all(p, cluster.version.matches(p))"),
        Ok(false)
    );
    assert!(test("cluster.version.matches('(')").unwrap_err().to_string().contains("'(' not a valid regex"));
    assert!(test("cluster.size.matches('3')").is_err() && test("cluster.version.matches(3)").is_err());
    let many = (0..600).map(|n| format!("'{n}'")).collect::<Vec<_>>().join(",");
    assert_eq!(
        test(&format!("[{many}].filter(p, cluster.version.matches(p)).map(p, p) == ['1', '3', '33']")),
        Ok(true)
    );
}

#[test]
fn absence_and_wrong_types_are_errors() {
    let message = |text: &str| test(text).unwrap_err().to_string();
    assert_eq!(message("cluster.missing == 1"), "`missing` is absent");
    assert_eq!(message("!cluster.missing"), "`missing` is absent");
    assert_eq!(message("cluster.missing.all(x, true)"), "`missing` is absent");
    assert_eq!(message("nodegroup.name == 'a'"), "`nodegroup` is not known");
    assert_eq!(message("cluster.size"), "the expression gives int, not true or false");
    assert!(message("days(asOf, 'yesterday') > 1").contains("not an RFC 3339 time"));
    assert!(message("cluster.size > '3'").contains("no matching overload"));
    assert!(message("minorVersion('latest') > 1").contains("no minor version"));
}

#[test]
fn text_that_is_not_an_expression_is_refused_with_its_place() {
    let ConditionError::Syntax { line, .. } = Condition::compile("cluster.size >\n  &&").unwrap_err() else { panic!() };
    assert_eq!(line, 2);
    assert!(matches!(Condition::compile(&"a".repeat(9000)), Err(ConditionError::TooLong { length: 9000 })));
}

#[test]
fn hostile_nesting_is_refused_and_long_chains_are_survived() {
    for piece in ["(", "[", "!", "-", "{1:", "a?b:"] {
        assert!(Condition::compile(&piece.repeat(1500)).is_err(), "{piece}");
    }
    for (piece, most) in [("a.", 90), ("cluster.size+", 90), ("a||", 90), ("a.b(c).", 40), ("a[0].b&&", 500)] {
        let accepted = Condition::compile(&format!("{}a", piece.repeat(most))).unwrap();
        let _ = accepted.test(&variables(&cluster()));
        let _ = unknown_names(&accepted, &BTreeMap::new());
    }
    for piece in ["a.", "a+", "a.b(c)."] {
        let refused = Condition::compile(&format!("{}a", piece.repeat(4000 / piece.len())));
        assert_eq!(refused.unwrap_err(), ConditionError::TooDeep, "{piece}");
    }
}

#[test]
fn a_message_is_text() {
    let condition = Condition::compile("'mode ' + cluster.config.mode").unwrap();
    assert_eq!(condition.render(&variables(&cluster())).unwrap(), "mode API");
    assert!(Condition::compile("1").unwrap().render(&variables(&cluster())).is_err());
}

/// A name that the check of names lets through must be one that the interpreter has.
#[test]
fn every_function_that_is_known_is_there() {
    for name in check::FUNCTIONS.iter().chain(functions::NAMES) {
        let calls = [format!("{name}()"), format!("{name}(1)"), format!("'a'.{name}()"), format!("[1].{name}(a, a)")];
        let named = ["math", "lists", "strings", "optional"].map(|space| format!("{space}.{name}(1)"));
        let there = calls.iter().chain(&named).any(|call| match Condition::compile(call) {
            Ok(condition) => {
                let message =
                    condition.test(&variables(&cluster())).err().map_or_else(String::new, |error| error.to_string());
                !message.ends_with("is not known")
            }
            Err(ConditionError::Syntax { .. }) => true,
            Err(other) => panic!("{call}: {other}"),
        });
        assert!(there, "{name}");
    }
}

#[test]
fn every_subject_can_be_named() {
    for topic in crate::evidence::topic::Topic::ALL {
        let text = format!("{}.x == facts.{topic}['k'].x", topic.variable());
        assert!(Condition::compile(&text).is_ok(), "{text}");
    }
}
