//! How operators read what they compare: by value, by truth, or whole.

use super::graph::{TRUTHY, VALUE, WHOLE};
use crate::program::{Expr, Operator};

/// How an operator reads its operands.
pub(super) fn operands(operator: Operator, left: &Expr, right: &Expr) -> (u8, u8) {
    match operator {
        Operator::Or | Operator::And => (TRUTHY, TRUTHY),
        _ if null_compared(operator, matches!(left, Expr::Null) || matches!(right, Expr::Null)) => (TRUTHY, TRUTHY),
        Operator::In | Operator::NotIn => (VALUE, WHOLE),
        Operator::Equal
        | Operator::NotEqual
        | Operator::Is
        | Operator::IsNot
        | Operator::Less
        | Operator::LessEqual
        | Operator::Greater
        | Operator::GreaterEqual => (VALUE, VALUE),
    }
}

/// Compared with nothing, only nothing matters.
pub(super) fn null_compared(operator: Operator, has_null: bool) -> bool {
    has_null && matches!(operator, Operator::Equal | Operator::NotEqual | Operator::Is | Operator::IsNot)
}
