//! How secrets are written that a stranger plants. `{M20}` stands for twenty characters made by chance: of `H`
//! hexadecimal digits, `L` small letters and digits, `U` capitals and digits, `M` letters and digits, `B` those of Base64.

/// Tokens of vendors, by their prefix, and keys without one.
pub(super) const TOKENS: &str = "A3-{U34} p8e-{L32} pat{M14}.{H64} LTAI{L20} AKCp{M69} cmVmd{M59} ABSK{B120} 4b1d{M38} \
    CLOJARS_{L60} v1.0-{H24}-{H146} duffel_live_{L43} dt0c01.{U24}.{U64} EZAK{L54} EAAM{L110} FLWSECK_TEST-{H32} fo1_{M43} \
    fm2_{B110} fio-u-{L64} glcbt-1_{M20} glffct-{M20} glft-{M20} glimt-{M25} glagent-{M50} gloas-{M64} glptt-{H40} \
    glsoat-{M20} GR1348941{M20} pat.{M22}.{M24}.{M20} {L14}.atlasv1.{M64} HRKU-AA{M58} ico-{M32} s-s4t2ud-{H64} \
    {M6}_{M29}_mmk NRII-{L32} ntn_{M45} secret_{M43} API-{U26} sha256~{M43} pplx-{M48} gsk_{M52} r8_{M37} xai-{M80} \
    lsv2_pt_{H42} sk-svcacct-{M60} sk-admin-{M60} sk-ant-api03-{M93} access-production-{H32} pscale_tkn_{M43} \
    pscale_pw_{M43} pscale_oauth_{M43} PMAK-{H24}-{H34} pnu_{M36} pul-{H40} rdme_{L70} rubygems_{H48} tk-us-{M48} \
    sntrys_eyJ{M60} sntryu_{H64} sm_aat_{M20} shippo_live_{H40} sgp_{H16}_{H40} sq0csp-{M43} xapp-1-{U11}-{H12}-{L64} \
    xoxe.xoxp-1-{M146} tskey-auth-{M12}-{M32} AAAAAAAAAAAAAAAAAAAAA{M90} tfp_{M59} hvb.{M140} AQVN{M36} YC{M38} zpka_{M40} \
    dckr_oat_{M32} dapi{H32} dor_v1_{H64} dp.pt.{M43} dp.sa.{M40} eyJrIjoi{M90} glc_eyJ{M60} ghu_{M36} ghs_{M36} ghr_{M36} \
    lin_api_{L40} key-{H32} sk.eyJ{M80} oy2{L43} sbp_{H40} sb_secret_{M31} vcp_{M24} rnd_{M32} csa_{H40} CFPAT-{M43} \
    CCDB1_{M40} bkua_{H40} CCIPAT_{M40} ATBB{M32} ATATT3xFfGF0{M180} sl.{M135} figd_{M40} GOCSPX-{M28} 1//0{M60} \
    pat-eu1-{H32} live_{H35} nfp_{M36} rzp_live_{M14} re_{M28} xkeysib-{H64}-{M16} 471147114:AA{M33} SK{H32} whsec_{M32} \
    rk_live_{M24} M{M23}.{M6}.{M38} ABIA{U16} ACCA{U16} A3T1{U16} IQoJb3JpZ2luX2Vj{B300} FwoGZXIvYXdz{B300} {M3}8Q~{M34} \
    nvapi-{M64}     1/4711471147114711:{H32} hcp.{M64} {B40} {M40} {M32} {L52} {M20} {U32}";

/// Files, command lines and addresses with a secret in them.
pub(super) const TEXTS: &[&str] = &[
    "postgres://app:{M20}@db:5432/x",
    "postgres://app:a@{M20}@db/x",
    "amqps://u:{M20}@h:5671/v",
    "rediss://:{M20}@r:6379/0",
    "Server=tcp:x.example;User ID=sa;Password={M20};",
    "jdbc:postgresql://h/db?user=a&password={M20}",
    "jdbc:oracle:thin:scott/{M20}@//h:1521/x",
    "Endpoint=sb://x.example/;SharedAccessKeyName=R;SharedAccessKey={M20}=",
    "https://a.example/c?sv=2022&sp=r&sig={M20}%3D",
    "https://a.example/k?X-Amz-Credential=A&X-Amz-Signature={M20}",
    "https://a.example/k?X-Goog-Signature={M20}",
    "https://a.example/k?Policy=x&Signature={M20}&Key-Pair-Id=K",
    "ftp://u:{M20}@h/f",
    "//h/share -U u%{M20}",
    "machine h login u password {M20}",
    "db:5432:app:app:{M20}",
    "[client]\npassword={M20}\n",
    "//registry.example/:_authToken={M20}",
    "[pypi]\nusername=__token__\npassword=pypi-{M20}",
    ":rubygems_api_key: {M20}",
    "{\"auths\":{\"https://a.example/v1/\":{\"auth\":\"{M20}\"}}}",
    "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: {M20}\n",
    "users: [{name: a, user: {client-key-data: {M20}}}]",
    "{\"kty\":\"oct\",\"k\":\"{M20}\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"{M20}\",\"x\":\"a\",\"y\":\"b\"}",
    "{\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n{M20}\"}",
    "-----BEGIN RSA PRIVATE KEY----- {M20} -----END RSA PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n{M20}",
    "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{M20}",
    "[default]\naws_access_key_id = x\naws_secret_access_key = {M20}\n",
    "u:$apr1$ab$x{M20}",
    "root:$y$j9T$x{M20}:19000:0",
    "{SSHA}{M20}==",
    "Set-Cookie: sid={M20}; Secure",
    "Authorization: Digest username=u, response={M20}",
    "Authorization: AWS4-HMAC-SHA256 Credential=A/x, Signature={M20}",
    "<password>{M20}</password>",
    "spring.datasource.password={M20}",
    "a: true # {M20}",
    "a: &{M20} true\nb: *{M20}",
    "a: !{M20} b",
    "a: |\n  {M20}\n",
    "a: >-\n  {M20}\n",
    "mysql -u root -p{M20}",
    "expect -c 'send {M20}'",
    "echo {M20} | base64 -d",
    "cat <<E\n{M20}\nE",
    "ALTER USER a IDENTIFIED BY '{M20}'",
    "RSYNC_PASSWORD={M20} rsync a b",
    "otpauth://totp/a?secret={M20}",
    "https://x.example/webhookb2/a@b/IncomingWebhook/{M20}/c",
    "https://discord.example/api/webhooks/1/{M20}",
    "https://{M20}@o1.example/1",
    "p\u{200b}{M20}",
    "a\u{a0}{M20}",
    "({M20})",
    "a|{M20}",
    "a;{M20}",
    "a={M20}",
    "a:{M20}",
    "a,{M20}",
    "a+{M20}",
    "sha256:{M20}",
    "${M20}",
    "${{M20}}",
    "$({M20})",
    "{{{M20}}}",
    "redacted({M20})",
    "redacted(name-{M20})",
    "redacted(text; {M20})",
    "redacted(user-data; credentials: {M20})",
    "`{M20}`",
    "*{M20}",
    "--x={M20}",
];
