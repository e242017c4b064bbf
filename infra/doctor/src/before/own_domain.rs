//! The domain of one's own, and its certificate.

use crate::{Aws, Report, Settings};

const DOMAIN: &str = "DomainName";
const CERTIFICATE: &str = "CertificateArn";

/// The certificate is issued, lies in the region of the API, and names the domain.
pub(crate) fn own_domain(aws: &Aws, settings: &Settings, report: &mut Report) {
    let (domain, arn) = (settings.parameter(DOMAIN), settings.parameter(CERTIFICATE));
    match (domain.is_empty(), arn.is_empty()) {
        (true, true) => return,
        (true, false) => return report.wrong(DOMAIN, "is empty, and CertificateArn is given"),
        (false, true) => {
            return report.wrong(
                CERTIFICATE,
                format!(
                    "is empty: aws acm request-certificate --region {} --domain-name {domain} --validation-method DNS",
                    settings.region
                ),
            );
        }
        (false, false) => {}
    }
    let region = arn.split(':').nth(3).unwrap_or_default();
    if region != settings.region {
        return report.wrong(
            CERTIFICATE,
            format!(
                "lies in {region}, and the API in {}: request one there",
                settings.region
            ),
        );
    }
    let words = ["acm", "describe-certificate", "--certificate-arn", arn];
    let answer = match aws.ask(&words) {
        Ok(answer) => answer,
        Err(error) if error.is_denied() => {
            return report.warning(CERTIFICATE, format!("can't be looked at: {error}"));
        }
        Err(error) => return report.wrong(CERTIFICATE, error.to_string()),
    };
    let certificate = &answer["Certificate"];
    let status = certificate["Status"].as_str().unwrap_or_default();
    let others = certificate["SubjectAlternativeNames"].as_array();
    let names = others
        .into_iter()
        .flatten()
        .chain([&certificate["DomainName"]]);
    let names: Vec<&str> = names.filter_map(|name| name.as_str()).collect();
    if status != "ISSUED" {
        let todo = match status {
            "PENDING_VALIDATION" => {
                "create the DNS record that `aws acm describe-certificate` shows"
            }
            _ => "request another one",
        };
        report.wrong(CERTIFICATE, format!("is {status}: {todo}"));
    } else if names.iter().any(|name| covers(name, domain)) {
        report.ok(CERTIFICATE, format!("is issued for {domain}"));
    } else {
        report.wrong(
            CERTIFICATE,
            format!("is for {}, not for {domain}", names.join(", ")),
        );
    }
}

/// `*.example.com` covers one label more, and no other.
fn covers(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    match name.strip_prefix("*.") {
        Some(parent) => domain
            .split_once('.')
            .is_some_and(|(_, rest)| rest == parent),
        None => name == domain,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_stands_for_one_label() {
        for (name, domain, expected) in [
            ("replays.example.com", "replays.example.com", true),
            ("Replays.Example.com", "replays.example.com", true),
            ("*.example.com", "replays.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.replays.example.com", false),
            ("example.com", "replays.example.com", false),
        ] {
            assert_eq!(covers(name, domain), expected, "{name} {domain}");
        }
    }
}
