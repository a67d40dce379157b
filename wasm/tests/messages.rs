//! The wire messages of `test/fixtures/messages.txt`, read and written by a second implementation of SPEC's message rules:
//! an error in the TypeScript codec that is symmetric (written and read wrongly alike) shows here.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test: helpers outside of #[test] functions may panic as well"
)]

use std::fmt::Write as _;

struct Bytes<'a>(&'a [u8], usize);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.1 += 1;
        self.0[self.1 - 1]
    }
    fn varint(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..56).step_by(7) {
            let byte = self.byte();
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return value;
            }
        }
        panic!("a varint of more than 8 bytes")
    }
    fn take(&mut self, length: u64) -> &[u8] {
        let from = self.1;
        self.1 += usize::try_from(length).unwrap();
        &self.0[from..self.1]
    }
    fn text(&mut self) -> String {
        let length = self.varint();
        String::from_utf8(self.take(length).to_vec()).unwrap()
    }
    fn little_endian(&mut self, length: u64) -> u64 {
        self.take(length).iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        out.push(u8::try_from(value & 127).unwrap() | 128);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, u64::try_from(text.len()).unwrap());
    out.extend_from_slice(text.as_bytes());
}

/// Reads a value, prints it, and writes it again to `out`.
fn value(from: &mut Bytes, out: &mut Vec<u8>) -> String {
    let tag = from.byte();
    out.push(tag);
    match tag {
        0 => "null".into(),
        1 => "false".into(),
        2 => "true".into(),
        3 => {
            let zigzag = from.varint();
            put_varint(out, zigzag);
            let half = i64::try_from(zigzag.div_ceil(2)).unwrap();
            if zigzag.is_multiple_of(2) { half.to_string() } else { (-half).to_string() }
        }
        4 | 9 => {
            let float = f64::from_bits(from.little_endian(8));
            out.extend_from_slice(&float.to_le_bytes());
            if tag == 4 { format!("{float}") } else { format!("date({float})") }
        }
        5 => {
            let text = from.text();
            put_text(out, &text);
            quoted(&text)
        }
        6 => {
            let count = from.varint();
            put_varint(out, count);
            let items: Vec<String> = (0..count).map(|_| value(from, out)).collect();
            format!("[{}]", items.join(","))
        }
        8 => {
            let count = from.varint();
            put_varint(out, count);
            let entries: Vec<String> = (0..count)
                .map(|_| {
                    let name = from.text();
                    put_text(out, &name);
                    format!("{}:{}", quoted(&name), value(from, out))
                })
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        other => panic!("value tag {other}"),
    }
}

fn path(from: &mut Bytes, out: &mut Vec<u8>, steps: u64) -> String {
    let mut texts = Vec::new();
    for _ in 0..steps {
        let head = from.varint();
        put_varint(out, head);
        let mut text = (head >> 1).to_string();
        if head & 1 == 1 {
            let key = from.varint();
            put_varint(out, key);
            if key & 1 == 0 {
                write!(text, ":{}", key >> 1).unwrap();
            } else {
                let bytes = from.take(key >> 1).to_vec();
                out.extend_from_slice(&bytes);
                write!(text, ":{}", quoted(&String::from_utf8(bytes).unwrap())).unwrap();
            }
        }
        texts.push(text);
    }
    texts.join("/")
}

fn event(from: &mut Bytes, out: &mut Vec<u8>, head: u8) -> String {
    out.push(head);
    let id = from.varint();
    put_varint(out, id);
    let issued = if head & 0x10 == 0 {
        let seq = from.varint();
        put_varint(out, seq);
        seq.to_string()
    } else {
        "current".into()
    };
    let steps = if head >> 6 == 3 {
        let steps = from.varint();
        put_varint(out, steps);
        steps
    } else {
        u64::from(head >> 6) + 1
    };
    let path = path(from, out, steps);
    let data = if head & 0x20 == 0 { String::new() } else { format!(" data={}", value(from, out)) };
    format!("event id={id} issued={issued} path={path}{data}")
}

fn hello(from: &mut Bytes, out: &mut Vec<u8>) -> String {
    let (min, max) = (from.byte(), from.byte());
    let build = hex(from.take(8));
    let epoch = from.varint();
    let seq = from.varint();
    let nonce = hex(from.take(8));
    let known_length = from.varint();
    let known = from.take(known_length).to_vec();
    out.extend_from_slice(&[1, min, max]);
    out.extend(unhex(&build));
    put_varint(out, epoch);
    put_varint(out, seq);
    out.extend(unhex(&nonce));
    put_varint(out, known_length);
    out.extend_from_slice(&known);
    let count = from.varint();
    put_varint(out, count);
    let pending: Vec<String> = (0..count)
        .map(|_| {
            let head = from.byte();
            event(from, out, head)
        })
        .collect();
    let known = hex(&known);
    let pending = pending.join("; ");
    format!(
        "hello versions={min}-{max} build={build} epoch={epoch} seq={seq} nonce={nonce} known={known} pending=[{pending}]"
    )
}

fn from_client(from: &mut Bytes, out: &mut Vec<u8>) -> String {
    let head = from.byte();
    match head & 15 {
        1 => hello(from, out),
        2 => event(from, out, head),
        3 => {
            let why = from.byte();
            out.extend_from_slice(&[3, why]);
            format!("resync why={why}")
        }
        other => panic!("client tag {other}"),
    }
}

fn copied(from: &mut Bytes, out: &mut Vec<u8>) -> u64 {
    let number = from.varint();
    put_varint(out, number);
    number
}

fn copied_text(from: &mut Bytes, out: &mut Vec<u8>) -> String {
    let text = from.text();
    put_text(out, &text);
    text
}

fn from_server(from: &mut Bytes, out: &mut Vec<u8>) -> String {
    let head = from.byte();
    out.push(head);
    match head & 15 {
        1 => {
            let last = copied(from, out);
            let count = if head & 0x10 == 0 { 0 } else { copied(from, out) };
            let list: Vec<String> = (0..count)
                .map(|_| {
                    let id = copied(from, out);
                    let code = copied_text(from, out);
                    format!("{id} {code} {}", quoted(&copied_text(from, out)))
                })
                .collect();
            format!("ack last={last} rejections=[{}]", list.join("; "))
        }
        2 => {
            let seq = copied(from, out);
            let ops = from.0[from.1..].to_vec();
            from.1 = from.0.len();
            out.extend_from_slice(&ops);
            format!("patch seq={seq} ops={}", hex(&ops))
        }
        3 => {
            let count = copied(from, out);
            let list: Vec<String> =
                (0..count).map(|_| format!("{}={}", copied(from, out), quoted(&copied_text(from, out)))).collect();
            format!("blocks {}", list.join(" "))
        }
        4 => format!("resume seq={}", copied(from, out)),
        5 => {
            let build = from.take(8).to_vec();
            out.extend_from_slice(&build);
            let epoch = copied(from, out);
            let seq = copied(from, out);
            let html = quoted(&copied_text(from, out));
            let island = quoted(&copied_text(from, out));
            format!("snap build={} epoch={epoch} seq={seq} html={html} island={island}", hex(&build))
        }
        6 => {
            let kind = from.byte();
            out.push(kind);
            format!("go kind={kind} url={}", quoted(&copied_text(from, out)))
        }
        7 => format!("bye code={} retryAfterMs={}", copied(from, out), copied(from, out)),
        other => panic!("server tag {other}"),
    }
}

/// [F1]
#[test]
fn messages_are_read_and_written_as_in_the_shared_fixtures() {
    let fixtures = include_str!("../../test/fixtures/messages.txt");
    let mut seen = 0;
    for line in fixtures.lines() {
        let mut parts = line.splitn(3, ' ');
        let (side, bytes, text) = (parts.next().unwrap(), unhex(parts.next().unwrap()), parts.next().unwrap());
        let mut from = Bytes(&bytes, 0);
        let mut out = Vec::new();
        let read = if side == ">" { from_client(&mut from, &mut out) } else { from_server(&mut from, &mut out) };
        assert_eq!(read, text);
        assert_eq!(from.1, bytes.len(), "{text}: bytes left over");
        assert_eq!(hex(&out), hex(&bytes), "{text}: written differently");
        seen += 1;
    }
    assert!(seen >= 16, "only {seen} fixtures");
}
