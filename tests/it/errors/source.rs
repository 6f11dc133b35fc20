//! The error types of the sources: each variant with its code, the form of its message and what to do.

use syn::parse::ParseStream;
use syn::{Attribute, Fields, Item, LitStr};

/// One thing that can be told.
pub(super) struct Told {
    /// The file it stands in.
    pub(super) place: String,
    pub(super) code: String,
    /// `…` stands for what differs.
    pub(super) message: String,
    pub(super) help: String,
}

/// Of every type that derives `Diagnostic`. It panics where one of them has no code or does not say what to do.
pub(super) fn told() -> Vec<Told> {
    let mut found = Vec::new();
    for (path, items) in files() {
        for item in &items {
            let place = |name: &syn::Ident| format!("{path}: `{name}`");
            match item {
                Item::Enum(item) if derives(&item.attrs) => {
                    let of_variant =
                        |variant: &syn::Variant| of(&path, &place(&variant.ident), &variant.attrs, &variant.fields);
                    found.extend(item.variants.iter().filter_map(of_variant));
                }
                Item::Struct(item) if derives(&item.attrs) => {
                    found.extend(of(&path, &place(&item.ident), &item.attrs, &item.fields));
                }
                _ => {}
            }
        }
    }
    found
}

/// Files with a type whose `Diagnostic` is written by hand.
pub(super) fn by_hand() -> Vec<String> {
    let is_diagnostic = |item: &Item| {
        let Item::Impl(item) = item else { return false };
        let of = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        of.is_some_and(|segment| segment.ident == "Diagnostic")
    };
    files().into_iter().filter(|(_, items)| items.iter().any(is_diagnostic)).map(|(path, _)| path).collect()
}

/// Path and items of every source file that names `Diagnostic`, those of modules within a file included.
fn files() -> Vec<(String, Vec<Item>)> {
    let sources = crate::architecture::sources().into_iter().filter(|(_, text)| text.contains("Diagnostic"));
    let items = |text: &str| flat(syn::parse_file(text).expect("what compiles can be parsed").items);
    sources.map(|(path, text)| (path, items(&text))).collect()
}

fn flat(items: Vec<Item>) -> Vec<Item> {
    let within = |item: Item| match item {
        Item::Mod(syn::ItemMod { content: Some((_, items)), .. }) => flat(items),
        other => vec![other],
    };
    items.into_iter().flat_map(within).collect()
}

fn derives(attributes: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let look = attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|segment| segment.ident == "Diagnostic");
            Ok(())
        });
        look.expect("a list of paths");
    }
    found
}

/// `None` where it is told with the code of what it holds.
fn of(path: &str, place: &str, attributes: &[Attribute], fields: &Fields) -> Option<Told> {
    let (mut transparent, mut code, mut help) = (false, None, None);
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("diagnostic")) {
        let look = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("transparent") {
                transparent = true;
                return Ok(());
            }
            let content;
            syn::parenthesized!(content in meta.input);
            if meta.path.is_ident("code") {
                let path: syn::Path = content.parse()?;
                let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                code = Some(names.join("::"));
            } else if meta.path.is_ident("help") {
                help = Some(first_text(&content)?);
            }
            Ok(())
        });
        look.unwrap_or_else(|error| panic!("{place}: {error}"));
    }
    if transparent {
        return None;
    }
    let code = code.unwrap_or_else(|| panic!("{place} has no code"));
    let help = help.unwrap_or_else(|| panic!("{place} does not say what to do"));
    let error = attributes.iter().find(|attribute| attribute.path().is_ident("error"));
    let message = error.and_then(|error| error.parse_args_with(first_text).ok());
    let message = message.unwrap_or_else(|| panic!("{place} has no message"));
    let help = match only_field(&help) {
        Some(name) => what_to_do(place, name, fields),
        None => form(&help),
    };
    let message = match only_field(&message) {
        Some(name) => format!("*{}*", comment_on(name, fields).trim_end_matches('.')),
        None => form(&message),
    };
    Some(Told { place: path.to_owned(), code, message, help })
}

/// The first argument, which is a text; what it is formatted with is left out.
fn first_text(input: ParseStream<'_>) -> syn::Result<String> {
    let text: LitStr = input.parse()?;
    while !input.is_empty() {
        input.step(|cursor| cursor.token_tree().map(|(_, rest)| ((), rest)).ok_or_else(|| cursor.error("a token")))?;
    }
    Ok(text.value())
}

/// The field that a text is wholly made of.
fn only_field(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.contains(['{', '}']))
}

/// What the comment on the field `name` says, where what to do depends on what happened.
fn what_to_do(place: &str, name: &str, fields: &Fields) -> String {
    let comment = comment_on(name, fields);
    let said = comment.strip_prefix("What to do: ").unwrap_or_else(|| {
        panic!("{place}: the comment on `{name}` must begin with \"What to do: \", since its text is not known here")
    });
    said.trim_end_matches('.').to_owned()
}

fn comment_on(name: &str, fields: &Fields) -> String {
    let field = fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == name));
    let comments = field.into_iter().flat_map(|field| &field.attrs).filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
            path,
            ..
        }) if path.is_ident("doc") => Some(text.value()),
        _ => None,
    });
    comments.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join(" ")
}

/// A text for `format!` with `…` for what it is filled with.
fn form(text: &str) -> String {
    let (mut form, mut depth) = (String::new(), 0);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '{' | '}' if depth == 0 && rest.peek() == Some(&character) => {
                form.push(character);
                rest.next();
            }
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                form.push('…');
            }
            other if depth == 0 => form.push(other),
            _ => {}
        }
    }
    form
}

#[test]
fn forms_of_messages() {
    assert_eq!(form("`{path}`, {0:?}: {{x}} of {}"), "`…`, …: {x} of …");
}
