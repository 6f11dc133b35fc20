use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn of(text: &str) -> String {
    facts(&STANDARD.encode(text)).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_limit_is_found_in_each_way_of_writing_it() {
    for text in [
        "/etc/eks/bootstrap.sh prod --use-max-pods false --kubelet-extra-args '--max-pods=110'",
        "  kubelet:\n    config:\n      maxPods: 110\n",
        "[settings.kubernetes]\nmax-pods = 110\n",
        "{\"maxPods\": 110}",
    ] {
        assert_eq!(of(text), "credentials: none; max-pods: 110", "{text}");
    }
    assert_eq!(of("#!/bin/sh\n/etc/eks/bootstrap.sh prod --use-max-pods false\n"), "credentials: none");
}

#[test]
fn credentials_are_named_by_kind() {
    let text = "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n-----BEGIN RSA PRIVATE KEY-----\nMII\n";
    assert_eq!(of(text), "credentials: aws-access-key-id,private-key");
}

#[test]
fn literal_credentials_are_found_however_they_are_written() {
    for text in [
        "#cloud-config\npassword: hunter2\n",
        "users:\n  - name: ops\n    db_secret: 'hunter2'\n",
        "{\n \"apiKey\": \"hunter2\"\n}",
        "kubeadm join --token abcdef.0123456789abcdef host",
        "export TOKEN=\"hunter 2\"",
    ] {
        assert_eq!(of(text), "credentials: assignment", "{text}");
    }
    for text in [
        "TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token)\ncurl -H \"X-aws-ec2-metadata-token: $TOKEN\" x",
        "automountServiceAccountToken: false\n",
        "login --password \"$PASSWORD\" --token-ttl 5",
        "secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:x\n",
        "aws ecr get-login-password | docker login --password-stdin x",
        "mkdir -p /opt/x && cp -p a b && docker run -p 8080:80 x",
        "curl -u \"$USER:$PASSWORD\" https://x",
        "nodeadm init -c file:///etc/node.yaml --daemon kubelet",
        "unzip -q awscliv2.zip\nuseradd -m ops\n",
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n    name: prod\n    apiServerEndpoint: https://x\n",
    ] {
        assert_eq!(of(text), "credentials: none", "{text}");
    }
}

#[test]
fn s3_credentials_of_bottlerocket_cloud_init_and_command_lines_are_found() {
    let packed = |text: &str| STANDARD.encode(text);
    for text in [
        "[settings.host-containers.admin]\nenabled = true\npassword = \"hunter2\"\n".to_owned(),
        "[[settings.container-registry.credentials]]\nregistry = \"r.example.com\"\nauth = \"b3BzOmh1bnRlcjI=\"\n"
            .to_owned(),
        format!("[settings.host-containers.x]\nuser-data = \"{}\"\n", packed("{\"password\":\"hunter2\"}")),
        format!(
            "#cloud-config\nwrite_files:\n  - path: /a\n    encoding: b64\n    content: {}\n",
            packed("DB_PASSWORD=hunter2")
        ),
        format!(
            "#cloud-config\nwrite_files:\n  - encoding: gz+b64\n    path: /a\n    content: {}\n",
            STANDARD.encode(gzip("token: hunter2 of many words, so that it packs\n"))
        ),
        format!("#!/bin/sh\necho {} | base64 -d > /a\n", packed(&format!("x: {}", packed("password: hunter2")))),
        "#!/bin/sh\necho 'root:hunter2' | chpasswd\n".to_owned(),
        "#!/bin/sh\nchpasswd <<EOF\nroot:hunter2\nEOF\n".to_owned(),
        "#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:hunter2\n".to_owned(),
        "#cloud-config\nchpasswd:\n  users:\n  - {name: root, password: hunter2, type: text}\n".to_owned(),
        "docker login -u ops -p hunter2 registry.example.com".to_owned(),
        "docker login --username ops --password hunter2 registry.example.com".to_owned(),
        "echo hunter2 | docker login -u ops --password-stdin registry.example.com".to_owned(),
        "curl -fsSL -u ops:hunter2 https://x.example.com/a".to_owned(),
        "curl --user 'ops:hunter2' https://x.example.com/a".to_owned(),
        "curl -H 'Authorization: Basic b3BzOmh1bnRlcjI=' https://x.example.com/a".to_owned(),
        "sshpass -p hunter2 ssh ops@host".to_owned(),
        "mysql -u root -phunter2 -e 'select 1'".to_owned(),
        "<powershell>\n$p = ConvertTo-SecureString \"hunter2\" -AsPlainText -Force\n</powershell>".to_owned(),
        "machine x.example.com login ops password hunter2".to_owned(),
        "PASSWORD=$ecret!".to_owned(),
        "cat > /root/.docker/config.json <<E\n{\"auths\":{\"r\":{\"auth\":\"b3BzOmh1bnRlcjI=\"}}}\nE".to_owned(),
    ] {
        let facts = of(&text);
        assert!(facts.starts_with("credentials: ") && facts != "credentials: none", "{text}: {facts}");
        assert_ne!(facts, "credentials: undetermined", "{text}");
    }
    let hashed = "#cloud-config\nusers:\n  - name: ops\n    hashed_passwd: $6$rounds=4096$saltsalt$abcdefghijklmnop\n";
    assert!(of(hashed).contains("password-hash"), "{}", of(hashed));
}

#[test]
fn s3_what_cannot_be_read_is_undetermined() {
    assert_eq!(facts("not base64!").unwrap(), "credentials: undetermined");
    assert_eq!(facts(&STANDARD.encode([0x1f, 0x8b, 8, 0, 0xff])).unwrap(), "credentials: undetermined");
    assert_eq!(facts(&STANDARD.encode([0u8, 1, 2, 3, 255])).unwrap(), "credentials: undetermined");
    let broken = "#cloud-config\nwrite_files:\n  - {path: /a, encoding: b64, content: '%%%'}\n";
    assert_eq!(of(broken), "credentials: undetermined");
    let unknown = "#cloud-config\nwrite_files:\n  - {path: /a, encoding: rot13, content: uhagre2}\n";
    assert_eq!(of(unknown), "credentials: undetermined");
    // Packed so often, or so large, that it is not opened.
    let mut text = "x".repeat(40);
    for _ in 0..8 {
        text = STANDARD.encode(text);
    }
    assert_eq!(of(&text), "credentials: undetermined");
    assert_eq!(facts(&STANDARD.encode(gzip(&"a b\n".repeat(1 << 20)))).unwrap(), "credentials: undetermined");
    assert_eq!(facts(""), None);
}

#[test]
fn packed_user_data_is_opened() {
    assert_eq!(facts(&STANDARD.encode(gzip("password: hunter2"))).unwrap(), "credentials: assignment");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("net user ops hunter2".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(facts(&STANDARD.encode(wide)).unwrap(), "credentials: assignment");
}

#[test]
fn parts_of_a_multi_part_archive_are_read() {
    let part = STANDARD.encode("password=hunter2 --max-pods=29");
    let text = format!(
        "MIME-Version: 1.0\n\n--B\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\n{part}\n--B--\n"
    );
    assert_eq!(of(&text), "credentials: assignment; max-pods: 29");
}
