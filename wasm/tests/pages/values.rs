//! What a template reads of a JSON state, encoded as TypeScript does: guided by the reads in the template's meta data.

use super::core_calls::put_varint;
use serde_json::Value;

const EACH: u64 = 2;
const LENGTH: u64 = 8;
const WHOLE: u64 = 32;

struct Field<'a> {
    nodes: &'a [Value],
    structure: Vec<u8>,
    heap: String,
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    static NULL: Value = Value::Null;
    name.parse::<usize>().ok().and_then(|at| value.get(at)).or_else(|| value.get(name)).unwrap_or(&NULL)
}

impl Field<'_> {
    fn text(&mut self, text: &str) {
        self.structure.push(5);
        put_varint(&mut self.structure, text.encode_utf16().count());
        self.heap.push_str(text);
    }

    fn number(&mut self, number: &serde_json::Number) {
        if let Some(n) = number.as_u64() {
            self.structure.push(3);
            put_varint(&mut self.structure, usize::try_from(n).unwrap() * 2);
        } else {
            self.structure.push(4);
            self.structure.extend_from_slice(&number.as_f64().unwrap().to_le_bytes());
        }
    }

    fn put(&mut self, value: &Value, id: usize) {
        match value {
            Value::Null => self.structure.push(0),
            Value::Bool(b) => self.structure.push(1 + u8::from(*b)),
            Value::Number(number) => self.number(number),
            Value::String(text) => self.text(text),
            Value::Array(items) => self.collection(value, items, id),
            Value::Object(_) => self.collection(value, &[], id),
        }
    }

    fn collection(&mut self, value: &Value, items: &[Value], id: usize) {
        let node = &self.nodes[id];
        let (names, uses) = (node["names"].as_array().unwrap(), node["uses"].as_u64().unwrap());
        let each = node["each"].as_i64().unwrap();
        assert_eq!(uses & WHOLE, 0, "no generated template needs it");
        let has_items = value.is_array() && (each >= 0 || uses & EACH != 0);
        if names.is_empty() && !has_items {
            let size = value.as_object().map_or(items.len(), serde_json::Map::len);
            if uses & LENGTH != 0 {
                self.structure.push(10);
                put_varint(&mut self.structure, size);
            } else {
                self.structure.push(1 + u8::from(size > 0));
            }
            return;
        }
        match (names.is_empty(), has_items) {
            (true, _) => self.structure.push(6),
            (false, true) => self.structure.push(11),
            (false, false) => self.structure.push(7),
        }
        if !names.is_empty() {
            put_varint(&mut self.structure, id);
        }
        for (name, child) in names.iter().zip(node["children"].as_array().unwrap()) {
            let child = usize::try_from(child.as_u64().unwrap()).unwrap();
            self.put(member(value, name.as_str().unwrap()), child);
        }
        if has_items {
            put_varint(&mut self.structure, items.len());
            items.iter().for_each(|item| self.put(item, usize::try_from(each).unwrap()));
        }
    }
}

/// Encodes a state.
pub fn encode(meta: &Value, state: &Value) -> Vec<u8> {
    let nodes = meta["reads"]["nodes"].as_array().unwrap();
    let (names, children) = (nodes[0]["names"].as_array().unwrap(), nodes[0]["children"].as_array().unwrap());
    let mut out = Vec::new();
    put_varint(&mut out, names.len());
    for (name, child) in names.iter().zip(children) {
        let mut field = Field { nodes, structure: Vec::new(), heap: String::new() };
        field.put(member(state, name.as_str().unwrap()), usize::try_from(child.as_u64().unwrap()).unwrap());
        put_varint(&mut out, field.structure.len());
        put_varint(&mut out, field.heap.len());
        out.push(u8::from(field.heap.is_ascii()));
        out.extend_from_slice(&field.structure);
        out.extend_from_slice(field.heap.as_bytes());
    }
    out
}
