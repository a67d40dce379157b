//! The template language: source → tokens → syntax tree, with inheritance flattened. Knows nothing of HTML; what HTML makes
//! of the text between the tags is the work of `compile`.

pub mod ast;
pub mod choice;
pub mod expression;
pub mod filter;
pub mod inherit;
pub mod lexer;
mod naming;
pub mod nearest;
pub mod parser;
mod query;
mod region;
mod sort;
pub mod source;
mod tags;
pub mod token;
mod vocabulary;
