pub mod reference_program;
