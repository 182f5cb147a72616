//! How requests prove who sends them.

use super::{
    context::{Context, Operation, Parameter, covers},
    responses::shared_response,
    suggest, warning,
};
use crate::{
    document::Node,
    patch,
    problem::{Fix, Problems, Rule},
};

pub(super) static AUTHORIZATION_PARAMETER: Rule = warning(
    "authorization-parameter",
    "credentials are a security scheme, not a parameter",
    "A client holds its credentials once and adds them to every request. Declared as a parameter they \
     become an argument of each method, and may end up in a log.",
)
.fixable();
pub(super) static SECURITY_UNDEFINED: Rule = warning(
    "security-undefined",
    "every security requirement names a security scheme",
    "A requirement with an unknown name says that credentials are needed but not how they are sent.",
)
.fixable();
pub(super) static MISSING_SECURITY: Rule = warning(
    "missing-security",
    "the document says which requests need credentials",
    "Without any `security` the generated client sends no credentials. An API that needs none says so \
     with `security: []`.",
);
pub(super) static UNAUTHORIZED_UNDOCUMENTED: Rule = warning(
    "unauthorized-undocumented",
    "an operation that needs credentials documents the status 401",
    "Every secured operation can answer 401. Only what is documented becomes an error that callers can \
     match on.",
)
.fixable();

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    authorization_parameters(context, problems);
    let root = context.document.root.get("security");
    undefined(context, root, problems);
    for operation in &context.operations {
        undefined(context, operation.node.get("security"), problems);
        if is_secured(operation, root)
            && !context.responses(operation).iter().any(|one| covers(one.status, "401"))
        {
            problems.push(
                UNAUTHORIZED_UNDOCUMENTED
                    .at(
                        operation.key("responses"),
                        format!(
                            "{} needs credentials but does not document the status 401",
                            operation.name()
                        ),
                    )
                    .help("add `\"401\":` to its responses, or `security: []` when it needs no credentials")
                    .fix(shared_response(context, operation, "401")),
            );
        }
    }
    let stated = root.is_some() || context.operations.iter().any(|one| one.node.get("security").is_some());
    if !stated && !context.operations.is_empty() {
        let scheme = context.components("securitySchemes").next().map_or("bearer", |(name, _)| name);
        problems.push(
            MISSING_SECURITY
                .at(context.top(), "no request is said to need credentials")
                .help(format!("write `security: [{{ {scheme}: [] }}]` at the root, or `security: []`")),
        );
    }
}

/// Whether the operation needs credentials: an empty requirement among others makes them optional.
fn is_secured(operation: &Operation<'_>, root: Option<&Node>) -> bool {
    let requirements = operation.node.get("security").or(root).map_or(&[][..], Node::items);
    !requirements.is_empty() && requirements.iter().all(|requirement| requirement.entries().next().is_some())
}

fn undefined(context: &Context<'_>, security: Option<&Node>, problems: &mut Problems) {
    let schemes: Vec<&str> = context.components("securitySchemes").map(|(name, _)| name).collect();
    for (name, entry) in security.map_or(&[][..], Node::items).iter().flat_map(Node::entries) {
        if !schemes.contains(&name) {
            let define = format!("define `{name}` in `components.securitySchemes`");
            problems.push(
                SECURITY_UNDEFINED
                    .at(entry.key_span, format!("there is no security scheme `{name}`"))
                    .help(suggest::did_you_mean(name, schemes.iter().copied(), define))
                    .fix(suggest::meant(context.text(), entry.key_span, name, schemes.iter().copied())),
            );
        }
    }
}

/// Takes out a header `Authorization`, which OpenAPI ignores among the parameters, where a security scheme of the operation sends
/// it.
fn without_parameter(
    context: &Context<'_>,
    operation: &Operation<'_>,
    parameter: &Parameter<'_>,
) -> Option<Fix> {
    let security = operation.node.get("security").or_else(|| context.document.root.get("security"))?;
    let schemes = security.items().iter().flat_map(Node::entries).filter_map(|(name, _)| {
        context.components("securitySchemes").find(|(scheme, _)| *scheme == name).map(|(_, entry)| entry)
    });
    let kinds: Vec<&str> =
        schemes.filter_map(|entry| context.document.resolve(&entry.node).get("type")?.as_str()).collect();
    let sent = kinds.iter().all(|kind| matches!(*kind, "http" | "oauth2" | "openIdConnect"));
    let ignored = parameter.location == "header" && parameter.name.eq_ignore_ascii_case("authorization");
    let optional = security.items().iter().any(|requirement| requirement.entries().next().is_none());
    if !ignored || !sent || kinds.is_empty() || optional {
        return None;
    }
    let holders = [operation.node, operation.item].into_iter();
    let edit =
        holders.filter_map(|holder| Some((holder, holder.get("parameters")?))).find_map(|(holder, list)| {
            let index = list.items().iter().position(|item| std::ptr::eq(item, parameter.written))?;
            match list.items() {
                [_] => patch::without_entry(context.text(), holder, "parameters"),
                _ => patch::without_item(context.text(), list, index),
            }
        });
    Fix::new("remove it: the security scheme sends it", [edit])
}

/// Whether a parameter of this place and name holds credentials: it is a well-known one, or what a scheme names.
pub(super) fn is_credential(context: &Context<'_>, location: &str, name: &str) -> bool {
    let known = location == "header"
        && ["authorization", "x-api-key", "api-key", "apikey"]
            .iter()
            .any(|one| one.eq_ignore_ascii_case(name));
    let mut keys = context
        .components("securitySchemes")
        .map(|(_, entry)| context.document.resolve(&entry.node))
        .filter_map(|scheme| Some((scheme.get("in")?.as_str()?, scheme.get("name")?.as_str()?)));
    known || keys.any(|(place, key)| place == location && key.eq_ignore_ascii_case(name))
}

fn authorization_parameters(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        for parameter in context.parameters(operation) {
            let (name, location) = (parameter.name, parameter.location);
            if !is_credential(context, location, name) {
                continue;
            }
            let scheme = if name.eq_ignore_ascii_case("authorization") {
                "`{ type: http, scheme: bearer }`".to_owned()
            } else {
                format!("`{{ type: apiKey, in: {location}, name: {name} }}`")
            };
            problems.push(
                AUTHORIZATION_PARAMETER
                    .at(parameter.name_span(), format!("the {location} parameter `{name}` holds credentials"))
                    .help(format!(
                        "remove it, define {scheme} in `components.securitySchemes` and name that in `security`"
                    ))
                    .fix(without_parameter(context, operation, &parameter)),
            );
        }
    }
}
