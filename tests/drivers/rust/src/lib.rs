pub mod diesel_query;
pub mod reference_program;
