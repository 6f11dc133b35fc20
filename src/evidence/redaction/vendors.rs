//! Forms of tokens that begin with letters which their vendor gives to nothing else. Sources: the vendors' documentation
//! of their tokens; the rules of public secret scanners.

use std::collections::BTreeSet;

/// What a token is called that has no kind of its own.
pub(super) const KIND: &str = "vendor-token";

/// Kinds that say where a token stands, and not whose it is.
const PLACES: [&str; 5] = [KIND, "assignment", "bearer-token", "encoded", "url-password"];

/// The kinds without [`KIND`] where another one says whose token it is.
pub(super) fn told_once(mut kinds: BTreeSet<&'static str>) -> BTreeSet<&'static str> {
    if kinds.iter().any(|kind| !PLACES.contains(kind)) {
        kinds.remove(KIND);
    }
    kinds
}

/// One pattern of all of them.
pub(super) const TOKENS: &str = concat!(
    r"\bA3-[A-Z0-9]{6}-?[A-Z0-9-]{20,}",
    r"|\b(?:p8e-|LTAI|AKCp|cmVmd|ABSK|BedrockAPIKey-|4b1d|EZAK|EZTK|EAA[AMC]|AQVN)[A-Za-z0-9]{19,}",
    r"|\bpat[A-Za-z0-9]{14}\.[a-f0-9]{20,}",
    r"|(?i:\bclojars_[a-z0-9]{20,})",
    r"|\bv1\.0-[a-f0-9]{24}-[a-f0-9]{20,}",
    r"|\b(?:duffel|shippo|rzp|lob|plaid|razorpay)_(?:live|test)_[A-Za-z0-9_=-]{10,}|\b(?:live|test)_[a-f0-9]{30,}",
    r"|\bdt0[a-z]\d{2}\.[A-Z0-9]{20,}",
    r"|\bFLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}",
    r"|\b(?:fo1|fm1[ar]|fm2)_[A-Za-z0-9+/_-]{40,}",
    r"|\bfio-u-[A-Za-z0-9_=-]{20,}",
    r"|\bgl(?:cbt|ffct|ft|imt|agent|oas|ptt|rt|soat|dt|pat|rtr|wt)-[A-Za-z0-9_.-]{16,}|\bGR1348941[A-Za-z0-9_-]{16,}",
    r"|\b(?:pat|sat)\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9]{20,}",
    r"|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{20,}",
    r"|\bHRKU-[A-Za-z0-9_-]{20,}",
    r"|\b(?:api_org|hf)_[A-Za-z]{20,}",
    r"|\bico-[A-Za-z0-9]{32}\b|\bs-s4t2(?:ud|af)-[a-f0-9]{20,}",
    r"|\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b",
    r"|\bNR(?:II|AK|AA|JS|BR|IQ)-[A-Za-z0-9-]{16,}",
    r"|\bntn_[A-Za-z0-9]{40,}|\bsecret_[A-Za-z0-9]{43}\b",
    r"|\bAPI-[A-Z0-9]{26}\b|\bsha256~[A-Za-z0-9_-]{40,}",
    r"|\bpplx-[A-Za-z0-9]{30,}|\b(?:gsk|r8)_[A-Za-z0-9]{30,}|\bxai-[A-Za-z0-9]{30,}|\blsv2_(?:pt|sk)_[a-f0-9_]{30,}",
    r"|\bsk-(?:[a-z]{3,12}-|[a-z]{3}-[a-z0-9]{5}-)?[A-Za-z0-9_-]{32,}",
    r"|\b(?:access|link|public|processor)-(?:sandbox|development|production)-[a-f0-9-]{30,}",
    r"|\bpscale_(?:tkn|pw|oauth|app_secret)_[A-Za-z0-9_=.-]{30,}",
    r"|\bPMAK-[a-f0-9]{24}-[a-f0-9]{20,}|\bpnu_[A-Za-z0-9]{30,}|\bpul-[a-f0-9]{30,}",
    r"|\brdme_[a-z0-9]{40,}|\brubygems_[a-f0-9]{20,}|\btk-us-[A-Za-z0-9_-]{30,}|\bsntry[sux]_[A-Za-z0-9+/=_]{20,}",
    r"|\bsm_(?:aat|pat|sat)_[A-Za-z0-9]{16,}|\bsgp_[a-f0-9_]{20,}|\bsq0[a-z]{3}-[A-Za-z0-9_-]{20,}",
    r"|\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}",
    r"|\btskey-[a-z]{3,10}-[A-Za-z0-9-]{16,}|\bA{20,}[A-Za-z0-9%]{20,}|\btfp_[A-Za-z0-9_-]{20,}",
    r"|\bhv[sbr]\.[A-Za-z0-9_-]{20,}|\bhcp\.[A-Za-z0-9]{20,}",
    r"|\bYC[A-Za-z0-9_-]{38}\b|\bt1\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}|\bzpka_[A-Za-z0-9_]{20,}",
    r"|\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|\bdapi[a-f0-9]{32}\b|\bdo[opr]_v1_[a-f0-9]{20,}|\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{16,}",
    r"|\beyJrIjoi[A-Za-z0-9+/=]{30,}|\beyJ2ZXIiOi[A-Za-z0-9_-]{30,}|\bglc_[A-Za-z0-9+/=]{30,}|\bglsa_[A-Za-z0-9_]{30,}",
    r"|\b[sp]k\.eyJ[A-Za-z0-9_-]{20,}|\boy2[a-z0-9]{43}\b",
    r"|\bsbp_[a-f0-9]{30,}|\bsb_(?:secret|publishable)_[A-Za-z0-9_-]{20,}",
    r"|\b(?:vc[pikar]|rnd|nfp|re|csa|tvly|figd?|ops)[_-][A-Za-z0-9]{24,}\b",
    r"|\b(?:CCDB1|CFPAT|CCIPAT|ATCTT3|ATBB|bkua)[_-]?[A-Za-z0-9]{24,}\b",
    r"|\bsl\.[A-Za-z0-9_=-]{60,}|\bpat-[a-z]{2}\d-[a-f0-9-]{30,}|\b1//0[A-Za-z0-9_-]{30,}|\b1/\d{13,18}:[a-f0-9]{30,}",
    r"|\bxkeysib-[a-f0-9]{20,}|\bkey-[0-9a-f]{32}\b|\bpubkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b|\bwhsec_[A-Za-z0-9+/=]{16,}",
    r"|\bSK[0-9a-f]{32}\b|\bAC[0-9a-f]{32}\b|\b[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    r"|\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}\b|\b(?:IQoJb3JpZ2luX2Vj|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9+/=]{20,}",
    r"|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}|\bS[UAONC]A[A-Z2-7]{54,}|\bnsec1[a-z0-9]{40,}|\bghu_[A-Za-z0-9]{20,}",
    r"|[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}|access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{20,}",
    r"|\bb_[A-Za-z0-9=_-]{44}\b|\bcio[A-Za-z0-9]{32}\b",
    r"|\bGOCSPX-[A-Za-z0-9_-]{20,}|\bya29\.[A-Za-z0-9_-]{20,}|\bAIza[A-Za-z0-9_-]{30,}",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_give_are_no_tokens() {
        let tokens = regex::Regex::new(TOKENS).unwrap();
        for name in [
            "AmazonEKS_EBS_CSI_DriverRole",
            "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
            "ops-team-of-the-payments-department",
            "sk-cluster-production-eu-west-1",
            "api-gateway-7d9c5b8f6d-x2v4q",
            "k8s-reportin-portal-7b21c9e0f4",
            "eks-ng-4ac80da4-52c8-0da4-e77d-4a2cb2a8e44a",
            "access-production-cluster",
            "key-rotation-controller-manager",
            "release-2026-11-30-frontend-monorepo",
            "resources-and-limits-of-namespaces",
            "fig-tree-and-other-names-of-services",
            "eksctl-prod-nodegroup-ng-1a2b3c4d-NodeInstanceRole-1AB2CD3EF4GH5",
            "pat.riley.example.com",
            "sustainability:GetCarbonFootprintSummary",
            "recommendationserviceaccountproduction",
        ] {
            assert!(!tokens.is_match(name), "{name}: {:?}", tokens.find(name));
        }
    }
}
