//! From files to a checked catalogue: everything that is wrong is told at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::checks::{Subject, check};
use super::components::{self, Components};
use super::condition::each_on_large_stack;
use super::declared::{Declarations, is_evidence};
use super::lint::lint;
use super::model::{Area, Catalogue, ComponentException, Control, Framework, Owner};
use super::rows::{self, Rows};
use super::source::{AreaPositions, FrameworkPositions, Positions, relative, stem};
use crate::evidence::canonical;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::declared::EvidenceFile;
use crate::evidence::topic::declaration::Known;
use crate::file::codes::control as code;
use crate::file::{File, Problem, from_yaml, help_with_names, offset_of, parse};

/// The shape of `responsibility.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Matrix {
    areas: Vec<Area>,
}

/// Loads `files`: text by path below the controls folder (`network/….yaml`, `frameworks/….yaml`,
/// `evidence/….yaml`, `responsibility.yaml`, `components.yaml`, `catalogue.csv`; a leading `controls/` is accepted). What
/// it does not read ([`reads`]) is left
/// out.
///
/// # Errors
/// Every problem of every file, in order of path and position.
pub fn load(files: &BTreeMap<String, String>) -> Result<Catalogue, Vec<Problem>> {
    read(files, true)
}

/// As [`load`], of files that are only to be compared with: what they declare is not in use.
///
/// # Errors
/// As [`load`].
pub fn look_at(files: &BTreeMap<String, String>) -> Result<Catalogue, Vec<Problem>> {
    read(files, false)
}

/// Puts the operations that `files` declare in use, and reads nothing else of them.
///
/// # Errors
/// Every problem of the declarations.
pub fn declare(files: &BTreeMap<String, String>) -> Result<(), Vec<Problem>> {
    declarations(files, |declared| declared.register())
}

/// As [`declare`], for the built-in files: what is declared already goes before.
///
/// # Errors
/// Every problem of the declarations.
pub fn declare_free(files: &BTreeMap<String, String>) -> Result<(), Vec<Problem>> {
    declarations(files, |declared| {
        declared.register_free();
        Ok(())
    })
}

fn declarations(
    files: &BTreeMap<String, String>,
    use_them: impl FnOnce(&Declarations<'_>) -> Result<(), Vec<Problem>>,
) -> Result<(), Vec<Problem>> {
    let files: Vec<File> =
        files.iter().filter(|(path, _)| is_yaml(path)).map(|(path, text)| File::new(path, text)).collect();
    let mut problems = Vec::new();
    let declared = Declarations::load(&files, &mut problems);
    if problems.is_empty() { use_them(&declared) } else { Err(problems) }
}

fn read(files: &BTreeMap<String, String>, in_use: bool) -> Result<Catalogue, Vec<Problem>> {
    let mut problems = Vec::new();
    let (yaml, other): (Vec<File>, Vec<File>) = files
        .iter()
        .filter(|(path, _)| reads(path))
        .map(|(path, text)| File::new(path, text))
        .partition(|file| is_yaml(&file.path));
    let files = yaml;
    let rows = other.first().map_or_else(Rows::absent, |file| Rows::read(file, &mut problems));
    let areas = load_areas(&files, &mut problems);
    let declared = Declarations::load(&files, &mut problems);
    let controls = load_controls(&files, &areas, &rows, &declared.known, &mut problems);
    let known = ids(&files, &controls);
    let frameworks = load_frameworks(&files, &known, &mut problems);
    let components = load_components(&files, &controls, &known, &mut problems);
    if !problems.is_empty() {
        problems.sort_by(|a, b| (&a.path, a.line, a.column, &a.message).cmp(&(&b.path, b.line, b.column, &b.message)));
        return Err(problems);
    }
    if in_use {
        declared.register()?;
    }
    let evidence = declared.files;
    let digest = digest(&controls, &areas, &frameworks, &components, &evidence);
    Ok(Catalogue { controls, areas, frameworks, components, rows: rows.rows, evidence, digest })
}

/// True for the files that [`load`] reads: YAML, and the catalogue's rows.
#[must_use]
pub fn reads(path: &str) -> bool {
    is_yaml(path) || relative(path) == rows::FILE
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml")
}

/// SHA-256 over the five as RFC 8785 writes them; over four where nothing is declared.
fn digest(
    controls: &[Control],
    areas: &[Area],
    frameworks: &[Framework],
    components: &[ComponentException],
    evidence: &[EvidenceFile],
) -> String {
    let line = match evidence {
        [] => canonical::to_line(&(controls, areas, frameworks, components)),
        evidence => canonical::to_line(&(controls, areas, frameworks, components, evidence)),
    };
    let line = line.expect("keys are text and numbers are finite");
    canonical::sha256(line.as_bytes())
}

fn is_control(path: &str) -> bool {
    let path = relative(path);
    !path.starts_with("frameworks/") && !["responsibility.yaml", components::FILE].contains(&path) && !is_evidence(path)
}

fn load_areas(files: &[File], problems: &mut Vec<Problem>) -> Vec<Area> {
    let Some(file) = files.iter().find(|file| relative(&file.path) == "responsibility.yaml") else {
        let file = File::new("responsibility.yaml", "");
        problems.push(Problem::at(&file, 0, 0, code::MATRIX_MISSING, "there is no responsibility matrix".to_owned()));
        return Vec::new();
    };
    let Some(matrix) = parse::<Matrix>(file, problems) else { return Vec::new() };
    let positions: AreaPositions = from_yaml(file.text()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (area, at) in matrix.areas.iter().zip(&positions.areas) {
        let mut report = |code, message| {
            problems.push(Problem::at(file, offset_of(file, at.referenced), 1, code, message));
        };
        if !seen.insert(area.id.as_str()) {
            report(code::DUPLICATE_ID, format!("the area `{}` is there twice", area.id));
        }
        let missing = ComputeType::ALL.iter().filter(|compute_type| !area.owners.contains_key(compute_type));
        for compute_type in missing {
            report(code::OWNER_MISSING, format!("the area `{}` names no owner for `{compute_type}`", area.id));
        }
        if area.owners.values().any(|owner| *owner == Owner::Aws) && area.aws_reports.is_empty() {
            report(
                code::AWS_REPORT_MISSING,
                format!("AWS owns part of the area `{}`, yet no AWS report is named", area.id),
            );
        }
    }
    matrix.areas
}

fn load_controls(
    files: &[File],
    areas: &[Area],
    rows: &Rows,
    known: &Known,
    problems: &mut Vec<Problem>,
) -> Vec<Control> {
    let files: Vec<&File> = files.iter().filter(|file| is_control(&file.path)).collect();
    let Some(read) = each_on_large_stack(&files, |file| known.within(|| load_control(file, areas, rows))) else {
        let file = File::new("controls", "");
        problems.push(Problem::at(&file, 0, 0, code::INTERNAL, "reading the controls failed in itself".to_owned()));
        return Vec::new();
    };
    let mut controls: BTreeMap<String, Control> = BTreeMap::new();
    for (file, (control, positions, found)) in files.into_iter().zip(read) {
        problems.extend(found);
        let Some(control) = control else { continue };
        if let Some(first) = controls.insert(control.id.clone(), control) {
            let at = positions.id.as_ref().map_or(0, |id| offset_of(file, id.referenced));
            problems.push(Problem::at(
                file,
                at,
                1,
                code::DUPLICATE_ID,
                format!("the id `{}` is there twice", first.id),
            ));
        }
    }
    controls.into_values().collect()
}

fn load_control(file: &File, areas: &[Area], rows: &Rows) -> (Option<Control>, Positions, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(control) = parse::<Control>(file, &mut problems) else {
        return (None, Positions::default(), problems);
    };
    let positions: Positions = from_yaml(file.text()).unwrap_or_default();
    problems.extend(check(&Subject { file, control: &control, positions: &positions }, areas));
    problems.extend(rows.unknown(file, &positions.catalogue));
    problems.extend(lint(file, &control, &positions));
    (Some(control), positions, problems)
}

/// The ids of all controls. One that has problems of its own is not an unknown one: its file's name counts.
fn ids(files: &[File], controls: &[Control]) -> Vec<String> {
    let stems = files.iter().filter(|file| is_control(&file.path)).map(|file| stem(&file.path).to_owned());
    controls.iter().map(|control| control.id.clone()).chain(stems).collect()
}

/// Where there is no such file, no part of EKS is excepted from anything.
fn load_components(
    files: &[File],
    controls: &[Control],
    known: &[String],
    problems: &mut Vec<Problem>,
) -> Vec<ComponentException> {
    let Some(file) = files.iter().find(|file| relative(&file.path) == components::FILE) else { return Vec::new() };
    let Some(components) = parse::<Components>(file, problems) else { return Vec::new() };
    problems.extend(components::check(file, &components, controls, known));
    components.components
}

fn load_frameworks(files: &[File], known: &[String], problems: &mut Vec<Problem>) -> Vec<Framework> {
    let mut frameworks = Vec::new();
    for file in files.iter().filter(|file| relative(&file.path).starts_with("frameworks/")) {
        let Some(framework) = parse::<Framework>(file, problems) else { continue };
        let positions: FrameworkPositions = from_yaml(file.text()).unwrap_or_default();
        let stem = stem(&file.path);
        if stem != framework.id {
            let at = positions.id.as_ref().map_or(0, |id| offset_of(file, id.referenced));
            let message = format!("the id `{}` differs from the file's name `{stem}`", framework.id);
            problems.push(Problem::at(file, at, 1, code::ID_IS_NOT_FILE_NAME, message));
        }
        let named = positions.clauses.iter().flat_map(|clause| &clause.controls);
        problems.extend(named.filter_map(|id| unknown_control(file, id, known)));
        frameworks.push(framework);
    }
    frameworks.sort_by(|a, b| a.id.cmp(&b.id));
    frameworks
}

fn unknown_control(file: &File, id: &Spanned<String>, known: &[String]) -> Option<Problem> {
    if known.contains(&id.value) {
        return None;
    }
    let message = format!("there is no control `{}`", id.value);
    let problem = Problem::at(file, offset_of(file, id.referenced), id.value.len(), code::UNKNOWN_CONTROL, message);
    Some(problem.with_help(help_with_names(&id.value, known)))
}

#[cfg(test)]
mod tests;
